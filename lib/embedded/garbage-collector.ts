/** Collects objects whose owners are gone, holds foreground deletions until their dependents are, and frees orphans. */
import { afterThisTurn } from '../base/clock.ts';
import type { JsonObject } from './json.ts';
import type { KindRegistry } from './kind-registry.ts';
import { keyFor } from './object-place.ts';
import type { Change, ObjectStore } from './object-store.ts';
import type { ObjectWriter } from './object-writer.ts';
import type { ResourceKind } from './resource-kind.ts';

interface Located {
  table: string;
  key: string;
}

/** Follows all changes; what has to go, goes in a later turn, as with a real controller. */
export class GarbageCollector {
  readonly #store: ObjectStore;
  readonly #writer: ObjectWriter;
  readonly #registry: KindRegistry;
  readonly #stop: () => void;
  /** Where each living object is, by uid. */
  readonly #living = new Map<string, Located>();
  /** The dependents of each owner, by the owner's uid. */
  readonly #dependents = new Map<string, Map<string, Located>>();
  /** What is to be looked at in the next turn. */
  readonly #due: (() => void)[] = [];
  #isWaiting = false;

  constructor(parts: { store: ObjectStore; writer: ObjectWriter; registry: KindRegistry }) {
    this.#store = parts.store;
    this.#writer = parts.writer;
    this.#registry = parts.registry;
    this.#stop = this.#store.subscribe((change) => this.#follow(change));
  }

  /** Stops collecting. */
  stop(): void {
    this.#stop();
    this.#due.length = 0;
  }

  #follow({ type, table, key, object, previous }: Change): void {
    const { uid, ownerReferences, deletionTimestamp, finalizers } = object.metadata;
    const place = { table, key };
    for (const owner of previous?.metadata.ownerReferences ?? []) this.#dependents.get(owner.uid)?.delete(uid);
    if (type === 'DELETED') {
      this.#living.delete(uid);
      if (this.#dependents.get(uid)?.size) this.#later(() => this.#ownerGone(uid));
      for (const owner of object.metadata.ownerReferences ?? []) this.#later(() => this.#ownerMayGo(owner.uid));
      return;
    }
    this.#living.set(uid, place);
    for (const owner of ownerReferences ?? []) {
      let dependents = this.#dependents.get(owner.uid);
      if (!dependents) {
        dependents = new Map();
        this.#dependents.set(owner.uid, dependents);
      }
      dependents.set(uid, place);
    }
    if (ownerReferences?.length && type === 'ADDED') this.#later(() => this.#checkOwners(place));
    else if (ownerReferences?.length && previous?.metadata.ownerReferences !== ownerReferences) this.#later(() => this.#checkOwners(place));
    if (deletionTimestamp && finalizers?.includes('foregroundDeletion')) this.#later(() => this.#deleteInForeground(uid));
    else if (deletionTimestamp && finalizers?.includes('orphan')) this.#later(() => this.#orphan(uid));
  }

  #later(action: () => void): void {
    this.#due.push(action);
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    afterThisTurn(() => {
      this.#isWaiting = false;
      for (const due of this.#due.splice(0)) due();
    });
  }

