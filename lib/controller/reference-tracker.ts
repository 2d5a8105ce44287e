/**
 * The objects of the kinds in WATCHES: their caches, and whom a change of one concerns. Each that exists is shown once when the
 * first lists are complete, since it may have changed while nobody watched; then every change, with the version before it.
 *
 * Each pair of an object and one that it concerns comes up once at the start, in whatever order the lists end.
 *
 * A kind that is one of the operator's own classes isn't watched a second time: whoever is called because of one of its objects must
 * find that by `lookup` as it was shown.
 */
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import type { KindReference } from '../cluster/client.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import { type ConcernedObjects, concernedKeys, type WatchedKind } from '../resource/watches.ts';
import type { ScopeSource } from './child-tracker.ts';
import { objectFields } from './controller-context.ts';
import { Informer, type InformerOptions, type JoinedObserver } from './informer.ts';
import type { WatchReport } from './watched-scope.ts';

/** What a tracker is made of. */
export interface ReferenceTrackerOptions {
  readonly type: ResolvedClass;
  readonly scopes: ScopeSource;
  readonly logger: Logger;
  /** What the informers of all kinds have in common; the namespaces are the operator's. */
  readonly informer: Omit<InformerOptions, 'kind' | 'path' | 'observer' | 'labelSelector' | 'fieldSelector'>;
  path(kind: KindReference, namespace: string | undefined): Promise<string>;
  /** That of a class of the operator whose objects are those of an entry; asked when all classes are there. */
  informerOf(watch: WatchedKind): Informer | undefined;
  /** The objects of the class. */
  readonly objects: ConcernedObjects;
  /** Whether the first list of the class is complete where an object of it would be. */
  isKnown(key: ObjectKey): boolean;
  /** A change concerns an object, which may not exist. */
  concern(key: ObjectKey): void;
  /** A scope of one of the kinds is complete for the first time. */
  synced(): void;
}

interface ReferencedKind {
  readonly watch: WatchedKind;
  readonly informer: Informer;
  /** That of a class: run and reported by its controller. */
  readonly shared: boolean;
}

/** See the file's comment. */
export class ReferenceTracker {
  readonly #options: ReferenceTrackerOptions;
  #found: readonly ReferencedKind[] | undefined;

  constructor(options: ReferenceTrackerOptions) {
    this.#options = options;
  }

  /** Looked for as late as possible, since classes are added one after the other. */
  get #kinds(): readonly ReferencedKind[] {
    this.#found ??= this.#options.type.watches.map((watch) => this.#kindOf(watch));
    return this.#found;
  }

  /** True when every first list is complete. */
  get isSynced(): boolean {
    return this.#kinds.every(({ informer }) => informer.isSynced);
  }

  /** True when the first lists of all kinds are complete, or at least where the object itself is. */
  isSyncedFor(key: ObjectKey): boolean {
    for (const { informer } of this.#kinds) if (!informer.isSynced && !informer.isSyncedFor(key)) return false;
    return true;
  }

  /** Each list-and-watch as it is now. */
  watches(): WatchReport[] {
    return this.#kinds.flatMap(({ informer, shared }) => (shared ? [] : informer.watches()));
  }

  /** Watches all kinds until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#kinds.map(({ informer, shared }) => (shared ? undefined : informer.run(signal))));
  }

  /** The first list of the class is complete in one scope: what is known of the references is shown to the objects there. */
  classSynced(keys: Iterable<ObjectKey>): void {
    if (this.#kinds.length === 0) return;
    const there = new Set(keys);
    for (const { watch, informer } of this.#kinds) {
      for (const key of informer.keys()) {
        if (informer.isSyncedFor(key)) this.#show(watch, informer.text(key), (concerned) => there.has(concerned));
      }
    }
  }

  #kindOf(watch: WatchedKind): ReferencedKind {
    const shared = this.#options.informerOf(watch);
    const observer: JoinedObserver = {
      changed: (change, synced) => synced && this.#changed(watch, change),
      scopeSynced: (keys) => this.#scopeSynced(watch, informer, keys),
    };
    const informer: Informer = shared ?? this.#ownInformer(watch, observer);
    shared?.join(observer);
    return { watch, informer, shared: shared !== undefined };
  }

  #ownInformer({ apiVersion, kind, namespaces: given, labelSelector, fieldSelector }: WatchedKind, observer: JoinedObserver): Informer {
    const { scopes, informer: common, path } = this.#options;
    const namespaces = scopes.known({ apiVersion, kind }) === 'Cluster' ? [undefined] : (given ?? common.namespaces);
    return new Informer({
      ...common,
      kind,
      namespaces,
      path: (namespace) => path({ apiVersion, kind }, namespace),
      labelSelector,
      fieldSelector,
      observer,
    });
  }

  #scopeSynced(watch: WatchedKind, informer: Informer, keys: Iterable<ObjectKey>): void {
    for (const key of keys) this.#show(watch, informer.text(key));
    this.#options.synced();
  }

  #changed(watch: WatchedKind, change: CacheChange): void {
    if (change.kind === 'stale' || change.kind === 'repeated') return;
    // Whom it concerned before has to know that it no longer does.
    if (change.kind !== 'added') this.#show(watch, change.previous);
    if (change.kind !== 'removed') this.#show(watch, change.current);
  }

  /** @param only leaves out the others. @default all */
  #show(watch: WatchedKind, text: ObjectText | undefined, only: (key: ObjectKey) => boolean = () => true): void {
    if (!text) return;
    const { concern, isKnown } = this.#options;
    for (const key of this.#concernedBy(watch, text.parse())) if (isKnown(key) && only(key)) concern(key);
  }

  #concernedBy(watch: WatchedKind, object: StoredObject): ObjectKey[] {
    const { objects, type, logger } = this.#options;
    try {
      return concernedKeys(watch.concerns(object, objects), object, type.namespaced);
    } catch (error) {
      const { apiVersion, kind } = watch;
      const message = 'concerns of WATCHES failed: nobody is told of this version';
      logger.error(message, { ...objectFields({ ...object, apiVersion, kind }), class: type.kind, error: messageOf(error) });
      return [];
    }
  }
}
