/** What a CRD's schema does to a value before it is validated: unknown members go, defaults come. */
import { clone, isObject, type JsonObject } from './json.ts';
import { keepsUnknown, memberSchema, type Schema } from './schema.ts';

/** How values are pruned. */
export interface PruneOptions {
  /** Where the value stands. @default '' */
  path?: string;
  /** Leaves null where it isn't allowed, unless a default takes its place: so server-side apply does. @default false */
  keepsNulls?: boolean;
}

/** Removes members that the schema doesn't know, in place, and returns their paths. */
export function prune(value: unknown, schema: Schema, { path = '', keepsNulls = false }: PruneOptions = {}): string[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((item, index) => prune(item, items, { path: `${path}[${index}]`, keepsNulls })) : [];
  }
  if (!isObject(value)) return [];
  const keep = keepsUnknown(schema);
  const removed: string[] = [];
  for (const name of Object.keys(value)) {
    const child = path ? `${path}.${name}` : name;
    const member = memberSchema(schema, name);
    // Null where the schema doesn't allow it is as good as absent.
    if (value[name] === null && member && isForbiddenNull(member) && !(keepsNulls && member.default === undefined)) {
      delete value[name];
      continue;
    }
    // An embedded resource always has these three, whatever its schema says.
    if (schema['x-kubernetes-embedded-resource'] && EMBEDDED.has(name)) continue;
    if (member) removed.push(...prune(value[name], member, { path: child, keepsNulls }));
    else if (!keep) {
      delete value[name];
      removed.push(child);
    }
  }
  return removed;
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
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const current = value[name];
    const missing = current === undefined || (current === null && !member.nullable);
    if (missing && member.default !== undefined) value[name] = clone(member.default);
  }
  for (const name in value) {
    const member = memberSchema(schema, name);
    if (member) applyDefaults(value[name], member);
  }
}

/** Makes metadata what the server's own type can hold: known members only, of the right types. */
export function cleanMetadata(metadata: JsonObject, known: Schema): string[] {
  const removed: string[] = [];
  for (const name of Object.keys(metadata)) {
    const value = metadata[name];
    if (!memberSchema(known, name)) {
      removed.push(`metadata.${name}`);
      delete metadata[name];
    } else if (value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)) delete metadata[name];
  }
  return removed;
}

/** Why the server's type can't hold this metadata; undefined when it can. */
export function metadataTypeProblem(metadata: JsonObject): string | undefined {
  for (const name of ['labels', 'annotations']) {
    const pairs = metadata[name];
    if (pairs === undefined || pairs === null) continue;
    if (!isObject(pairs)) return unreadable(pairs, name, 'map[string]string');
    const wrong = Object.values(pairs).find((value) => value !== null && typeof value !== 'string');
    if (wrong !== undefined) return unreadable(wrong, name, 'string');
    for (const key of Object.keys(pairs)) pairs[key] ??= '';
  }
  for (const name of ['name', 'generateName', 'namespace', 'resourceVersion', 'uid']) {
    const value = metadata[name];
    if (value !== undefined && value !== null && typeof value !== 'string') return unreadable(value, name, 'string');
  }
  for (const name of ['finalizers', 'ownerReferences', 'managedFields']) {
    const value = metadata[name];
    if (value !== undefined && value !== null && !Array.isArray(value)) return unreadable(value, name, 'array');
  }
  return undefined;
}

function unreadable(value: unknown, name: string, wanted: string): string {
  const actual = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${actual} into Go struct field ObjectMeta.${name} of type ${wanted}`;
}
