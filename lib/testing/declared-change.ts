/**
 * Every single change that can be made to a declaration: a field changed, added or removed, an item added, removed or moved. Pure.
 */
import { equalJson, isJsonObject } from '../base/merge-patch.ts';
import type { StructuralSchema } from '../schema/structural-schema.ts';
import { type DeclaredPath, entryPath, isWithin, itemPath, propertyPath, ROOT } from './declared-path.ts';
import { composed, hasSameKey, itemsOf, type KnownValues, oddValuesOf, valuesOf, wrongValuesOf } from './declared-values.ts';

/** A spec as it is written. */
export type DeclaredSpec = Readonly<Record<string, unknown>>;

/** One change, and what comes of it. */
export interface DeclaredChange {
  /** `ports[0].port: 80 → 443`. */
  readonly words: string;
  /** What the schema lets pass as people write it, what it lets pass and nobody expects, or what it refuses. */
  readonly sort: 'usual' | 'odd' | 'wrong';
  readonly spec: DeclaredSpec;
}

/** What changes are made of. */
export interface DeclaredFields {
  readonly schema: StructuralSchema;
  readonly known: KnownValues;
  /** What never changes. */
  readonly fixed: readonly string[];
}

/** Every change of a declaration. */
export function changesOf(spec: DeclaredSpec, { schema, known, fixed }: DeclaredFields): readonly DeclaredChange[] {
  const changes = [...changesAt(schema, spec, ROOT, { known, fixed })];
  return changes.map(({ value, ...change }) => ({ ...change, spec: value as DeclaredSpec }));
}

interface ValueChange extends Omit<DeclaredChange, 'spec'> {
  readonly value: unknown;
}

type ChangeOptions = Omit<DeclaredFields, 'schema'>;

function* changesAt(schema: StructuralSchema, value: unknown, path: DeclaredPath, options: ChangeOptions): Iterable<ValueChange> {
  const { known, fixed } = options;
  if (isWithin(path.field, fixed)) return;
  const changed = (next: unknown, sort: DeclaredChange['sort']): ValueChange => ({
    words: `${path.place || 'spec'}: ${shown(value)} → ${shown(next)}`,
    sort,
    value: next,
  });
  for (const next of valuesOf(schema, path, known)) if (!equalJson(next, value)) yield changed(next, 'usual');
  for (const next of oddValuesOf(schema)) if (!equalJson(next, value)) yield changed(next, 'odd');
  if (path !== ROOT) for (const next of wrongValuesOf(schema)) yield changed(next, 'wrong');
  if (isJsonObject(value)) yield* changesOfObject(schema, value, path, options);
  if (Array.isArray(value)) yield* changesOfList(schema, value, path, options);
}

function* changesOfObject(
  schema: StructuralSchema,
  value: DeclaredSpec,
  path: DeclaredPath,
  options: ChangeOptions,
): Iterable<ValueChange> {
  const { properties = {}, required = [] } = schema;
  for (const [name, property] of Object.entries(properties)) {
    const at = propertyPath(path, name);
    if (isWithin(at.field, options.fixed)) continue;
    if (!(name in value)) {
      const added = composed(property, at, { known: options.known, fullness: 'some' });
      if (added !== undefined) yield { words: `${at.place}: added as ${shown(added)}`, sort: 'usual', value: { ...value, [name]: added } };
      continue;
    }
    yield* within(changesAt(property, value[name], at, options), (next) => ({ ...value, [name]: next }));
    const sort = required.includes(name) && property.default === undefined ? 'wrong' : 'usual';
    yield { words: `${at.place}: removed`, sort, value: without(value, name) };
  }
  yield* changesOfMap(schema, value, path, options);
}

function* changesOfMap(schema: StructuralSchema, value: DeclaredSpec, path: DeclaredPath, options: ChangeOptions): Iterable<ValueChange> {
  const { additionalProperties, properties = {} } = schema;
  if (!additionalProperties) return;
  const keys = Object.keys(value).filter((key) => !(key in properties));
  for (const key of keys.slice(0, 2)) {
    const at = entryPath(path, key);
    yield* within(changesAt(additionalProperties, value[key], at, options), (next) => ({ ...value, [key]: next }));
    yield { words: `${at.place}: removed`, sort: 'usual', value: without(value, key) };
  }
  const free = ['one', 'two', 'three'].find((key) => !(key in value));
  if (free === undefined) return;
  const at = entryPath(path, free);
  const added = composed(additionalProperties, at, { known: options.known, fullness: 'some' });
  if (added !== undefined) yield { words: `${at.place}: added as ${shown(added)}`, sort: 'usual', value: { ...value, [free]: added } };
}

function* changesOfList(
  schema: StructuralSchema,
  value: readonly unknown[],
  path: DeclaredPath,
  options: ChangeOptions,
): Iterable<ValueChange> {
  const { items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  const change = (words: string, next: readonly unknown[]): ValueChange => ({
    words: `${path.place}: ${words}`,
    sort: 'usual',
    value: next,
  });
  const item = itemsOf(items, itemPath(path, 0), { known: options.known, lacking: () => {} }).find(
    (candidate) => !hasSameKey(schema, value, candidate),
  );
  if (item !== undefined && value.length < maxItems) {
    yield change(`${shown(item)} added at the end`, [...value, item]);
    if (value.length > 0) yield change(`${shown(item)} added at the beginning`, [item, ...value]);
  }
  if (value.length > minItems) {
    yield change(`the first item removed`, value.slice(1));
    if (value.length > 1) yield change(`the last item removed`, value.slice(0, -1));
    if (value.length > 1 && minItems === 0) yield change('emptied', []);
  }
  if (value.length > 1) yield change('the first item moved to the end', [...value.slice(1), value[0]]);
  if (value.length > 0) {
    const changes = changesAt(items, value[0], itemPath(path, 0), options);
    for (const each of changes) {
      const isTwin = hasSameKey(schema, value.slice(1), each.value);
      if (!isTwin) yield { ...each, value: [each.value, ...value.slice(1)] };
    }
  }
}

function* within(changes: Iterable<ValueChange>, put: (next: unknown) => unknown): Iterable<ValueChange> {
  for (const change of changes) yield { ...change, value: put(change.value) };
}

function without(value: DeclaredSpec, name: string): DeclaredSpec {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}

const MOST_SHOWN = 60;

/** A value in a few words. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
