/**
 * The objects of the kinds in OWNS: their caches, who belongs to whom, and which change is to be told to whom.
 * Our own writes are no news: their echo is recognised by its resourceVersion.
 */
import { type ObjectKey, objectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import { compareResourceVersions } from '../cache/resource-version.ts';
import type { KindReference } from '../cluster/client.ts';
import type { CallChildren } from '../resource/call.ts';
import type { ChildEventType } from '../resource/crd-base.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import { type NamedOwner, ownersOf } from '../resource/owner-reference.ts';
import type { ChildEvent } from './child-notes.ts';
import { Informer, type InformerObserver, type InformerOptions } from './informer.ts';
import type { WatchReport } from './watched-scope.ts';

/** Tells what a kind's scope is. */
export interface ScopeSource {
  /** As far as it is known without asking. */
  known(kind: KindReference): 'Namespaced' | 'Cluster' | undefined;
  /** Asks the server if need be. */
  resolve(kind: KindReference): Promise<'Namespaced' | 'Cluster'>;
}

/** What a tracker is made of. */
export interface ChildTrackerOptions {
  readonly type: ResolvedClass;
  readonly scopes: ScopeSource;
  /** What the informers of all kinds have in common. */
  readonly informer: Omit<InformerOptions, 'kind' | 'path' | 'observer' | 'labelSelector' | 'fieldSelector'>;
  path(kind: KindReference, namespace: string | undefined): Promise<string>;
  /** Is told that something happened to a child of an owner. */
  childChanged(ownerKey: ObjectKey, ownerUid: string, event: ChildEvent): void;
  /** Is told that a child was written by us: what waits to be told of that version isn't news. */
  childWritten(ownerKey: ObjectKey, ownerUid: string, child: StoredObject): void;
  /** A scope of one of the kinds is complete for the first time. */
  synced(): void;
}

interface ChildKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly informer: Informer;
  /** The children's keys by their owners' uids. */
  readonly byOwner: Map<string, Set<ObjectKey>>;
}

/** See the file's comment. */
export class ChildTracker implements CallChildren {
  readonly #options: ChildTrackerOptions;
  readonly #kinds: readonly ChildKind[];
  /** By a child's uid the versions that our writes made and that list and watch have not come to yet. */
  readonly #ownVersions = new Map<string, readonly string[]>();

