/**
 * Where in a declaration something is, for people and for options: `ports[0].port` is a place, and `ports[].port` what all such places
 * are called; an entry of a map is `labels.*`. Pure.
 */

/** A place in a spec. */
export interface DeclaredPath {
  /** `ports[0].port`. */
  readonly place: string;
  /** `ports[].port`. */
  readonly field: string;
}

/** The spec itself. */
export const ROOT: DeclaredPath = { place: '', field: '' };

/** A property's. */
export function propertyPath({ place, field }: DeclaredPath, name: string): DeclaredPath {
  return { place: joined(place, name), field: joined(field, name) };
}

/** That of an entry of a map. */
export function entryPath({ place, field }: DeclaredPath, key: string): DeclaredPath {
  return { place: joined(place, key), field: joined(field, '*') };
}

/** That of an item of a list. */
export function itemPath({ place, field }: DeclaredPath, index: number): DeclaredPath {
  return { place: `${place}[${index}]`, field: `${field}[]` };
}

/** True when a field is one of these, or in one of them. */
export function isWithin(field: string, fields: readonly string[]): boolean {
  return fields.some((outer) => field === outer || field.startsWith(`${outer}.`) || field.startsWith(`${outer}[`));
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
