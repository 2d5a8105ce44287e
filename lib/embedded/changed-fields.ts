/**
 * The fields that a new object has beside an empty one, as fieldsV1 has them: what a creation is noted with. The same as
 * `compare` finds (field-comparison.ts), without the sets in between: creations are what there is most of.
 */
import { isLeafChange, itemsByElement, type Shape, shapeOf } from './field-comparison.ts';
import { equal, isHollow, type JsonObject } from './json.ts';
import { memberSchema, type Schema } from './schema.ts';

/** The members of `after` that `before` doesn't have, or has otherwise; both are objects. */
export function changedFields(before: JsonObject, after: JsonObject, schema: Schema | undefined): JsonObject {
  return membersBelow('object', before, after, schema);
}

/**
 * The form of a change: two changes from the same `before` that have the same form have the same fields. Names are given with
 * their lengths, for a name may hold any sign.
 */
export function formOfChange(before: JsonObject, after: JsonObject, schema: Schema | undefined): string {
  return formBelow('object', before, after, schema);
}

function formAt(before: unknown, after: unknown, schema: Schema | undefined): string {
  if (before === after) return '=';
  const shape = shapeOf(after ?? before, schema);
  if (isLeafChange(before, after, shape, schema)) return before === undefined || !equal(before, after) ? '.' : '=';
  const form = formBelow(shape, before, after, schema);
  return shape === 'object' ? `{${form}}` : `[${form}]`;
}

function formBelow(shape: Shape, before: unknown, after: unknown, schema: Schema | undefined): string {
  let form = '';
  if (shape === 'object') {
    const left = before as JsonObject | undefined | null;
    const right = (after ?? {}) as JsonObject;
    for (const name in right) form += `${name.length}:${name}${formAt(left?.[name], right[name], memberSchema(schema, name))}`;
    return form;
  }
  const left = itemsByElement(before, shape, schema);
  for (const [element, item] of itemsByElement(after, shape, schema))
    form += `${element.length}:${element}${formAt(left.get(element), item, schema?.items)}`;
  return form;
}

/** The fields at one element, or undefined when nothing changed there. */
function fieldsAt(before: unknown, after: unknown, schema: Schema | undefined): JsonObject | undefined {
  if (before === after) return undefined;
  const shape = shapeOf(after ?? before, schema);
  if (isLeafChange(before, after, shape, schema)) return before === undefined || !equal(before, after) ? {} : undefined;
  const below = membersBelow(shape, before, after, schema);
  if (isHollow(below)) return before === undefined ? {} : undefined;
  return before === undefined ? { '.': {}, ...below } : below;
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
