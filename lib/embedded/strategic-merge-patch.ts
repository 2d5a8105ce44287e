/**
 * Strategic merge patches, as kubectl sends them for built-in kinds: lists of items with a merge key are merged item by
 * item, and the directives $patch, $retainKeys, $deleteFromPrimitiveList and $setElementOrder are followed.
 */
import { equal, isObject, type JsonObject } from './json.ts';
import { badRequest, Refusal } from './refusal.ts';
import { memberSchema, type Schema } from './schema.ts';

const DELETE_LIST = '$deleteFromPrimitiveList/';
const ORDER = '$setElementOrder/';

/** The patched object; neither argument is changed. */
export function applyStrategicPatch(target: JsonObject, patch: JsonObject, schema: Schema | undefined): JsonObject {
  const { $patch: directive, $retainKeys: retained, ...members } = patch;
  if (directive === 'delete') return {};
  if (directive === 'replace') return withoutNulls(members);
  if (directive !== undefined && directive !== 'merge') throw badRequest(`unknown patch type: ${directive}`);
  const result: JsonObject = Array.isArray(retained)
    ? Object.fromEntries(Object.entries(target).filter(([name]) => retained.includes(name)))
    : { ...target };
  for (const [name, value] of Object.entries(members)) {
    if (name.startsWith(ORDER)) continue;
    if (name.startsWith(DELETE_LIST)) {
      const list = name.slice(DELETE_LIST.length);
      result[list] = (result[list] ?? []).filter((item: unknown) => !value.some((gone: unknown) => equal(gone, item)));
    } else if (value === null) delete result[name];
    else result[name] = patchMember(result[name], value, memberSchema(schema, name));
  }
  for (const [name, order] of Object.entries(members))
    if (name.startsWith(ORDER)) sortMember(result, name.slice(ORDER.length), { order, schema, server: target });
  return result;
}

function patchMember(current: unknown, value: unknown, schema: Schema | undefined): unknown {
  // What comes anew is taken as it is, without the directives.
  if (isObject(value) && current === undefined) return withoutNulls(value);
  if (isObject(value)) return applyStrategicPatch(isObject(current) && !isReplaced(schema) ? current : {}, value, schema);
  if (!Array.isArray(value)) return value;
  if (!schema?.['x-kubernetes-patch-strategy']?.includes('merge')) return value;
  const key = schema['x-kubernetes-patch-merge-key'];
  const list = Array.isArray(current) ? current : [];
  if (key) return patchItems(list, value, key, schema.items);
  const merged = [...list, ...value.filter((item) => !list.some((known) => equal(known, item)))];
  return inOrder(merged, list, { order: value, keyOf: (item) => item });
}

function keyless(patch: JsonObject, key: string): Refusal {
  const message = `map: ${goMap(patch)} does not contain declared merge key: ${key}`;
  return new Refusal({ code: 500, reason: '', message });
}

/** A value as the server's language prints it. */
function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isObject(value)) return String(value);
  const members = Object.keys(value).sort();
  return `map[${members.map((name) => `${name}:${goMap(value[name])}`).join(' ')}]`;
}

function isReplaced(schema: Schema | undefined): boolean {
  return schema?.['x-kubernetes-patch-strategy'] === 'replace';
}

function patchItems(current: JsonObject[], patches: JsonObject[], key: string, schema: Schema | undefined): JsonObject[] {
  if (patches.some((patch) => patch.$patch === 'replace')) return patches.filter((patch) => patch.$patch !== 'replace').map(withoutNulls);
  let result = [...current];
  const known = new Set(current.map((item) => JSON.stringify(item[key])));
  for (const patch of patches) {
    if (patch[key] === undefined) throw keyless(patch, key);
    const index = result.findIndex((item) => equal(item[key], patch[key]));
    if (patch.$patch === 'delete') result = result.filter((item) => !equal(item[key], patch[key]));
    else if (index < 0) result.push(applyStrategicPatch({}, patch, schema));
    else result[index] = applyStrategicPatch(result[index] as JsonObject, patch, schema);
  }
  const order = patches.filter((patch) => patch.$patch !== 'delete').map((patch) => patch[key]);
  if (order.every((value) => known.has(JSON.stringify(value)))) return result;
  return inOrder(result, current, { order, keyOf: (item) => (item as JsonObject)[key] }) as JsonObject[];
}

/**
 * A list in the order of a patch: what only the server has keeps its place relative to what both have, and what is only
 * in the patch comes as soon as the patch's order lets it.
 */
function inOrder(list: unknown[], server: unknown[], { order, keyOf }: { order: unknown[]; keyOf: (item: unknown) => unknown }): unknown[] {
  const text = (item: unknown) => JSON.stringify(keyOf(item));
  const named = order.map((value) => JSON.stringify(value)).flatMap((wanted) => list.filter((item) => text(item) === wanted));
  const others = list.filter((item) => !named.includes(item));
  const place = new Map(server.map((item, index) => [text(item), index]));
  const result: unknown[] = [];
  while (named.length > 0 && others.length > 0) {
    const [left, right] = [place.get(text(named[0])), place.get(text(others[0]))];
    result.push(left !== undefined && right !== undefined && right < left ? others.shift() : named.shift());
  }
  return [...result, ...named, ...others];
}

function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => member !== null && !name.startsWith('$'))
      .map(([name, member]) => [name, isObject(member) ? withoutNulls(member) : member]),
  );
}

/** Brings a list into the order that the patch asks for. */
function sortMember(
  result: JsonObject,
  name: string,
  { order, schema, server }: { order: unknown[]; schema: Schema | undefined; server: JsonObject },
): void {
  const list = result[name];
  if (!Array.isArray(list)) return;
  const key = memberSchema(schema, name)?.['x-kubernetes-patch-merge-key'];
  const keyOf = (item: unknown) => (key && isObject(item) ? item[key] : item);
  result[name] = inOrder(list, server[name] ?? [], { order: order.map(keyOf), keyOf });
}
