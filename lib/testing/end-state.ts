/**
 * What a cluster holds in the end, written so that two runs can be compared: what runs must differ in (ids, versions, times, addresses,
 * generated names) is replaced by what it is, and what else differs between two undisturbed runs is left out. Pure.
 */
import type { StoredObject } from '../base/object-meta.ts';
import type { RunOutcome } from './run-outcome.ts';

/** How two end states differ. */
export interface EndDifference {
  readonly kind: 'missing' | 'extra' | 'changed';
  /** `Pod default/a`. */
  readonly object: string;
  /** Of a change: where. */
  readonly path: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/** What differs between two undisturbed runs. */
export interface Variance {
  /** Object and path. */
  readonly paths: ReadonlySet<string>;
  /** What generated names begin and end with, by kind and namespace. */
  readonly names: readonly NamePattern[];
}

/** A name of which a part is generated. */
export interface NamePattern {
  readonly place: string;
  readonly prefix: string;
  readonly suffix: string;
}

/** What of an object is compared; undefined for nothing. */
export type CompareObject = (object: StoredObject) => unknown;

/** Nothing is left out. */
export const NO_VARIANCE: Variance = { paths: new Set(), names: [] };

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
/** What is shorter is neither. */
const SHORTEST = '2026-01-01T00:00:00Z'.length;
const ADDRESS_KEYS = new Set(['clusterIP', 'podIP', 'hostIP', 'ip']);
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
const PORT_KEYS = new Set(['nodePort', 'healthCheckNodePort']);
/** What the Deployment controller notes of rollouts. */
const ROLLOUT_NOTE = 'deployment.kubernetes.io/';
const OWN_METADATA = new Set(['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink']);
/** Kinds whose objects say how something was done, not what there is. */
const UNCOMPARED = new Set(['Event', 'Lease', 'CustomResourceDefinition', 'Node', 'EndpointSlice', 'Endpoints']);

/** How an object is named for people. */
export function nameOf({ kind, metadata }: Pick<StoredObject, 'kind' | 'metadata'>): string {
  return `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
}

/** True for objects that an end state consists of. */
export function isCompared(object: Pick<StoredObject, 'kind' | 'metadata'>): boolean {
  return !UNCOMPARED.has(object.kind) && !isPastRollout(object);
}

/** A ReplicaSet that its Deployment keeps only to be able to go back: how many there are tells of the way, not of the end. */
function isPastRollout({ kind, metadata, spec }: Pick<StoredObject, 'kind' | 'metadata'> & { spec?: unknown }): boolean {
  const isDeployments = metadata?.ownerReferences?.some((owner) => owner.kind === 'Deployment');
  return kind === 'ReplicaSet' && isDeployments === true && (spec as { replicas?: number } | undefined)?.replicas === 0;
}

/** An end state, comparable: each object's name with what it is. */
export interface ComparableState {
  /** By comparable name; a name that is generated may have several. */
  readonly objects: ReadonlyMap<string, readonly { readonly shown: string; readonly value: unknown }[]>;
}

/** Makes an end state comparable. */
export function comparableState(objects: readonly StoredObject[], compare: CompareObject, { names }: Variance): ComparableState {
  const compared = objects.filter(isCompared);
  const words = new Words(compared, names);
  const result = new Map<string, { shown: string; value: unknown }[]>();
  for (const object of compared) {
    const chosen = compare(object);
    if (chosen === undefined) continue;
    const name = words.nameOf(object);
    const value = words.value(chosen, '', generationOf(object));
    result.set(name, [...(result.get(name) ?? []), { shown: nameOf(object), value }]);
  }
  for (const group of result.values()) group.sort((left, right) => (textOf(left.value) < textOf(right.value) ? -1 : 1));
  return { objects: result };
}

/** How a state differs from what is expected. */
export function endDifferences(
  expected: ComparableState,
  found: ComparableState,
  { paths }: Variance = NO_VARIANCE,
): readonly EndDifference[] {
  const names = [...new Set([...expected.objects.keys(), ...found.objects.keys()])].sort();
  return names.flatMap((name) => {
    const [wanted, got] = [expected.objects.get(name) ?? [], found.objects.get(name) ?? []];
    const missing = wanted.slice(got.length).map(({ shown }) => whole('missing', shown));
    const extra = got.slice(wanted.length).map(({ shown, value }) => ({ ...whole('extra', shown), found: value }));
    const changed = got.slice(0, wanted.length).flatMap(({ shown, value }, index) =>
      differencesBetween(wanted[index]?.value, value)
        .filter(({ path }) => !isVariant(paths, name, path))
        .map((difference): EndDifference => ({ kind: 'changed', object: shown, ...difference })),
    );
    return [...missing, ...extra, ...changed];
  });
}

/** What differs between two undisturbed runs, so that it can be left out: names first, then what is in objects. */
export function learnVariance(first: readonly StoredObject[], second: readonly StoredObject[], compare: CompareObject): Variance {
  const names = generatedNames(first, second);
  const [left, right] = [first, second].map((objects) => comparableState(objects, compare, { paths: new Set(), names }));
  const paths = new Set<string>();
  for (const [name, group] of left?.objects ?? []) {
    const other = right?.objects.get(name) ?? [];
    group.forEach(({ value }, index) => {
      if (index < other.length) for (const { path } of differencesBetween(value, other[index]?.value)) paths.add(`${name} ${path}`);
    });
  }
  return { paths, names };
}

/** What differs between two undisturbed runs: in what there was at their ends, and in what remained when all was deleted. */
export function varianceBetween(first: Ended, second: Ended, compare: CompareObject): Variance {
  return joinedVariance(learnVariance(first.end, second.end, compare), learnVariance(first.remains ?? [], second.remains ?? [], compare));
}

type Ended = Pick<RunOutcome, 'end' | 'remains'>;

/** Joins what several comparisons have taught. */
export function joinedVariance(...variances: readonly Variance[]): Variance {
  return { paths: new Set(variances.flatMap(({ paths }) => [...paths])), names: variances.flatMap(({ names }) => names) };
}

function isVariant(paths: ReadonlySet<string>, name: string, path: string): boolean {
  if (paths.has(`${name} ${path}`)) return true;
  const parent = path.lastIndexOf('/');
  return parent > 0 && isVariant(paths, name, path.slice(0, parent));
}

function whole(kind: 'missing' | 'extra', object: string): EndDifference {
  return { kind, object, path: '', expected: undefined, found: undefined };
}

function placeOf({ apiVersion, kind, metadata }: StoredObject): string {
  return `${apiVersion}/${kind}/${metadata.namespace ?? ''}`;
}

function generationOf({ metadata }: StoredObject): number | undefined {
  return metadata.generation;
}

/** Names that are in one run only, paired with those that are in the other only, where they are alike. */
function generatedNames(first: readonly StoredObject[], second: readonly StoredObject[]): readonly NamePattern[] {
  const keyOf = (object: StoredObject) => `${placeOf(object)}/${object.metadata.name}`;
  const [inFirst, inSecond] = [new Set(first.map(keyOf)), new Set(second.map(keyOf))];
  const onlySecond = second.filter((object) => isCompared(object) && !inFirst.has(keyOf(object)));
  const patterns: NamePattern[] = [];
  for (const object of first) {
    if (!isCompared(object) || inSecond.has(keyOf(object))) continue;
    const place = placeOf(object);
    const { name } = object.metadata;
    const twins = onlySecond.filter((other) => placeOf(other) === place);
    const best = twins.map((other) => patternOf(place, name, other.metadata.name)).sort((a, b) => lengthOf(b) - lengthOf(a))[0];
    if (best && !patterns.some((known) => isSamePattern(known, best))) patterns.push(best);
  }
  return patterns;
}

function isSamePattern(left: NamePattern, right: NamePattern): boolean {
  return left.place === right.place && left.prefix === right.prefix && left.suffix === right.suffix;
}

function lengthOf({ prefix, suffix }: NamePattern): number {
  return prefix.length + suffix.length;
}

/** Cut at dashes and dots: two generated parts may begin alike by chance. */
function patternOf(place: string, left: string, right: string): NamePattern {
  let start = 0;
  while (start < left.length && left[start] === right[start]) start++;
  while (start > 0 && !/[-.]/.test(left[start - 1] ?? '')) start--;
  let end = 0;
  while (end < left.length - start && left.at(-1 - end) === right.at(-1 - end)) end++;
  while (end > 0 && !/[-.]/.test(left.at(-end) ?? '')) end--;
  return { place, prefix: left.slice(0, start), suffix: end === 0 ? '' : left.slice(-end) };
}

/** Replaces what runs must differ in. */
class Words {
  readonly #uids: ReadonlyMap<string, string>;
  readonly #generated: readonly (readonly [string, string])[];
  readonly #names: readonly NamePattern[];

  constructor(objects: readonly StoredObject[], names: readonly NamePattern[]) {
    this.#names = names;
    const generated = objects
      .map((object): [string, string] => [object.metadata.name, this.#stem(object)])
      .filter(([name, stem]) => name !== stem);
    // The longest first, since one may be the beginning of another.
    this.#generated = generated.sort(([left], [right]) => right.length - left.length);
    this.#uids = new Map(objects.map((object) => [object.metadata.uid, `<uid of ${this.nameOf(object)}>`]));
  }

  nameOf(object: StoredObject): string {
    const { namespace } = object.metadata;
    return `${object.kind} ${namespace ? `${namespace}/` : ''}${this.#stem(object)}`;
  }

  value(value: unknown, key: string, generation: number | undefined): unknown {
    if (typeof value === 'string') return this.#text(value, key);
    if (typeof value === 'number') return this.#number(value, key, generation);
    if (Array.isArray(value)) {
      const itemKey = key.endsWith('IPs') ? key.slice(0, -1) : key;
      return value.map((item) => this.value(item, itemKey, generation));
    }
    if (typeof value !== 'object' || value === null) return value;
    const own = key === 'metadata';
    const entries: [string, unknown][] = [];
    for (const [name, member] of Object.entries(value)) {
      if ((own && OWN_METADATA.has(name)) || name.startsWith(ROLLOUT_NOTE)) continue;
      entries.push([this.#text(name, ''), this.value(member, name, generation)]);
    }
    return Object.fromEntries(entries.sort(byName));
  }

  #stem(object: StoredObject): string {
    const { name, generateName } = object.metadata as StoredObject['metadata'] & { generateName?: string };
    const place = placeOf(object);
    const pattern = this.#names.find(
      ({ place: where, prefix, suffix }) =>
        where === place && name.length > prefix.length + suffix.length && name.startsWith(prefix) && name.endsWith(suffix),
    );
    if (pattern) return `${pattern.prefix}*${pattern.suffix}`;
    // What it is generated from may be generated itself: then it is a pattern.
    return generateName && name.startsWith(generateName) ? `${generateName}*` : name;
  }

  #number(value: number, key: string, generation: number | undefined): unknown {
    if (PORT_KEYS.has(key)) return '<port>';
    if (key === 'observedGeneration' && generation !== undefined) return value === generation ? '<current>' : '<older>';
    return value;
  }

  #text(text: string, key: string): string {
    if (ADDRESS_KEYS.has(key) && ADDRESS.test(text)) return '<address>';
    let result = text.length < SHORTEST ? text : text.replace(UUID, (uid) => this.#uids.get(uid) ?? '<uid>').replace(TIME, '<time>');
    for (const [name, stem] of this.#generated) if (result.includes(name)) result = result.replaceAll(name, stem);
    return result;
  }
}

function byName([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

/** Where two values differ, path by path. */
export function differencesBetween(
  expected: unknown,
  found: unknown,
  path = '',
): readonly { readonly path: string; readonly expected: unknown; readonly found: unknown }[] {
  // What is empty is as good as absent.
  if (Object.is(expected, found) || (isNothing(expected) && isNothing(found))) return [];
  if (!isContainer(expected) || !isContainer(found) || Array.isArray(expected) !== Array.isArray(found)) return [{ path, expected, found }];
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  return names.flatMap((name) => differencesBetween(expected[name], found[name], `${path}/${name}`));
}

function isNothing(value: unknown): boolean {
  return value === undefined || (isContainer(value) && Object.keys(value).length === 0);
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
