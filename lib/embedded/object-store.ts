/**
 * Where objects are kept: one table for each resource, one revision counter for all, and a bounded history from which
 * watches resume and paged lists get their consistent snapshot. Objects in it are never changed, only replaced.
 */
import type { JsonObject } from './json.ts';
import { lowerBound, TableSnapshot } from './table-snapshot.ts';

/** What happened to an object. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly table: string;
  readonly key: string;
  readonly revision: number;
  /** The object after the change; of a deletion the last state, with the deletion's resourceVersion. */
  readonly object: JsonObject;
  /** The object before the change. */
  readonly previous: JsonObject | undefined;
}

/** Is told of each change, in order, before the write is answered. */
export type ChangeListener = (change: Change) => void;

interface Table {
  objects: Map<string, JsonObject>;
  /** All keys in order. */
  keys: string[];
  history: Change[];
  /** The newest revision that is no longer in the history. */
  forgotten: number;
  /** Before this revision no watch can resume, whatever the history has. */
  watchable: number;
  listeners: Set<ChangeListener>;
}

/** Options of an ObjectStore. */
export interface ObjectStoreOptions {
  /** How many changes of each resource are remembered. @default 10000 */
  historySize?: number;
}

/** The objects of all resources. */
export class ObjectStore {
  readonly #tables = new Map<string, Table>();
  readonly #listeners = new Set<ChangeListener>();
  readonly #historySize: number;
  /** Changes that listeners haven't been told of yet. */
  readonly #untold: Change[] = [];
  #revision = 1;
  /** Before this revision no table has a history. */
  #floor = 0;

  constructor(options: ObjectStoreOptions = {}) {
    this.#historySize = options.historySize ?? 10_000;
  }

  /** The revision of the newest change. */
  get revision(): number {
    return this.#revision;
  }

  /** The object under a key (`namespace/name`, or `name`). */
  get(table: string, key: string): JsonObject | undefined {
    return this.#tables.get(table)?.objects.get(key);
  }

