/**
 * Everything that is watched for one class: its own objects, the kinds of OWNS and those of WATCHES; and when enough of it is known.
 * An object is handled only when nothing that its handlers may ask for is unknown: its children, its references, and the objects
 * of the classes that have an index.
 */
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import type { ChildEvent } from './child-notes.ts';
import { ChildTracker } from './child-tracker.ts';
import { ClassView } from './class-view.ts';
import type { ControllerContext } from './controller-context.ts';
import { Informer, type InformerOptions } from './informer.ts';
import { ReferenceTracker } from './reference-tracker.ts';
import type { WatchReport } from './watched-scope.ts';

/** Who is told what is seen. */
export interface ClassWatchesOptions {
  readonly context: ControllerContext;
  /** An object of the class came, changed or went. */
  changed(change: CacheChange, synced: boolean): void;
  /** The first list of the class is complete in a scope; `keys` are those of all objects in it. */
  scopeSynced(keys: Iterable<ObjectKey>): void;
  /** Objects of the class were listed once more, as after a change of its definition. */
  listedAnew(): void;
  /** Something happened to a child of an owner. */
  childChanged(ownerKey: ObjectKey, ownerUid: string, event: ChildEvent): void;
  /** A child was written by us. */
  childWritten(ownerKey: ObjectKey, ownerUid: string, child: StoredObject): void;
  /** A change of a reference concerns an object, which may not exist. */
  concern(key: ObjectKey): void;
  /** Something else that objects wait for is complete for the first time. */
  synced(): void;
}

/** See the file's comment. */
export class ClassWatches {
  readonly #context: ControllerContext;
  /** The objects of the class. */
  readonly informer: Informer;
  /** Those of them that are handled. */
  readonly view: ClassView;
  readonly children: ChildTracker;
  readonly references: ReferenceTracker;

  constructor(options: ClassWatchesOptions) {
    const { context, synced } = options;
    const { type, logger } = context;
    this.#context = context;
    this.informer = this.#ownInformer(options);
    this.view = new ClassView({ type, informer: this.informer, logger });
    this.children = this.#childTracker(options);
    this.references = this.#referenceTracker(options);
    context.classes.add(type.type, { type, informer: this.informer, view: this.view, ready: synced });
  }

  /** True when every first list is complete, so that nothing that exists is unknown. */
  get isSynced(): boolean {
    return this.informer.isSynced && this.children.isSynced && this.references.isSynced;
  }

  /** Whether an object of that name is one to be handled, and all that its handlers may ask for is known. */
  isReadyFor(key: ObjectKey): boolean {
    if (this.view.isOutside(key) || !this.#context.classes.isReady) return false;
    return this.informer.isSyncedFor(key) && this.children.isSyncedFor(key) && this.references.isSyncedFor(key);
  }

  /** Each list-and-watch as it is now. */
  reports(): WatchReport[] {
    return [...this.informer.watches(), ...this.children.watches(), ...this.references.watches()];
  }

  /** Lists and watches until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.informer, this.children, this.references].map((part) => part.run(signal)));
  }

  #ownInformer({ context, changed, scopeSynced, listedAnew }: ClassWatchesOptions): Informer {
    const { type, cluster } = context;
    return new Informer({
      ...this.#common(),
      kind: type.kind,
      selective: context.selective,
      path: (namespace) => cluster.collectionPath({ class: type.type }, namespace),
      labelSelector: type.labelSelector,
      fieldSelector: type.fieldSelector,
      observer: { changed, scopeSynced, listedAnew },
    });
  }

  #childTracker({ context, childChanged, childWritten, synced }: ClassWatchesOptions): ChildTracker {
    const { type, cluster } = context;
    return new ChildTracker({
      type,
      scopes: cluster.scopes,
      informer: this.#common(),
      path: (kind, namespace) => cluster.collectionPath(kind, namespace),
      childChanged,
      childWritten,
      synced,
    });
  }

  #referenceTracker({ context, concern, synced }: ClassWatchesOptions): ReferenceTracker {
    const { type, cluster, logger, namespaces, classes } = context;
    const { view, informer } = this;
    return new ReferenceTracker({
      type,
      scopes: cluster.scopes,
      logger,
      informer: { ...this.#common(), namespaces },
      path: (kind, namespace) => cluster.collectionPath(kind, namespace),
      informerOf: (watch) => classes.informerOf(watch),
      objects: { list: () => view.list(), byIndex: (index, key) => view.lookup(index, key) },
      isKnown: (key) => informer.isSyncedFor(key),
      concern,
      synced,
    });
  }

  #common(): Pick<InformerOptions, 'namespaces' | 'transport' | 'clock' | 'logger' | 'health'> {
    const { type, namespaces, cluster, clock, logger, health } = this.#context;
    return { namespaces: type.namespaced ? namespaces : [undefined], transport: cluster.transport, clock, logger, health };
  }
}
