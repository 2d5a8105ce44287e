/**
 * One kind in the namespaces that are watched: a reflector and a cache per namespace, or one of each for the whole cluster,
 * seen from outside as one.
 */
import { keyOf, type ObjectKey, splitKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import { type WatchedKindOptions, WatchedScope, type WatchReport } from './watched-scope.ts';

/** Who is told what the informer sees. Nothing may throw. */
export interface InformerObserver {
  /** An object came, changed or went. `synced` tells whether the first list of its scope was complete by then. */
  changed(change: CacheChange, synced: boolean): void;
  /** The first list of a scope is complete; `keys` are those of all objects in it. */
  scopeSynced(keys: Iterable<ObjectKey>): void;
  /** A scope has been listed once more, as after a change of the kind's definition. */
  listedAnew?(): void;
  /** List or watch have come to a version, after `changed` was called for it; `outrun` when a newer one was known already. */
  shown?(version: ObjectText, outrun: boolean): void;
}

/** Who is told after the observer, of the same. */
export type JoinedObserver = Pick<InformerObserver, 'changed' | 'scopeSynced'>;

/** What an informer is of. */
export interface InformerOptions extends WatchedKindOptions {
  /** The namespaces to watch; [undefined] for the whole cluster. */
  readonly namespaces: readonly (string | undefined)[];
  /** Whether nothing is watched but what `select` names of them. @default false */
  readonly selective?: boolean | undefined;
  readonly observer: InformerObserver;
}

/** See the file's comment. */
export class Informer {
  readonly #options: InformerOptions;
  readonly #scopes = new Map<string | undefined, WatchedScope>();
  readonly #joined: JoinedObserver[] = [];
  /** Starts to watch a scope, once it may. */
  #attend: ((scope: WatchedScope) => void) | undefined;

  constructor(options: InformerOptions) {
    this.#options = options;
    if (!options.selective) for (const namespace of options.namespaces) this.#open(namespace);
  }

  /** From now on somebody else is told as well, after the observer has been; of lists that are complete already at once. */
  join(observer: JoinedObserver): void {
    this.#joined.push(observer);
    for (const { cache, isSynced } of this.#scopes.values()) if (isSynced) observer.scopeSynced(cache.keys());
  }

  /** The namespaces that are watched. */
  get selected(): ReadonlySet<string | undefined> {
    return new Set(this.#scopes.keys());
  }

  /** From now on just these of its namespaces are watched: what is known of others is forgotten, without a word. */
  select(isWanted: (namespace: string | undefined) => boolean): void {
    for (const namespace of this.#options.namespaces) {
      const scope = this.#scopes.get(namespace);
      if (isWanted(namespace) === (scope !== undefined)) continue;
      this.#scopes.delete(namespace);
      if (scope) scope.drop();
      else this.#open(namespace);
    }
  }

  /** True when every first list is complete. */
  get isSynced(): boolean {
    return [...this.#scopes.values()].every(({ isSynced }) => isSynced);
  }

  /** True when at least one is, or there is none to wait for. */
  get isAnySynced(): boolean {
    return this.#scopes.size === 0 || [...this.#scopes.values()].some(({ isSynced }) => isSynced);
  }

  /** The keys of everything cached. */
  *keys(): IterableIterator<ObjectKey> {
    for (const { cache } of this.#scopes.values()) yield* cache.keys();
  }

  /** How many objects are cached. */
  get size(): number {
    return [...this.#scopes.values()].reduce((sum, { cache }) => sum + cache.size, 0);
  }

  /** Each of its list-and-watches as it is now. */
  watches(): WatchReport[] {
    return [...this.#scopes.values()].map((scope) => scope.report());
  }

  /** True when the first list of the scope that a key lies in is complete. */
  isSyncedFor(key: ObjectKey): boolean {
    return this.#scopeOf(key)?.isSynced ?? false;
  }

  /** The newest version seen. */
  text(key: ObjectKey): ObjectText | undefined {
    return this.#scopeOf(key)?.cache.text(key);
  }

  /** A version that the server answered to a write of ours, which may have created the object; ignored outside the scopes. */
  written(object: StoredObject): CacheChange {
    return this.#written(ObjectText.from(object));
  }

  /** The same for objects that others create: one that is no longer there has gone, or left the selector, and stays away. */
  changed(version: StoredObject | ObjectText): CacheChange {
    const text = version instanceof ObjectText ? version : ObjectText.from(version);
    return this.text(text.key)?.uid === text.uid ? this.#written(text) : { kind: 'stale' };
  }

  #written(text: ObjectText): CacheChange {
    const scope = this.#scopeOf(text.key);
    if (!scope) return { kind: 'stale' };
    const change = scope.cache.upsert(text, 'write');
    this.#tell(change, scope.isSynced);
    return change;
  }

  /** The same of an object that was in here: when it has left by now, the answer must not bring it back. */
  rewritten(object: StoredObject): void {
    if (this.text(keyOf(object))?.uid === object.metadata.uid) this.written(object);
  }

  /** Lists and watches until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const over = Promise.withResolvers<void>();
    const runs = new Set<Promise<void>>();
    this.#attend = (scope) => {
      if (signal.aborted) return;
      const run = scope.run(signal).catch(over.reject);
      runs.add(run);
      void run.then(() => runs.delete(run));
    };
    for (const scope of this.#scopes.values()) this.#attend(scope);
    signal.addEventListener('abort', () => over.resolve(), { once: true });
    if (signal.aborted) over.resolve();
    await over.promise;
    await Promise.all(runs);
  }

  #open(namespace: string | undefined): void {
    const { observer } = this.#options;
    const scope = new WatchedScope(namespace, this.#options, {
      changed: (change, synced) => this.#tell(change, synced),
      synced: () => {
        for (const each of [observer, ...this.#joined]) each.scopeSynced(scope.cache.keys());
      },
      listedAnew: () => observer.listedAnew?.(),
      shown: (version, outrun) => observer.shown?.(version, outrun),
    });
    this.#scopes.set(namespace, scope);
    this.#attend?.(scope);
  }

  #tell(change: CacheChange, synced: boolean): void {
    if (change.kind === 'stale' || change.kind === 'repeated') return;
    for (const each of [this.#options.observer, ...this.#joined]) each.changed(change, synced);
  }

  #scopeOf(key: ObjectKey): WatchedScope | undefined {
    return this.#scopes.get(undefined) ?? this.#scopes.get(splitKey(key).namespace);
  }
}

/** The newest version that is known of an object: the one that is given where none of it is there. */
export function newestOf(informer: Pick<Informer, 'text'>, object: StoredObject): StoredObject {
  const text = informer.text(keyOf(object));
  return text?.uid === object.metadata.uid ? text.parse() : object;
}