  /** The names of the tables that hold anything, in order. */
  tables(): string[] {
    return [...this.#tables.keys()].filter((name) => this.count(name) > 0).sort();
  }

  /** How many objects a table holds. */
  count(table: string): number {
    return this.#tables.get(table)?.keys.length ?? 0;
  }

  /** All objects of a table, or those of one namespace, in the order of their keys. */
  list(table: string, namespace = ''): JsonObject[] {
    const { keys, objects } = this.#table(table);
    const prefix = namespace && `${namespace}/`;
    const found: JsonObject[] = [];
    for (let index = prefix ? lowerBound(keys, prefix) : 0; index < keys.length; index++) {
      const key = keys[index] as string;
      if (prefix && !key.startsWith(prefix)) break;
      found.push(objects.get(key) as JsonObject);
    }
    return found;
  }

  /** The objects as they were at a revision; undefined when the history doesn't reach back so far. */
  snapshot(table: string, revision: number, namespace = ''): TableSnapshot | undefined {
    const { keys, objects, history, forgotten } = this.#table(table);
    if (revision < forgotten) return undefined;
    const undone = new Map<string, JsonObject | undefined>();
    for (let index = history.length - 1; index >= 0; index--) {
      const change = history[index] as Change;
      if (change.revision <= revision) break;
      undone.set(change.key, change.previous);
    }
    return new TableSnapshot({ keys, objects, undone, prefix: namespace && `${namespace}/` });
  }

  /** Stores a new object, which becomes the store's: its resourceVersion is set in it. */
  add(table: string, key: string, object: JsonObject): JsonObject {
    const entry = this.#table(table);
    const revision = ++this.#revision;
    object.metadata.resourceVersion = String(revision);
    entry.objects.set(key, object);
    insertKey(entry.keys, key);
    this.#tell(entry, { type: 'ADDED', table, key, revision, object, previous: undefined });
    return object;
  }

  /** Stores an object; its resourceVersion is set here. Returns what is stored. */
  put(table: string, key: string, object: JsonObject): JsonObject {
    const entry = this.#table(table);
    const previous = entry.objects.get(key);
    const revision = ++this.#revision;
    const stored = withRevision(object, revision);
    entry.objects.set(key, stored);
    if (!previous) insertKey(entry.keys, key);
    this.#tell(entry, { type: previous ? 'MODIFIED' : 'ADDED', table, key, revision, object: stored, previous });
    return stored;
  }

  /** Removes an object; returns its last state, or undefined when there was none. */
  remove(table: string, key: string, last?: JsonObject): JsonObject | undefined {
    const entry = this.#table(table);
    const previous = entry.objects.get(key);
    if (!previous) return undefined;
    const revision = ++this.#revision;
    entry.objects.delete(key);
    entry.keys.splice(lowerBound(entry.keys, key), 1);
    const object = withRevision(last ?? previous, revision);
    this.#tell(entry, { type: 'DELETED', table, key, revision, object, previous });
    return object;
  }

  /** The changes after a revision; undefined when the history doesn't reach back so far. */
  changesSince(table: string, revision: number): Change[] | undefined {
    const { history } = this.#table(table);
    if (revision < this.oldest(table)) return undefined;
    let index = history.length;
    while (index > 0 && (history[index - 1] as Change).revision > revision) index--;
    return history.slice(index);
  }

  /** The oldest revision from which a watch of the table can resume. */
  oldest(table: string): number {
    const { forgotten, watchable } = this.#table(table);
    return Math.max(forgotten, watchable);
  }

  /** From now on no watch of the table resumes from before now; lists that have begun go on. */
  endWatches(table: string): void {
    this.#table(table).watchable = this.#revision;
  }

  /** Forgets all history: what was before now can't be resumed from. */
  forgetHistory(): void {
    // The counter moves on, so that also whoever has seen the newest change is too old.
    const revision = ++this.#revision;
    for (const table of this.#tables.values()) {
      table.history = [];
      table.forgotten = revision;
    }
  }

  /** Removes everything and goes on from a revision; nothing of before can be resumed from. */
  reset(revision: number): void {
    for (const [name, { keys }] of this.#tables) for (const key of [...keys]) this.remove(name, key);
    this.#revision = revision;
    this.#floor = revision;
    for (const table of this.#tables.values()) {
      table.history = [];
      table.forgotten = revision;
    }
  }

  /** Puts an object there as it once was, with the resourceVersion that it had; listeners see it added, the history doesn't. */
  restore(table: string, key: string, object: JsonObject): void {
    const entry = this.#table(table);
    if (!entry.objects.has(key)) insertKey(entry.keys, key);
    entry.objects.set(key, object);
    this.#inform({ type: 'ADDED', table, key, revision: Number(object.metadata.resourceVersion), object, previous: undefined });
  }

  /** Listens to one table, or to all; returns how to stop it. */
  subscribe(listener: ChangeListener, table?: string): () => void {
    const listeners = table === undefined ? this.#listeners : this.#table(table).listeners;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  #table(name: string): Table {
    let table = this.#tables.get(name);
    if (!table) {
      table = { objects: new Map(), keys: [], history: [], forgotten: this.#floor, watchable: 0, listeners: new Set() };
      this.#tables.set(name, table);
    }
    return table;
  }

  #tell(table: Table, change: Change): void {
    table.history.push(change);
    // Cut in large steps: a shift for each change would cost as much as the change.
    if (table.history.length > this.#historySize * 2) {
      const cut = table.history.splice(0, table.history.length - this.#historySize);
      table.forgotten = (cut[cut.length - 1] as Change).revision;
    }
    this.#inform(change);
  }

  #inform(change: Change): void {
    // A listener may write: what that changes is told after this change, so that everybody sees one order.
    this.#untold.push(change);
    if (this.#untold.length > 1) return;
    while (this.#untold.length > 0) {
      const next = this.#untold[0] as Change;
      for (const listener of this.#table(next.table).listeners) listener(next);
      for (const listener of this.#listeners) listener(next);
      this.#untold.shift();
    }
  }
}

function withRevision(object: JsonObject, revision: number): JsonObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

function insertKey(keys: string[], key: string): void {
  if (keys.length === 0 || (keys[keys.length - 1] as string) < key) keys.push(key);
  else keys.splice(lowerBound(keys, key), 0, key);
}
