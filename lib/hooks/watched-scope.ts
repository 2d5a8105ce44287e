/**
 * The objects of one kind under one path and one selection: a reflector and a cache, shared by those who want the same.
 */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { ObjectKey } from '../base/object-key.ts';
import { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import { ObjectCache } from '../cache/object-cache.ts';
import type { Transport } from '../cluster/transport.ts';
import type { Health } from '../health/health.ts';
import { Reflector } from '../watch/reflector.ts';
import type { ReflectorObserver } from '../watch/reflector-observer.ts';

/** What is watched. */
export interface ScopeSelection {
  /** The path of the collection. */
  readonly path: string;
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
}

/** What a scope is made of. */
export interface WatchedScopeOptions extends ScopeSelection {
  /** False keeps of each object no more than its identity. */
  readonly keepsObjects: boolean;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly health: Health;
}

/** Who is told what a scope sees, in order. */
export interface ScopeObserver {
  /** An object came or changed. */
  upserted(text: ObjectText): void;
  /** An object went; where objects aren't kept, the text may be no more than its identity. */
  removed(text: ObjectText): void;
  /** The first list is complete. */
  synced(): void;
}

/** See the file's comment. */
export class WatchedScope {
  readonly #options: WatchedScopeOptions;
  readonly #cache = new ObjectCache();
  readonly #observers = new Set<ScopeObserver>();
  readonly #stop = new AbortController();
  #synced = false;

  constructor(options: WatchedScopeOptions) {
    this.#options = options;
  }

  /** How many are told. */
  get observers(): number {
    return this.#observers.size;
  }

  /** The text of an object; no more than its identity where objects aren't kept. */
  text(key: ObjectKey): string | undefined {
    return this.#cache.text(key)?.text;
  }

  /** Tells an observer what is there, and from then on what comes. Only where objects are kept may it come later than the first. */
  subscribe(observer: ScopeObserver): void {
    this.#observers.add(observer);
    for (const text of this.#cache.texts()) observer.upserted(text.detached());
    if (this.#synced) observer.synced();
  }

  /** @returns true when nobody is left */
  unsubscribe(observer: ScopeObserver): boolean {
    this.#observers.delete(observer);
    return this.#observers.size === 0;
  }

  /** Lists and watches until it is stopped. */
  async run(): Promise<void> {
    const { transport, clock, logger, path, labelSelector, fieldSelector, health } = this.#options;
    const reflector: Reflector = new Reflector({
      transport,
      clock,
      logger,
      path,
      labelSelector,
      fieldSelector,
      observer: this.#feed(() => this.#report(reflector.state.failure?.message)),
    });
    await reflector.run(this.#stop.signal);
    health.delete(this.#healthName);
  }

  /** Ends it. */
  stop(): void {
    this.#stop.abort();
  }

  #feed(stateChanged: () => void): ReflectorObserver {
    const cache = this.#cache;
    return {
      stateChanged,
      listStarted: () => cache.startList(),
      listAbandoned: () => cache.abandonList(),
      upserted: (text, source) => this.#upserted(text, cache.upsert(this.#kept(text), source)),
      deleted: (text) => {
        const change = cache.remove(text);
        if (change.kind === 'removed') this.#tell((observer) => observer.removed(text.detached()));
      },
      listEnded: (resourceVersion) => {
        for (const last of cache.endList(resourceVersion)) this.#tell((observer) => observer.removed(last.detached()));
        if (this.#synced) return;
        this.#synced = true;
        this.#tell((observer) => observer.synced());
      },
    };
  }

  #upserted(given: ObjectText, change: CacheChange): void {
    if (change.kind === 'stale' || change.kind === 'repeated') return;
    // Another object of that name: the one before is gone.
    if (change.kind === 'replaced') {
      const last = change.previous.detached();
      this.#tell((observer) => observer.removed(last));
    }
    const text = given.detached();
    this.#tell((observer) => observer.upserted(text));
  }

  #kept(text: ObjectText): ObjectText {
    if (this.#options.keepsObjects) return text;
    const { uid, resourceVersion, key } = text;
    const slash = key.indexOf('/');
    const names = slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
    return ObjectText.from({ apiVersion: '', kind: '', metadata: { ...names, uid, resourceVersion, creationTimestamp: '' } });
  }

  #tell(say: (observer: ScopeObserver) => void): void {
    for (const observer of [...this.#observers]) say(observer);
  }

  #report(failure: string | undefined): void {
    const { health, clock } = this.#options;
    health.set(this.#healthName, { ok: failure === undefined, message: failure ?? 'watching', since: clock.now() });
  }

  get #healthName(): string {
    const { path, labelSelector, fieldSelector } = this.#options;
    return `hooks: watch of ${[path, labelSelector, fieldSelector].filter((each) => each !== undefined).join(' ')}`;
  }
}

/** Scopes that are shared. */
export class ScopePool {
  readonly #options: Omit<WatchedScopeOptions, keyof ScopeSelection | 'keepsObjects'>;
  readonly #shared = new Map<string, WatchedScope>();

  constructor(options: Omit<WatchedScopeOptions, keyof ScopeSelection | 'keepsObjects'>) {
    this.#options = options;
  }

  /** Subscribes to a selection. One that keeps no objects has nothing to show to those who come later, so that it isn't shared. */
  subscribe(selection: ScopeSelection & { readonly keepsObjects: boolean }, observer: ScopeObserver): ScopeSubscription {
    const { path, labelSelector, fieldSelector, keepsObjects } = selection;
    const key = JSON.stringify([path, labelSelector, fieldSelector]);
    const known = keepsObjects ? this.#shared.get(key) : undefined;
    const scope = known ?? new WatchedScope({ ...this.#options, path, labelSelector, fieldSelector, keepsObjects });
    scope.subscribe(observer);
    if (!known) {
      if (keepsObjects) this.#shared.set(key, scope);
      void scope.run();
    }
    return {
      text: (object) => scope.text(object),
      end: () => {
        if (!scope.unsubscribe(observer)) return;
        if (this.#shared.get(key) === scope) this.#shared.delete(key);
        scope.stop();
      },
    };
  }
}

/** A part in a scope. */
export interface ScopeSubscription {
  /** The text of an object, if objects are kept. */
  text(key: ObjectKey): string | undefined;
  end(): void;
}
