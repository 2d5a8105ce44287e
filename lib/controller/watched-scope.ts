/**
 * One kind in one namespace, or in the whole cluster: a reflector and a cache. Joins watch/ and cache/, which know nothing of each other.
 */
import { type BackOff, backOffDelay } from '../base/back-off.ts';
import { type Clock, sleep } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import { ObjectCache } from '../cache/object-cache.ts';
import type { Transport } from '../cluster/transport.ts';
import type { Health } from '../health/health.ts';
import { Reflector, type ReflectorStatus } from '../watch/reflector.ts';
import type { ReflectorObserver } from '../watch/reflector-observer.ts';

/** How a kind that isn't there yet is looked for. */
const PATH_BACK_OFF: BackOff = { initialSeconds: 1, factor: 1.5, maxSeconds: 30 };

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

/** What is watched, wherever. */
export interface WatchedKindOptions {
  /** The kind's name, for logs and health. */
  readonly kind: string;
  /** The kind on whose behalf it is watched, where that is another one. @default its own */
  readonly onBehalfOf?: string | undefined;
  /** The path of the collection in a namespace, or of the whole; may have to ask discovery. */
  path(namespace: string | undefined): Promise<string>;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly health: Health;
}

/** Who is told what a scope sees. Nothing may throw. */
export interface ScopeObserver {
  changed(change: CacheChange, synced: boolean): void;
  /** The first list is complete. */
  synced(): void;
  /** A later list is: the server had to begin anew, as it does after a change of the kind's definition. */
  listedAnew(): void;
  shown(version: ObjectText, outrun: boolean): void;
}

/** See the file's comment. */
export class WatchedScope {
  readonly namespace: string | undefined;
  readonly cache = new ObjectCache();
  readonly #options: WatchedKindOptions;
  readonly #observer: ScopeObserver;
  readonly #begunAt: number;
  readonly #over = new AbortController();
  #synced = false;
  #reflector: Reflector | undefined;
  /** When the kind was last looked for, on the clock's monotonic time. */
  #soughtAt: number;
  /** What kept the kind from being found. */
  #notFound: string | undefined;

  constructor(namespace: string | undefined, options: WatchedKindOptions, observer: ScopeObserver) {
    this.namespace = namespace;
    this.#options = options;
    this.#observer = observer;
    this.#begunAt = options.clock.monotonic();
    this.#soughtAt = this.#begunAt;
  }

  /** True when the first list is complete. */
  get isSynced(): boolean {
    return this.#synced;
  }

  /** Lists and watches until the signal aborts, or nobody wants it any more. */
  async run(signal: AbortSignal): Promise<void> {
    this.#sayHealth();
    const ageSeconds = () => this.report().quietSeconds;
    // While it is watched, its pulse can be felt.
    const forget = this.#options.health.addPulse(this.#check, { ageSeconds, limitSeconds: DEAF_SECONDS });
    try {
      await this.#watch(AbortSignal.any([signal, this.#over.signal]));
    } finally {
      forget();
    }
  }

  /** Nobody wants it any more: from now on it tells nothing. What it knew is not gone from the cluster, only from here. */
  drop(): void {
    this.#over.abort();
    this.#options.health.delete(this.#check);
  }

  /** The list-and-watch as it is now. */
  report(): WatchReport {
    const { clock, kind } = this.#options;
    const status = this.#reflector?.state;
    const now = clock.monotonic();
    return {
      kind,
      namespace: this.namespace,
      state: status?.name ?? 'discovering',
      synced: this.#synced,
      failure: status ? status.failure?.message : this.#notFound,
      silentSeconds: status?.contactAgeSeconds ?? (now - this.#begunAt) / 1000,
      quietSeconds: status?.quietSeconds ?? (now - this.#soughtAt) / 1000,
      objects: this.cache.size,
      bytes: this.cache.memory.allocatedBytes,
    };
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const path = await this.#findPath(signal);
    if (path === undefined) return;
    const { transport, clock, logger, labelSelector, fieldSelector } = this.#options;
    this.#reflector = new Reflector({
      transport,
      clock,
      logger,
      path,
      labelSelector,
      fieldSelector,
      observer: this.#feed(),
    });
    await this.#reflector.run(signal);
  }

  /** What becomes of what the reflector shows. */
  #feed(): ReflectorObserver {
    const { cache } = this;
    const isOver = () => this.#over.signal.aborted;
    const tell = (change: CacheChange) => this.#observer.changed(change, this.#synced);
    return {
      stateChanged: () => this.#sayHealth(),
      listStarted: () => cache.startList(),
      listAbandoned: () => cache.abandonList(),
      upserted: (text, source) => {
        if (isOver()) return;
        const change = cache.upsert(text, source);
        tell(change);
        this.#observer.shown(text, change.kind === 'stale');
      },
      deleted: (text) => {
        if (!isOver()) tell(cache.remove(text));
      },
      listEnded: (resourceVersion) => {
        if (isOver()) return;
        for (const last of cache.endList(resourceVersion)) tell({ kind: 'removed', previous: last, last });
        if (this.#synced) {
          this.#observer.listedAnew();
          return;
        }
        this.#synced = true;
        this.#sayHealth();
        this.#observer.synced();
      },
    };
  }

  /** The kind may not exist yet: it is looked for until it does. Undefined when the signal aborted. */
  async #findPath(signal: AbortSignal): Promise<string | undefined> {
    const { clock, logger, kind } = this.#options;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      this.#soughtAt = clock.monotonic();
      try {
        const path = await this.#options.path(this.namespace);
        this.#notFound = undefined;
        return path;
      } catch (error) {
        const message = messageOf(error);
        if (attempt === 1) logger.warn('a watched kind is not to be found yet, waiting for it', { kind, error: message });
        this.#notFound = message;
        this.#sayHealth();
        await sleep(clock, backOffDelay(PATH_BACK_OFF, attempt, clock.random()), signal);
      }
    }
    return undefined;
  }

  #sayHealth(): void {
    if (this.#over.signal.aborted) return;
    const { health, clock } = this.#options;
    const failure = this.#reflector ? this.#reflector.state.failure?.message : this.#notFound;
    const message = failure ?? (this.#synced ? 'watching' : 'the first list is not complete yet');
    health.set(this.#check, { ok: failure === undefined && this.#synced, message, since: clock.now() });
  }

  get #check(): string {
    const { kind, onBehalfOf } = this.#options;
    const where = this.namespace === undefined ? '' : ` in ${this.namespace}`;
    return `watch of ${kind}${onBehalfOf === undefined ? '' : ` for ${onBehalfOf}`}${where}`;
  }
}