  constructor(options: ChildTrackerOptions) {
    this.#options = options;
    this.#kinds = options.type.owns.map(({ apiVersion, kind }) => {
      const observer: InformerObserver = {
        changed: (change, synced) => this.#changed(childKind, change, synced),
        shown: (version, outrun) => this.#shown(childKind, version, outrun),
        scopeSynced: (keys) => this.#scopeSynced(childKind, keys),
      };
      const informer = new Informer({
        ...options.informer,
        kind,
        onBehalfOf: options.type.kind,
        // The namespaces to watch say nothing about what lives outside them.
        namespaces: options.scopes.known({ apiVersion, kind }) === 'Cluster' ? [undefined] : options.informer.namespaces,
        path: (namespace) => options.path({ apiVersion, kind }, namespace),
        observer,
      });
      const childKind: ChildKind = { apiVersion, kind, informer, byOwner: new Map() };
      return childKind;
    });
  }

  get kinds(): readonly { apiVersion: string; kind: string }[] {
    return this.#kinds;
  }

  /** Each of its list-and-watches as it is now. */
  watches(): WatchReport[] {
    return this.#kinds.flatMap(({ informer }) => informer.watches());
  }

  /** True when every first list is complete. */
  get isSynced(): boolean {
    return this.#kinds.every(({ informer }) => informer.isSynced);
  }

  /** True when the first lists of all kinds are complete where an owner's children can be. */
  isSyncedFor(ownerKey: ObjectKey): boolean {
    for (const { informer } of this.#kinds) if (!informer.isSynced && !informer.isSyncedFor(ownerKey)) return false;
    return true;
  }

  isWatched(kind: { apiVersion: string; kind: string }): boolean {
    return this.#kindOf(kind) !== undefined;
  }

  isCached(kind: { apiVersion: string; kind: string }, namespace: string): boolean {
    return this.#kindOf(kind)?.informer.isSyncedFor(objectKey(namespace, 'any')) ?? false;
  }

  find(reference: { apiVersion: string; kind: string; namespace: string | undefined; name: string }): StoredObject | undefined {
    return this.#kindOf(reference)?.informer.text(objectKey(reference.namespace, reference.name))?.parse();
  }

  ownedBy(ownerUid: string, kind: { apiVersion: string; kind: string }): StoredObject[] {
    const childKind = this.#kindOf(kind);
    const children: StoredObject[] = [];
    for (const key of childKind?.byOwner.get(ownerUid) ?? []) {
      const text = childKind?.informer.text(key);
      if (text) children.push(text.parse());
    }
    return children;
  }

  written(object: StoredObject): void {
    const childKind = this.#kindOf(object);
    if (!childKind) return;
    const { uid, resourceVersion } = object.metadata;
    const known = this.#ownVersions.get(uid) ?? [];
    this.#ownVersions.set(uid, [...known, resourceVersion]);
    const { kind } = childKind.informer.written(object);
    // What list and watch have come to already, or never will, is no echo to wait for.
    if (kind === 'stale' || kind === 'repeated') this.#forgetOwn(uid, known);
    for (const owner of this.#ownersOf(object)) this.#options.childWritten(owner.key, owner.uid, object);
  }

  scopeOf(kind: KindReference): 'Namespaced' | 'Cluster' | undefined {
    return this.#options.scopes.known(kind);
  }

  resolveScope(kind: KindReference): Promise<'Namespaced' | 'Cluster'> {
    return this.#options.scopes.resolve(kind);
  }

  /** Every cached child of an owner, as if it had just come. */
  existing(ownerUid: string): ChildEvent[] {
    return this.#kinds.flatMap((kind) => this.ownedBy(ownerUid, kind)).map((child) => ({ type: 'ADDED', child }));
  }

  /** Watches all kinds until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#kinds.map(({ informer }) => informer.run(signal)));
  }

  #changed(childKind: ChildKind, change: CacheChange, synced: boolean): void {
    switch (change.kind) {
      case 'added':
        return this.#tell(childKind, 'ADDED', undefined, change.current, synced);
      case 'updated':
        return this.#tell(childKind, 'MODIFIED', change.previous, change.current, synced);
      case 'replaced':
        this.#tell(childKind, 'DELETED', change.previous, undefined, synced);
        return this.#tell(childKind, 'ADDED', undefined, change.current, synced);
      case 'removed':
        return this.#tell(childKind, 'DELETED', change.previous, undefined, synced, change.last);
      default:
        return;
    }
  }

  #tell(
    childKind: ChildKind,
    type: ChildEventType,
    previous: ObjectText | undefined,
    current: ObjectText | undefined,
    synced: boolean,
    last = previous,
  ): void {
    const text = current ?? last;
    if (!text) return;
    const before = previous ? this.#ownersIn(previous) : [];
    const now = current ? this.#ownersIn(current) : [];
    this.#index(childKind, text.key, before, now);
    if (type === 'DELETED') this.#ownVersions.delete(text.uid);
    else if (this.#isOwn(text.uid, text.resourceVersion)) return;
    // Before the first list is complete nobody is told one by one: each owner is shown what is there when it is first seen.
    if (!synced) return;
    const owners = new Map([...now, ...before].map((owner) => [owner.uid, owner]));
    if (owners.size === 0) return;
    const child = text.parse<StoredObject>();
    for (const owner of owners.values()) this.#options.childChanged(owner.key, owner.uid, { type, child });
  }

  /**
   * The watch has come to a version. When our own write had outrun it, somebody else's change lies between what was known and
   * what we wrote, and nobody has been told: it is told with the newest version.
   */
  #shown(childKind: ChildKind, version: ObjectText, outrun: boolean): void {
    const { uid, resourceVersion, key } = version;
    const own = this.#ownVersions.get(uid);
    if (!own) return;
    const foreign = outrun && !own.includes(resourceVersion);
    this.#forgetOwn(
      uid,
      own.filter((known) => known !== resourceVersion && compareResourceVersions(known, resourceVersion) > 0),
    );
    const newest = childKind.informer.text(key);
    if (!foreign || newest?.uid !== uid) return;
    const child = newest.parse<StoredObject>();
    for (const owner of this.#ownersOf(child)) this.#options.childChanged(owner.key, owner.uid, { type: 'MODIFIED', child });
  }

  /** Owners elsewhere, whose own namespace was complete before, are shown what was found here. */
  #scopeSynced(childKind: ChildKind, keys: Iterable<ObjectKey>): void {
    for (const key of keys) {
      const child = childKind.informer.text(key)?.parse<StoredObject>();
      if (!child) continue;
      for (const owner of this.#ownersOf(child)) this.#options.childChanged(owner.key, owner.uid, { type: 'ADDED', child });
    }
    this.#options.synced();
  }

  #index(childKind: ChildKind, key: ObjectKey, before: readonly { uid: string }[], now: readonly { uid: string }[]): void {
    for (const { uid } of before) {
      const keys = childKind.byOwner.get(uid);
      keys?.delete(key);
      if (keys?.size === 0) childKind.byOwner.delete(uid);
    }
    for (const { uid } of now) {
      const keys = childKind.byOwner.get(uid);
      if (keys) keys.add(key);
      else childKind.byOwner.set(uid, new Set([key]));
    }
  }

  #isOwn(uid: string, resourceVersion: string): boolean {
    return this.#ownVersions.get(uid)?.includes(resourceVersion) ?? false;
  }

  #forgetOwn(uid: string, left: readonly string[]): void {
    if (left.length > 0) this.#ownVersions.set(uid, left);
    else this.#ownVersions.delete(uid);
  }

  /** The owners that a text names: of a child, which may be a large one, no more is read. */
  #ownersIn(text: ObjectText): { key: ObjectKey; uid: string }[] {
    return this.#ownersOf({ metadata: text.field('metadata') as StoredObject['metadata'] });
  }

  /** The owners of our class; its version doesn't matter. */
  #ownersOf(child: Pick<StoredObject, 'metadata'>): { key: ObjectKey; uid: string }[] {
    const { type } = this.#options;
    const isOurs = ({ apiVersion, kind }: NamedOwner) => kind === type.kind && apiVersion.split('/')[0] === type.type.GROUP;
    return ownersOf(child)
      .filter(isOurs)
      .map(({ namespace, name, uid }) => ({ key: objectKey(type.namespaced ? namespace : undefined, name), uid }));
  }

  #kindOf({ apiVersion, kind }: { apiVersion: string; kind: string }): ChildKind | undefined {
    return this.#kinds.find((known) => known.kind === kind && known.apiVersion === apiVersion);
  }
}
