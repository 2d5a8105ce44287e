/** Merging an applied configuration into an object, and taking fields out of one, by the type's list and map kinds. */
import { itemElement, itemsByElement, type Shape, shapeOf } from './field-comparison.ts';
import { FieldSet, type PathElement } from './field-set.ts';
import { isHollow, type JsonObject } from './json.ts';
import { memberSchema, type Schema } from './schema.ts';

/** The object with the configuration merged in; neither is changed. */
export function merge(live: unknown, applied: unknown, schema: Schema | undefined): unknown {
  if (applied === undefined) return live;
  // Null for what has parts is as good as none of them: those that others own stay.
  if (applied === null && hasParts(shapeOf(live, schema)) && !isHollow(live as object)) return live;
  const shape = shapeOf(applied, schema);
  if (!hasParts(shape) || live === null || live === undefined || shapeOf(live, schema) !== shape) return applied;
  if (shape === 'object') {
    const merged: JsonObject = { ...(live as JsonObject) };
    for (const [name, value] of Object.entries(applied as JsonObject))
      merged[name] = merge(merged[name], value, memberSchema(schema, name));
    return merged;
  }
  return mergeLists(live as unknown[], applied as unknown[], shape, schema);
}

function hasParts(shape: Shape): shape is 'object' | 'set' | 'map' {
  return shape !== 'scalar' && shape !== 'atomic';
}

/** Both lists' items: in the applied order, those only live has where they stood before. */
function mergeLists(live: unknown[], applied: unknown[], shape: 'set' | 'map', schema: Schema | undefined): unknown[] {
  const liveItems = itemsByElement(live, shape, schema);
  const appliedItems = itemsByElement(applied, shape, schema);
  const left = [...liveItems.keys()];
  const right = [...appliedItems.keys()];
  const shared = right.filter((element) => liveItems.has(element));
  const merged: unknown[] = [];
  const done = new Set<PathElement>();
  let [at, from] = [0, 0];
  const takeApplied = () => {
    const element = right[from++] as PathElement;
    done.add(element);
    merged.push(merge(liveItems.get(element), appliedItems.get(element), schema?.items));
    if (shared[0] === element) shared.shift();
  };
  while (at < left.length || from < right.length) {
    const element = left[at];
    if (element !== undefined && element === right[from]) {
      takeApplied();
      at++;
    } else if (element !== undefined && !appliedItems.has(element)) {
      merged.push(liveItems.get(element));
      at++;
    } else if (element !== undefined && from < right.length && shared.length > 0 && shared[0] !== element) at++;
    else {
      // What is next in the applied order comes, before live's own items that follow it there.
      if (element !== undefined && done.has(element)) at++;
      if (from < right.length) takeApplied();
    }
  }
  return merged;
}

/** The value without the fields of a set; undefined when nothing is left of it. A part that is emptied, but not in the set itself, stays as an empty one. */
export function withoutFields(value: unknown, fields: FieldSet, schema: Schema | undefined): unknown {
  const shape = shapeOf(value, schema);
  if (!hasParts(shape)) return value;
  const partWithout = (part: unknown, below: FieldSet | undefined, partSchema: Schema | undefined) =>
    below ? (withoutFields(part, below, partSchema) ?? (Array.isArray(part) ? [] : {})) : part;
  let hadParts = false;
  if (shape === 'object') {
    const rest: JsonObject = {};
    for (const [name, member] of Object.entries(value as JsonObject)) {
      const element = `f:${name}`;
      if (fields.members.has(element)) continue;
      const below = fields.children.get(element);
      hadParts ||= below !== undefined;
      rest[name] = partWithout(member, below, memberSchema(schema, name));
    }
    return hadParts || Object.keys(rest).length > 0 ? rest : undefined;
  }
  const rest: unknown[] = [];
  for (const item of value as unknown[]) {
    const element = itemElement(item, shape, schema);
    if (fields.members.has(element)) continue;
    const below = fields.children.get(element);
    hadParts ||= below !== undefined;
    rest.push(partWithout(item, below, schema?.items));
  }
  return hadParts || rest.length > 0 ? rest : undefined;
}

/** The set in which named fields that only have something below them are members themselves. */
export function withNamedParents(fields: FieldSet, schema: Schema | undefined): FieldSet {
  const result = new FieldSet();
  for (const element of fields.members) result.members.add(element);
  for (const [element, child] of fields.children) {
    const name = element.startsWith('f:') ? element.slice(2) : undefined;
    if (name !== undefined && schema?.properties && Object.hasOwn(schema.properties, name)) result.members.add(element);
    result.children.set(element, withNamedParents(child, name === undefined ? schema?.items : memberSchema(schema, name)));
  }
  return result;
}
