/** What a CRD's schema does to a value before it is validated: unknown members go, defaults come. */
import { clone, isHollow, isObject, type JsonObject } from './json.ts';
import { below, type Place, pathOf } from './place.ts';
import { keepsUnknown, memberSchema, type Schema } from './schema.ts';

/** How values are pruned. */
export interface PruneOptions {
  /** Leaves null where it isn't allowed, unless a default takes its place: so server-side apply does. @default false */
  keepsNulls?: boolean;
}

/** Removes members that the schema doesn't know, in place, and returns their paths. */
export function prune(value: unknown, schema: Schema, { keepsNulls = false }: PruneOptions = {}): string[] {
  const removed: string[] = [];
  pruneAt('', value, schema, { keepsNulls, removed });
  return removed;
}

function pruneAt(place: Place, value: unknown, schema: Schema, options: { keepsNulls: boolean; removed: string[] }): void {
  const { keepsNulls, removed } = options;
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return;
    for (let index = 0; index < value.length; index++)
      if (typeof value[index] === 'object') pruneAt(below(place, index), value[index], items, options);
    return;
  }
  if (!isObject(value)) return;
  const keep = keepsUnknown(schema);
  // What is taken away while it is being gone through was met before.
  for (const name in value) {
    const member = memberSchema(schema, name);
    // Null where the schema doesn't allow it is as good as absent.
    if (value[name] === null && member && isForbiddenNull(member) && !(keepsNulls && member.default === undefined)) {
      delete value[name];
      continue;
    }
    // An embedded resource always has these three, whatever its schema says.
    if (schema['x-kubernetes-embedded-resource'] && EMBEDDED.has(name)) continue;
    if (member) {
      if (typeof value[name] === 'object') pruneAt(below(place, name), value[name], member, options);
    } else if (!keep) {
      delete value[name];
      removed.push(pathOf(below(place, name)));
    }
  }
}

function isForbiddenNull(schema: Schema): boolean {
  return !schema.nullable && !(schema['x-kubernetes-preserve-unknown-fields'] && !schema.type);
}

const EMBEDDED = new Set(['apiVersion', 'kind', 'metadata']);

/** Fills in defaults, in place; null where null isn't allowed counts as absent when there is a default. */
export function applyDefaults(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    if (schema.items) for (const item of value) applyDefaults(item, schema.items);
    return;
  }
  if (!isObject(value)) return;
  const { properties } = schema;
  for (const name in properties) {
    const member = properties[name] as Schema;
    if (member.default === undefined) continue;
    const current = value[name];
    if (current === undefined || (current === null && !member.nullable)) value[name] = clone(member.default);
  }
  for (const name in value) {
    if (typeof value[name] !== 'object') continue;
    const member = memberSchema(schema, name);
    if (member) applyDefaults(value[name], member);
  }
}

/** Makes metadata what the server's own type can hold: known members only, of the right types. */
export function cleanMetadata(metadata: JsonObject, known: Schema): string[] {
  const removed: string[] = [];
  // What is taken away while it is being gone through was met before.
  for (const name in metadata) {
    const value = metadata[name];
    if (!memberSchema(known, name)) {
      removed.push(`metadata.${name}`);
      delete metadata[name];
    } else if (value === null || value === '' || (typeof value === 'object' && isHollow(value))) delete metadata[name];
  }
  return removed;
}

const PAIRS = ['labels', 'annotations'];
const TEXTS = ['name', 'generateName', 'namespace', 'resourceVersion', 'uid'];
const LISTS = ['finalizers', 'ownerReferences', 'managedFields'];

/** Why the server's type can't hold this metadata; undefined when it can. */
export function metadataTypeProblem(metadata: JsonObject): string | undefined {
  for (const name of PAIRS) {
    const pairs = metadata[name];
    if (pairs === undefined || pairs === null) continue;
    if (!isObject(pairs)) return unreadable(pairs, name, 'map[string]string');
    for (const key in pairs) {
      const value = pairs[key];
      if (value === null) pairs[key] = '';
      else if (typeof value !== 'string') return unreadable(value, name, 'string');
    }
  }
  for (const name of TEXTS) {
    const value = metadata[name];
    if (value !== undefined && value !== null && typeof value !== 'string') return unreadable(value, name, 'string');
  }
  for (const name of LISTS) {
    const value = metadata[name];
    if (value !== undefined && value !== null && !Array.isArray(value)) return unreadable(value, name, 'array');
  }
  return undefined;
}

function unreadable(value: unknown, name: string, wanted: string): string {
  const actual = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${actual} into Go struct field ObjectMeta.${name} of type ${wanted}`;
}
