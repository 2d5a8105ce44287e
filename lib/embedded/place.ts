/** Where a value stands in an object: spelled out only when there is something to say of it, which is seldom. */

/** A place: a whole path, or a step below another place. */
export type Place = string | { readonly above: Place; readonly step: string | number };

/** The place of a member, or of an item, below another. */
export function below(above: Place, step: string | number): Place {
  return { above, step };
}

/** The path of a place, such as `spec.parts[2].name`. */
export function pathOf(place: Place): string {
  if (typeof place === 'string') return place;
  const { above, step } = place;
  const path = pathOf(above);
  if (typeof step === 'number') return `${path}[${step}]`;
  return path ? `${path}.${step}` : step;
}