  #at({ table, key }: Located): { kind: ResourceKind; object: JsonObject } | undefined {
    const object = this.#store.get(table, key);
    const kind = this.#registry.ofTable(table);
    return object && kind && { kind, object };
  }

  /** Deletes an object when none of its owners is there; takes references to missing ones away when another is. */
  #checkOwners(place: Located): void {
    const found = this.#at(place);
    if (!found) return;
    const { kind, object } = found;
    const owners: JsonObject[] = object.metadata.ownerReferences ?? [];
    const solid = owners.filter((owner) => this.#isOwner(owner, object));
    if (owners.length === 0 || solid.length === owners.length) return;
    if (solid.length > 0) {
      const metadata: JsonObject = { ...object.metadata, ownerReferences: solid };
      this.#store.put(place.table, place.key, { ...object, metadata });
    } else if (!object.metadata.deletionTimestamp) this.#writer.delete(kind, object, policyFor(object));
  }

  /** True when the reference leads to a living object of that uid, in the same namespace or cluster-wide. */
  #isOwner(owner: JsonObject, dependent: JsonObject): boolean {
    const kind = this.#registry.ofObject(owner.apiVersion, owner.kind);
    // Of a kind that isn't served nobody can say that it is gone.
    if (!kind) return true;
    if (kind.namespaced && !dependent.metadata.namespace) return true;
    const found = this.#store.get(kind.table, keyFor(kind, dependent.metadata.namespace ?? '', owner.name));
    if (found?.metadata.uid !== owner.uid) return false;
    // An owner that waits for its dependents counts as gone for those that block it.
    return !(found?.metadata.deletionTimestamp && found.metadata.finalizers?.includes('foregroundDeletion'));
  }

  #ownerGone(uid: string): void {
    // A saved state brought it back.
    if (this.#living.has(uid)) return;
    const dependents = [...(this.#dependents.get(uid)?.values() ?? [])];
    this.#dependents.delete(uid);
    for (const place of dependents) this.#checkOwners(place);
  }

  #deleteInForeground(uid: string): void {
    for (const place of [...(this.#dependents.get(uid)?.values() ?? [])]) {
      const found = this.#at(place);
      if (!found || found.object.metadata.deletionTimestamp) continue;
      const others = (found.object.metadata.ownerReferences ?? []).filter(
        (owner: JsonObject) => owner.uid !== uid && this.#isOwner(owner, found.object),
      );
      if (others.length > 0) this.#checkOwners(place);
      else
        this.#writer.delete(found.kind, found.object, {
          propagationPolicy: this.#dependents.get(found.object.metadata.uid)?.size ? 'Foreground' : 'Background',
        });
    }
    this.#ownerMayGo(uid);
  }

  /** An owner in foreground deletion goes when nothing that blocks it is left. */
  #ownerMayGo(uid: string): void {
    const found = this.#atUid(uid);
    if (!found?.object.metadata.finalizers?.includes('foregroundDeletion')) return;
    const blocking = [...(this.#dependents.get(uid)?.values() ?? [])].some((place) => {
      const dependent = this.#at(place)?.object;
      return dependent?.metadata.ownerReferences?.some((owner: JsonObject) => owner.uid === uid && owner.blockOwnerDeletion);
    });
    if (!blocking) this.#release(found, 'foregroundDeletion');
  }

  #atUid(uid: string) {
    const place = this.#living.get(uid);
    const found = place && this.#at(place);
    return found?.object.metadata.uid === uid ? found : undefined;
  }

  #orphan(uid: string): void {
    for (const place of [...(this.#dependents.get(uid)?.values() ?? [])]) {
      const object = this.#store.get(place.table, place.key);
      if (!object) continue;
      const rest = (object.metadata.ownerReferences ?? []).filter((owner: JsonObject) => owner.uid !== uid);
      const { ownerReferences: _, ...metadata } = object.metadata;
      this.#store.put(place.table, place.key, { ...object, metadata: rest.length > 0 ? { ...metadata, ownerReferences: rest } : metadata });
    }
    const found = this.#atUid(uid);
    if (found) this.#release(found, 'orphan');
  }

  #release({ kind, object }: { kind: ResourceKind; object: JsonObject }, finalizer: string): void {
    const { finalizers = [], ...metadata } = object.metadata;
    const rest = finalizers.filter((name: string) => name !== finalizer);
    const next = { ...object, metadata: rest.length > 0 ? { ...metadata, finalizers: rest } : metadata };
    const key = keyFor(kind, metadata.namespace ?? '', metadata.name);
    if (rest.length > 0) this.#store.put(kind.table, key, next);
    else this.#store.remove(kind.table, key);
  }
}

/** A dependent goes the way its own finalizers ask for. */
function policyFor({ metadata }: JsonObject): { propagationPolicy: string } {
  if (metadata.finalizers?.includes('orphan')) return { propagationPolicy: 'Orphan' };
  return { propagationPolicy: metadata.finalizers?.includes('foregroundDeletion') ? 'Foreground' : 'Background' };
}
