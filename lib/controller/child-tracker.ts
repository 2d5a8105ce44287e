/**
 * The objects of the kinds in OWNS: their caches, who belongs to whom, and which change is to be told to whom.
 * Our own writes are no news: their echo is recognised by its resourceVersion.
 */
import { type ObjectKey, objectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import type { KindReference } from '../cluster/client.ts';
import type { CallChildren } from '../resource/call.ts';
import type { ChildEventType } from '../resource/crd-base.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import { type NamedOwner, ownersOf } from '../resource/owner-reference.ts';
import { Informer, type InformerOptions } from './informer.ts';
import type { ChildEvent } from './tracked-object.ts';

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
  /** The version of a child, by uid, that our last write made. */
  readonly #ownVersions = new Map<string, string>();

  constructor(options: ChildTrackerOptions) {
    this.#options = options;
    this.#kinds = options.type.owns.map((reference) => {
      const byOwner = new Map<string, Set<ObjectKey>>();
      const observer = {
        changed: (change: CacheChange, synced: boolean) => this.#changed(childKind, change, synced),
        scopeSynced: () => options.synced(),
      };
      const informer = new Informer({
        ...options.informer,
        kind: reference.kind,
        path: (namespace) => options.path(reference, namespace),
        observer,
      });
      const childKind: ChildKind = { apiVersion: reference.apiVersion, kind: reference.kind, informer, byOwner };
      return childKind;
    });
  }

  get kinds(): readonly { apiVersion: string; kind: string }[] {
    return this.#kinds;
  }

  /** True when every first list is complete. */
  get isSynced(): boolean {
    return this.#kinds.every(({ informer }) => informer.isSynced);
  }

  /** True when the first lists of all kinds are complete where an owner's children can be. */
  isSyncedFor(ownerKey: ObjectKey): boolean {
    return this.#kinds.every(({ informer }) => informer.isSynced || informer.isSyncedFor(ownerKey));
  }

  isWatched(kind: { apiVersion: string; kind: string }): boolean {
    return this.#kindOf(kind) !== undefined;
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
    this.#ownVersions.set(uid, resourceVersion);
    childKind.informer.written(object);
    for (const owner of this.#ownersOf(object)) this.#options.childWritten(owner.key, owner.uid, object);
  }

  scopeOf(kind: KindReference): 'Namespaced' | 'Cluster' | undefined {
    return this.#options.scopes.known(kind);
  }

  resolveScope(kind: KindReference): Promise<'Namespaced' | 'Cluster'> {
    return this.#options.scopes.resolve(kind);
  }

  /** Every cached child of an owner that wasn't last written by us, as if it had just come. */
  existing(ownerUid: string): ChildEvent[] {
    return this.#kinds
      .flatMap((kind) => this.ownedBy(ownerUid, kind))
      .filter((child) => !this.#isOwnEcho(child.metadata.uid, child.metadata.resourceVersion))
      .map((child) => ({ type: 'ADDED', child }));
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
    const child = (current ?? last)?.parse<StoredObject>();
    if (!child) return;
    const before = previous ? this.#ownersOf(previous.parse()) : [];
    const now = current ? this.#ownersOf(child) : [];
    this.#index(childKind, child, before, now);
    if (type === 'DELETED') this.#ownVersions.delete(child.metadata.uid);
    else if (this.#isOwnEcho(child.metadata.uid, child.metadata.resourceVersion)) return;
    // Before the first list is complete nobody is told one by one: each owner is shown what is there when it is first seen.
    if (!synced) return;
    const told = new Set<string>();
    for (const owner of [...now, ...before]) {
      if (told.has(owner.uid)) continue;
      told.add(owner.uid);
      this.#options.childChanged(owner.key, owner.uid, { type, child });
    }
  }

  #index(childKind: ChildKind, child: StoredObject, before: readonly { uid: string }[], now: readonly { uid: string }[]): void {
    const { namespace, name } = child.metadata;
    const key = objectKey(namespace, name);
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

  #isOwnEcho(uid: string, resourceVersion: string): boolean {
    return this.#ownVersions.get(uid) === resourceVersion;
  }

  /** The owners of our class; its version doesn't matter. */
  #ownersOf(child: StoredObject): { key: ObjectKey; uid: string }[] {
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
