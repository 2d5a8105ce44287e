/**
 * What a call without a cluster works with: a status that nobody stores, and children found among all objects in memory.
 */
import { IllegalStateError } from '../base/errors.ts';
import { applyMergePatch, deepFreeze } from '../base/merge-patch.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { KindReference } from '../cluster/client.ts';
import { wellKnownScope } from '../cluster/well-known-scope.ts';
import type { CallChildren, CallStatus } from '../resource/call.ts';
import type { StatusEdit } from '../resource/condition.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import { indexKeysOf } from '../resource/indexes.ts';
import { isTiedTo } from '../resource/owner-reference.ts';
import type { CallWrites } from '../resource/write-loop.ts';
import type { MemoryClient } from './memory-client.ts';

/** A status that nobody stores. */
export class MemoryStatus implements CallStatus {
  #status: unknown;

  constructor(base: unknown) {
    this.#status = base ?? {};
  }

  get status(): object {
    return deepFreeze(structuredClone(this.#status)) as object;
  }

  assign(value: object): void {
    this.#status = applyMergePatch(this.#status, JSON.parse(JSON.stringify(value)));
  }

  edit(change: StatusEdit): void {
    this.#status = change(this.#status as Record<string, unknown>);
  }

  async flush(): Promise<void> {}
}

/** One call is no loop. */
export const uncountedWrites: CallWrites = Object.freeze({ mayWrite: () => true, wrote: () => {}, deleted: () => {} });

/** Children are looked for among all objects. */
export class MemoryChildren implements CallChildren {
  readonly kinds: readonly { apiVersion: string; kind: string }[];
  readonly #client: MemoryClient;

  constructor(client: MemoryClient, kinds: readonly { apiVersion: string; kind: string }[]) {
    this.#client = client;
    this.kinds = kinds;
  }

  isWatched(kind: { apiVersion: string; kind: string }): boolean {
    return this.kinds.some((known) => known.kind === kind.kind && known.apiVersion === kind.apiVersion);
  }

  isCached(): boolean {
    return true;
  }

  find(): StoredObject | undefined {
    return undefined;
  }

  ownedBy(ownerUid: string, kind: { apiVersion: string; kind: string }): StoredObject[] {
    return this.#client
      .objects()
      .filter((object) => object.kind === kind.kind && object.apiVersion === kind.apiVersion && isTiedTo(object, ownerUid));
  }

  written(): void {}

  scopeOf(kind: KindReference): 'Namespaced' | 'Cluster' {
    return kind.class ? (kind.class.SCOPE ?? 'Namespaced') : (wellKnownScope(kind.kind) ?? 'Namespaced');
  }

  async resolveScope(kind: KindReference): Promise<'Namespaced' | 'Cluster'> {
    return this.scopeOf(kind);
  }
}

/** What `lookup` finds among objects in memory. @throws IllegalStateError the class has no such index */
export function lookUpInMemory(objects: readonly StoredObject[], type: CRDClass, index: string, key: string): StoredObject[] {
  const indexes = type.INDEXES ?? {};
  if (!Object.hasOwn(indexes, index))
    throw new IllegalStateError(`class ${type.name} has no index ${JSON.stringify(index)} in its INDEXES`);
  const isOne = ({ apiVersion, kind }: StoredObject) => kind === type.KIND && apiVersion.split('/')[0] === type.GROUP;
  return objects.filter((object) => isOne(object) && indexKeysOf(type, index, object).includes(key));
}
