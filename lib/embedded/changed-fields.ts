/**
 * The fields that a new object has beside an empty one, as fieldsV1 has them: what a creation is noted with. The same as
 * `compare` finds (field-comparison.ts), without the sets in between: creations are what there is most of.
 */
import { isHollow, itemsByElement, type Shape, shapeOf } from './field-comparison.ts';
import { equal, type JsonObject } from './json.ts';
import { memberSchema, type Schema } from './schema.ts';

/** The members of `after` that `before` doesn't have, or has otherwise; both are objects. */
export function changedFields(before: JsonObject, after: JsonObject, schema: Schema | undefined): JsonObject {
  return membersBelow('object', before, after, schema);
}

/** The fields at one element, or undefined when nothing changed there. */
function fieldsAt(before: unknown, after: unknown, schema: Schema | undefined): JsonObject | undefined {
  if (before === after) return undefined;
  const shape = shapeOf(after ?? before, schema);
  const isLeaf =
    shape === 'scalar' ||
    shape === 'atomic' ||
    (isHollow(before) && isHollow(after)) ||
    (before != null && after != null && shapeOf(before, schema) !== shape);
  if (isLeaf) return before === undefined || !equal(before, after) ? {} : undefined;
  const below = membersBelow(shape, before, after, schema);
  for (const _ in below) return before === undefined ? { '.': {}, ...below } : below;
  return before === undefined ? {} : undefined;
}

function membersBelow(shape: Shape, before: unknown, after: unknown, schema: Schema | undefined): JsonObject {
  const fields: JsonObject = {};
  if (shape === 'object') {
    const left = (before ?? {}) as JsonObject;
    const right = (after ?? {}) as JsonObject;
    for (const name of Object.keys(right).sort()) {
      const found = fieldsAt(left[name], right[name], memberSchema(schema, name));
      if (found) fields[`f:${name}`] = found;
    }
    return fields;
  }
  const left = itemsByElement(before, shape, schema);
  const right = itemsByElement(after, shape, schema);
  for (const element of [...right.keys()].sort()) {
    const found = fieldsAt(left.get(element), right.get(element), schema?.items);
    if (found) fields[element] = found;
  }
  return fields;
}
