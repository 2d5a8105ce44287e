/**
 * The state of a cluster as text, and back: one YAML document for each object, as it is stored, with uid, resourceVersion and
 * status. The first line says what it is, and up to which resourceVersion it goes.
 */
import type { Document } from 'yaml';
import { FileError, messageOf } from '../base/errors.ts';
import { requireYaml } from '../base/yaml-library.ts';
import { isObject, type JsonObject } from './json.ts';
import type { KindRegistry } from './kind-registry.ts';
import type { ObjectStore } from './object-store.ts';

const MARK = '# State of an embedded cluster, written by tskubeop; resourceVersion: ';
const FIRST_LINE = new RegExp(`^${MARK}(\\d+)\\r?\\n`);

const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';
const NAMESPACES = 'namespaces';

/** An object and its place in the store. */
export interface Placed {
  readonly table: string;
  readonly key: string;
  readonly object: JsonObject;
}

/** A state that has been read. */
export interface ClusterState {
  /** The resourceVersion up to which it goes. */
  readonly revision: number;
  readonly objects: readonly Placed[];
}

/** True for a text that `writeClusterState` may have written. */
export function isClusterState(text: string): boolean {
  return FIRST_LINE.test(text);
}

/**
 * Everything in a store as text, definitions first, then namespaces: the same text for the same state.
 *
 * @param texts what earlier calls made of objects, so that only those that have changed since are written anew
 */
export function writeClusterState(store: ObjectStore, texts: WeakMap<JsonObject, string> = new WeakMap()): string {
  const { stringify } = requireYaml();
  const textOf = (object: JsonObject) => {
    const text = texts.get(object) ?? `---\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })}`;
    texts.set(object, text);
    return text;
  };
  const tables = store.tables().sort((left, right) => rankInText(left) - rankInText(right));
  const documents = tables.flatMap((table) => store.list(table)).map(textOf);
  return `${MARK}${store.revision}\n${documents.join('')}`;
}

function rankInText(table: string): number {
  return table === DEFINITIONS ? 0 : table === NAMESPACES ? 1 : 2;
}

/**
 * Reads a state.
 *
 * @param origin how errors name the text
 * @param registry the built-in kinds; those of definitions are taken from the text
 * @throws FileError with the line of the first thing that is wrong
 */
export function readClusterState(text: string, origin: string, registry: KindRegistry): ClusterState {
  const [, revision] = FIRST_LINE.exec(text) ?? [];
  if (revision === undefined)
    throw new FileError(`${origin} is not the state of a cluster: it doesn't begin with '${MARK}…'; manifests are applied, not loaded`);
  const documents = documentsOf(text, origin);
  const tables = tablesOf(documents, registry);
  const seen = new Set<string>();
  const objects = documents.map(({ value: object, place }) => {
    const table = tables.get(`${groupOf(object.apiVersion)}/${object.kind}`);
    if (table === undefined) throw new FileError(`${place}: there is no kind ${object.kind} of ${object.apiVersion} in this state`);
    const { namespace, name, resourceVersion } = object.metadata;
    const key = namespace ? `${namespace}/${name}` : name;
    if (seen.has(`${table} ${key}`)) throw new FileError(`${place}: ${object.kind} ${key} is there twice`);
    seen.add(`${table} ${key}`);
    if (Number(resourceVersion) > Number(revision))
      throw new FileError(`${place}: ${object.kind} ${key} is of resourceVersion ${resourceVersion}, above that of the whole, ${revision}`);
    return { table, key, object };
  });
  return { revision: Number(revision), objects };
}

/**
 * Puts a state in the place of all that a store holds. Definitions come first, so that their kinds are served, and namespaces
 * last: nothing that is always in one has to be made anew, and one on its way out sees what it still holds.
 */
export function restoreClusterState({ revision, objects }: ClusterState, store: ObjectStore): void {
  store.reset(store.revision < revision ? revision : store.revision + 1);
  putAll(objects, store);
}

/**
 * Puts all objects of a state into a store that holds nothing else, or the very same; whoever listens sees them added.
 */
export function putAll(objects: readonly Placed[], store: ObjectStore): void {
  const rank = ({ table }: Placed) => (table === DEFINITIONS ? 0 : table === NAMESPACES ? 2 : 1);
  for (const { table, key, object } of [...objects].sort((left, right) => rank(left) - rank(right))) store.restore(table, key, object);
}

interface PlacedDocument {
  readonly value: JsonObject;
  /** `file:line`, for messages. */
  readonly place: string;
}

function documentsOf(text: string, origin: string): PlacedDocument[] {
  const { LineCounter, parseAllDocuments } = requireYaml();
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false });
  if (!Array.isArray(documents)) return [];
  const lineOf = (document: Document) => lineCounter.linePos(document.contents?.range?.[0] ?? document.range?.[0] ?? 0).line;
  return documents.flatMap((document) => {
    const [problem] = document.errors;
    if (problem) throw new FileError(`${origin}:${lineCounter.linePos(problem.pos[0]).line}: ${problem.message}`);
    const place = `${origin}:${lineOf(document)}`;
    const value = contentOf(document, place);
    if (value === null || value === undefined) return [];
    checkObject(value, place);
    return [{ value, place }];
  });
}

function contentOf(document: Document, place: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new FileError(`${place}: ${messageOf(error)}`, { cause: error });
  }
}

function checkObject(value: unknown, place: string): asserts value is JsonObject {
  if (!isObject(value) || !isObject(value.metadata)) throw new FileError(`${place}: not a Kubernetes object`);
  const { apiVersion, kind, metadata } = value;
  const parts: Record<string, unknown> = { apiVersion, kind, 'metadata.name': metadata.name, 'metadata.uid': metadata.uid };
  const missing = Object.keys(parts).find((name) => typeof parts[name] !== 'string' || parts[name] === '');
  if (missing !== undefined) throw new FileError(`${place}: the object has no ${missing}`);
  if (!/^\d+$/.test(String(metadata.resourceVersion))) throw new FileError(`${place}: the object has no metadata.resourceVersion`);
}

/** The table of each kind, by group and kind. */
function tablesOf(documents: readonly PlacedDocument[], registry: KindRegistry): Map<string, string> {
  const tables = new Map<string, string>();
  for (const { group, kind, table, custom } of registry.all()) if (!custom) tables.set(`${group}/${kind}`, table);
  for (const { value } of documents) {
    if (groupOf(value.apiVersion) !== 'apiextensions.k8s.io' || value.kind !== 'CustomResourceDefinition') continue;
    const { group, names } = value.spec;
    tables.set(`${group}/${names.kind}`, `${group}/${names.plural}`);
  }
  return tables;
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
