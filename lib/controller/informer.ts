/**
 * One kind in the namespaces that are watched: a reflector and a cache per namespace, or one of each for the whole cluster,
 * seen from outside as one. Joins watch/ and cache/, which know nothing of each other.
 */
import { type BackOff, backOffDelay } from '../base/back-off.ts';
import { type Clock, sleep } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { keyOf, type ObjectKey, splitKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import { ObjectCache } from '../cache/object-cache.ts';
import type { Transport } from '../cluster/transport.ts';
import type { Health } from '../health/health.ts';
import { Reflector, type ReflectorStatus } from '../watch/reflector.ts';
import type { ReflectorObserver } from '../watch/reflector-observer.ts';

/** How a kind that isn't there yet is looked for. */
const PATH_BACK_OFF: BackOff = { initialSeconds: 1, factor: 1.5, maxSeconds: 30 };

/** Who is told what the informer sees. Nothing may throw. */
export interface InformerObserver {
  /** An object came, changed or went. `synced` tells whether the first list of its scope was complete by then. */
  changed(change: CacheChange, synced: boolean): void;
  /** The first list of a scope is complete; `keys` are those of all objects in it. */
  scopeSynced(keys: Iterable<ObjectKey>): void;
  /** List or watch have come to a version, after `changed` was called for it; `outrun` when a newer one was known already. */
  shown?(version: ObjectText, outrun: boolean): void;
}

/** Who is told after the observer, of the same. */
export type JoinedObserver = Pick<InformerObserver, 'changed' | 'scopeSynced'>;

/** One list-and-watch as it is now. */
export interface WatchReport {
  readonly kind: string;
  /** Undefined for the whole cluster. */
  readonly namespace: string | undefined;
  /** What it does; 'discovering' while the kind is looked for. */
  readonly state: ReflectorStatus['name'] | 'discovering';
  /** True once a list has been complete. */
  readonly synced: boolean;
  /** What is wrong; undefined when all is well. */
  readonly failure: string | undefined;
  /** Seconds since the server last sent anything; since the beginning before it first did. */
  readonly silentSeconds: number;
  /** Seconds since it did or was sent anything, failures and new attempts included. */
  readonly quietSeconds: number;
  /** How many objects are cached. */
  readonly objects: number;
  /** The memory that their texts take. */
  readonly bytes: number;
}

/**
 * A watch that has done nothing for so long is deaf. The longest that a sound one does nothing is a silent stream, which is
 * replaced after 615 s at the latest; pauses between attempts are shorter.
 */
const DEAF_SECONDS = 900;

/** What an informer is of. */
export interface InformerOptions {
  /** The kind's name, for logs and health. */
  readonly kind: string;
  /** The kind on whose behalf it is watched, where that is another one. @default its own */
  readonly onBehalfOf?: string | undefined;
  /** The namespaces to watch; [undefined] for the whole cluster. */
  readonly namespaces: readonly (string | undefined)[];
  /** The path of the collection in a namespace, or of the whole; may have to ask discovery. */
  path(namespace: string | undefined): Promise<string>;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly health: Health;
  readonly observer: InformerObserver;
}

interface Scope {
  readonly namespace: string | undefined;
  readonly cache: ObjectCache;
  synced: boolean;
  reflector: Reflector | undefined;
  /** When the kind was last looked for, on the clock's monotonic time. */
  soughtAt: number;
  /** What kept the kind from being found. */
  notFound: string | undefined;
}

/** See the file's comment. */
export class Informer {
  readonly #options: InformerOptions;
  readonly #scopes: readonly Scope[];
  readonly #begunAt: number;
  readonly #byNamespace = new Map<string | undefined, Scope>();
  readonly #joined: JoinedObserver[] = [];

  constructor(options: InformerOptions) {
    this.#options = options;
    this.#begunAt = options.clock.monotonic();
    this.#scopes = options.namespaces.map((namespace) => ({
      namespace,
      cache: new ObjectCache(),
      synced: false,
      reflector: undefined,
      soughtAt: options.clock.monotonic(),
      notFound: undefined,
    }));
    for (const scope of this.#scopes) this.#byNamespace.set(scope.namespace, scope);
  }

  /** From now on somebody else is told as well, after the observer has been; of lists that are complete already at once. */
  join(observer: JoinedObserver): void {
    this.#joined.push(observer);
    for (const { cache, synced } of this.#scopes) if (synced) observer.scopeSynced(cache.keys());
  }

  /** True when every first list is complete. */
  get isSynced(): boolean {
    return this.#scopes.every(({ synced }) => synced);
  }

  /** True when at least one is. */
  get isAnySynced(): boolean {
    return this.#scopes.some(({ synced }) => synced);
  }

  /** The keys of everything cached. */
  *keys(): IterableIterator<ObjectKey> {
    for (const { cache } of this.#scopes) yield* cache.keys();
  }

  /** How many objects are cached. */
  get size(): number {
    return this.#scopes.reduce((sum, { cache }) => sum + cache.size, 0);
  }

  /** Each of its list-and-watches as it is now. */
  watches(): WatchReport[] {
    return this.#scopes.map((scope) => this.#reportOf(scope));
  }

  /** True when the first list of the scope that a key lies in is complete. */
  isSyncedFor(key: ObjectKey): boolean {
    return this.#scopeOf(key)?.synced ?? false;
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
    this.#tell(change, scope);
    return change;
  }

  /** The same of an object that was in here: when it has left by now, the answer must not bring it back. */
  rewritten(object: StoredObject): void {
    if (this.text(keyOf(object))?.uid === object.metadata.uid) this.written(object);
  }

  /** Lists and watches until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#scopes.map((scope) => this.#attend(scope, signal)));
  }

  /** While a scope is watched, its pulse can be felt. */
  async #attend(scope: Scope, signal: AbortSignal): Promise<void> {
    this.#report(scope);
    const ageSeconds = () => this.#reportOf(scope).quietSeconds;
    const forget = this.#options.health.addPulse(this.#checkOf(scope), { ageSeconds, limitSeconds: DEAF_SECONDS });
    try {
      await this.#runScope(scope, signal);
    } finally {
      forget();
    }
  }

  async #runScope(scope: Scope, signal: AbortSignal): Promise<void> {
    const path = await this.#findPath(scope, signal);
    if (path === undefined) return;
    const { transport, clock, logger, labelSelector, fieldSelector } = this.#options;
    scope.reflector = new Reflector({
      transport,
      clock,
      logger,
      path,
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
      observer: this.#feed(scope),
    });
    await scope.reflector.run(signal);
  }

  /** What becomes of what a reflector shows. */
  #feed(scope: Scope): ReflectorObserver {
    const { observer } = this.#options;
    const { cache } = scope;
    const tell = (change: CacheChange) => this.#tell(change, scope);
    return {
      stateChanged: () => this.#report(scope),
      listStarted: () => cache.startList(),
      listAbandoned: () => cache.abandonList(),
      upserted: (text, source) => {
        const change = cache.upsert(text, source);
        tell(change);
        observer.shown?.(text, change.kind === 'stale');
      },
      deleted: (text) => tell(cache.remove(text)),
      listEnded: (resourceVersion) => {
        for (const last of cache.endList(resourceVersion)) tell({ kind: 'removed', previous: last, last });
        if (scope.synced) return;
        scope.synced = true;
        this.#report(scope);
        for (const each of [observer, ...this.#joined]) each.scopeSynced(cache.keys());
      },
    };
  }

  #tell(change: CacheChange, { synced }: Scope): void {
    if (change.kind === 'stale' || change.kind === 'repeated') return;
    for (const each of [this.#options.observer, ...this.#joined]) each.changed(change, synced);
  }

  /** The kind may not exist yet: it is looked for until it does. Undefined when the signal aborted. */
  async #findPath(scope: Scope, signal: AbortSignal): Promise<string | undefined> {
    const { clock, logger, kind } = this.#options;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      scope.soughtAt = clock.monotonic();
      try {
        const path = await this.#options.path(scope.namespace);
        scope.notFound = undefined;
        return path;
      } catch (error) {
        const message = messageOf(error);
        if (attempt === 1) logger.warn('a watched kind is not to be found yet, waiting for it', { kind, error: message });
        scope.notFound = message;
        this.#report(scope);
        await sleep(clock, backOffDelay(PATH_BACK_OFF, attempt, clock.random()), signal);
      }
    }
    return undefined;
  }

  #reportOf({ namespace, cache, synced, reflector, soughtAt, notFound }: Scope): WatchReport {
    const status = reflector?.state;
    const now = this.#options.clock.monotonic();
    return {
      kind: this.#options.kind,
      namespace,
      state: status?.name ?? 'discovering',
      synced,
      failure: status ? status.failure?.message : notFound,
      silentSeconds: status?.contactAgeSeconds ?? (now - this.#begunAt) / 1000,
      quietSeconds: status?.quietSeconds ?? (now - soughtAt) / 1000,
      objects: cache.size,
      bytes: cache.memory.allocatedBytes,
    };
  }

  #report(scope: Scope): void {
    const { health, clock } = this.#options;
    const failure = scope.reflector ? scope.reflector.state.failure?.message : scope.notFound;
    const message = failure ?? (scope.synced ? 'watching' : 'the first list is not complete yet');
    health.set(this.#checkOf(scope), { ok: failure === undefined && scope.synced, message, since: clock.now() });
  }

  #checkOf({ namespace }: Scope): string {
    const { kind, onBehalfOf } = this.#options;
    const where = namespace === undefined ? '' : ` in ${namespace}`;
    return `watch of ${kind}${onBehalfOf === undefined ? '' : ` for ${onBehalfOf}`}${where}`;
  }

  #scopeOf(key: ObjectKey): Scope | undefined {
    return this.#byNamespace.get(undefined) ?? this.#byNamespace.get(splitKey(key).namespace);
  }
}
