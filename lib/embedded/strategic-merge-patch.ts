/**
 * Strategic merge patches, as kubectl sends them for built-in kinds: lists of items with a merge key are merged item by
 * item, and the directives $patch, $retainKeys, $deleteFromPrimitiveList and $setElementOrder are followed.
 */
import { equal, isObject, type JsonObject } from './json.ts';
import { badRequest } from './refusal.ts';
import { memberSchema, type Schema } from './schema.ts';

const DELETE_LIST = '$deleteFromPrimitiveList/';
const ORDER = '$setElementOrder/';

/** The patched object; neither argument is changed. */
export function applyStrategicPatch(target: JsonObject, patch: JsonObject, schema: Schema | undefined): JsonObject {
  const { $patch: directive, $retainKeys: retained, ...members } = patch;
  if (directive === 'delete') return {};
  if (directive === 'replace') return withoutNulls(members);
  if (directive !== undefined && directive !== 'merge') throw badRequest(`unknown patch type: ${directive}`);
  const result: JsonObject = Array.isArray(retained) ? Object.fromEntries(Object.entries(target).filter(([name]) => retained.includes(name))) : { ...target };
  for (const [name, value] of Object.entries(members)) {
    if (name.startsWith(ORDER)) continue;
    if (name.startsWith(DELETE_LIST)) {
      const list = name.slice(DELETE_LIST.length);
      result[list] = (result[list] ?? []).filter((item: unknown) => !value.some((gone: unknown) => equal(gone, item)));
    } else if (value === null) delete result[name];
    else result[name] = patchMember(result[name], value, memberSchema(schema, name));
  }
  for (const [name, order] of Object.entries(members)) if (name.startsWith(ORDER)) sortMember(result, name.slice(ORDER.length), order, schema);
  return result;
}

function patchMember(current: unknown, value: unknown, schema: Schema | undefined): unknown {
  if (isObject(value)) return applyStrategicPatch(isObject(current) && !isReplaced(schema) ? current : {}, value, schema);
  if (!Array.isArray(value)) return value;
  if (!schema?.['x-kubernetes-patch-strategy']?.includes('merge')) return value;
  const key = schema['x-kubernetes-patch-merge-key'];
  const list = Array.isArray(current) ? current : [];
  return key ? patchItems(list, value, key, schema.items) : [...list, ...value.filter((item) => !list.some((known) => equal(known, item)))];
}

function isReplaced(schema: Schema | undefined): boolean {
  return schema?.['x-kubernetes-patch-strategy'] === 'replace';
}

function patchItems(current: JsonObject[], patches: JsonObject[], key: string, schema: Schema | undefined): JsonObject[] {
  if (patches.some((patch) => patch.$patch === 'replace')) return patches.filter((patch) => patch.$patch !== 'replace').map(withoutNulls);
  let result = [...current];
  for (const patch of patches) {
    if (patch[key] === undefined) throw badRequest(`map: ${JSON.stringify(patch)} does not contain declared merge key: ${key}`);
    const index = result.findIndex((item) => equal(item[key], patch[key]));
    if (patch.$patch === 'delete') result = result.filter((item) => !equal(item[key], patch[key]));
    else if (index < 0) result.push(applyStrategicPatch({}, patch, schema));
    else result[index] = applyStrategicPatch(result[index] as JsonObject, patch, schema);
  }
  return result;
}

function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => member !== null && !name.startsWith('$'))
      .map(([name, member]) => [name, isObject(member) ? withoutNulls(member) : member]),
  );
}

/** Brings a list into the given order; items that it doesn't name keep their place behind those before them. */
function sortMember(result: JsonObject, name: string, order: unknown[], schema: Schema | undefined): void {
  const list = result[name];
  if (!Array.isArray(list)) return;
  const key = memberSchema(schema, name)?.['x-kubernetes-patch-merge-key'];
  const rankOf = (item: unknown) => order.findIndex((entry) => (key ? equal((entry as JsonObject)[key], (item as JsonObject)[key]) : equal(entry, item)));
  const named = list.filter((item) => rankOf(item) >= 0).sort((left, right) => rankOf(left) - rankOf(right));
  let next = 0;
  result[name] = list.map((item) => (rankOf(item) >= 0 ? named[next++] : item));
}
