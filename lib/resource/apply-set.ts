/**
 * Apply sets: children that are applied together, so that one which is no longer in the list is deleted.
 *
 * Guarantees: a member carries the set's id, made of the owner's uid, in the label that Kubernetes' ApplySets use; what is deleted
 * carries that id and is tied to the owner at the moment of the deletion; nothing is deleted before all of the list is
 * applied; the owner remembers each kind before its first member is applied, so that none is forgotten.
 */
import { createHash } from 'node:crypto';
import { ApiError, InvalidOptionError, TemporaryError } from '../base/errors.ts';
import { keyOf, objectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { APPLY_SETS_ANNOTATION, distinctPlaces, type MemberPlace, rememberedPlaces, withPlaces } from './apply-set-record.ts';
import type { CallOptions } from './call.ts';
import { isTiedTo } from './owner-reference.ts';

/** The label of each member, as Kubernetes' ApplySet specification (KEP-3659) names it. */
export const APPLY_SET_LABEL = 'applyset.kubernetes.io/part-of';

/** Conflicts in a row after which a write gives up. */
const MAX_CONFLICTS = 20;

/** The id of one of an owner's sets, in the form of the specification. */
export function applySetId(ownerUid: string, name: string): string {
  return `applyset-${createHash('sha256').update(`${ownerUid}/${name}`).digest('base64url')}-v1`;
}

/** @throws InvalidOptionError the name can't be one */
export function checkApplySetName(name: unknown): asserts name is string {
  if (typeof name === 'string' && /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(name)) return;
  throw new InvalidOptionError('applySet', "a name of up to 63 letters, digits, '-', '_' and '.', such as 'workload'", name);
}

/** One set of an owner during one call. */
export class ApplySet {
  readonly #call: CallOptions;
  readonly #name: string;
  readonly #id: string;

  /** @throws InvalidOptionError the name can't be one */
  constructor(call: CallOptions, name: string) {
    checkApplySetName(name);
    this.#call = call;
    this.#name = name;
    this.#id = applySetId(call.object.metadata.uid, name);
  }

  /** Marks an object as a member. Changes it. */
  label(desired: StoredObject): void {
    desired.metadata.labels = { ...desired.metadata.labels, [APPLY_SET_LABEL]: this.#id };
  }

  /** Before anything is applied: the owner remembers the kinds, beside those that it remembers already. */
  async remember(desired: readonly StoredObject[]): Promise<void> {
    const places = desired.map(placeOf);
    await this.#record((owner) => [...rememberedPlaces(owner, this.#name), ...places]);
  }

  /** After everything is applied: deletes the members that are not in the list, then forgets the kinds that have none left. */
  async prune(desired: readonly StoredObject[]): Promise<void> {
    const { children, newest } = this.#call;
    const wanted = new Set(desired.map(identityOf));
    const remembered = rememberedPlaces(newest(), this.#name);
    const { namespace = '' } = this.#call.object.metadata;
    const owned = children.kinds.map(({ apiVersion, kind }) => ({ apiVersion, kind, namespace }));
    const pruned = new Set<string>();
    for (const place of distinctPlaces([...remembered, ...desired.map(placeOf), ...owned])) {
      for (const member of await this.#membersAt(place, remembered)) {
        if (wanted.has(identityOf(member)) || pruned.has(member.metadata.uid)) continue;
        pruned.add(member.metadata.uid);
        await this.#delete(member);
      }
    }
    await this.#record(() => desired.map(placeOf));
  }

  /** Members of a kind: from the cache where it has them all, else by their label. */
  async #membersAt(place: MemberPlace, remembered: readonly MemberPlace[]): Promise<StoredObject[]> {
    const { children, client, object, signal } = this.#call;
    const { apiVersion, kind, namespace } = place;
    if (children.isCached({ apiVersion, kind }, namespace)) {
      return children.ownedBy(object.metadata.uid, { apiVersion, kind }).filter((member) => this.#isMember(member));
    }
    // A kind of OWNS of which the set never had a member, or which isn't there at all.
    if (!remembered.some((known) => known.kind === kind && known.apiVersion === apiVersion)) return [];
    const labelSelector = `${APPLY_SET_LABEL}=${this.#id}`;
    try {
      const members = await client.list({ apiVersion, kind }, { labelSelector, signal, ...(namespace === '' ? {} : { namespace }) });
      return [...members].filter((member) => this.#isMember(member));
    } catch (error) {
      // The kind is gone, and its objects with it.
      if (ApiError.is(error) && error.status === 404) return [];
      throw error;
    }
  }

  #isMember(object: StoredObject): boolean {
    return object.metadata.labels?.[APPLY_SET_LABEL] === this.#id && isTiedTo(object, this.#call.object.metadata.uid);
  }

  /** Deletes a member in the version in which it is known to be one; resolves also when it has gone, or is one no longer. */
  async #delete(member: StoredObject): Promise<void> {
    const { client, signal, logger, writes } = this.#call;
    const { namespace, name, uid } = member.metadata;
    const reference = { apiVersion: member.apiVersion, kind: member.kind, name, ...(namespace ? { namespace } : {}) };
    let current: StoredObject | undefined = member;
    for (let conflicts = 0; current; conflicts += 1) {
      if (current.metadata.uid !== uid || current.metadata.deletionTimestamp !== undefined || !this.#isMember(current)) return;
      try {
        const { resourceVersion } = current.metadata;
        writes.deleted(identityOf(member));
        await client.delete(reference, { propagationPolicy: 'Background', preconditions: { uid, resourceVersion }, signal });
        logger.info('deleted what is no longer in its apply set', { applySet: this.#name, child: `${member.kind} ${keyOf(member)}` });
        return;
      } catch (error) {
        if (!ApiError.is(error)) throw error;
        if (error.status === 404) return;
        if (error.status !== 409 || conflicts >= MAX_CONFLICTS) throw error;
        current = await client.find(reference, { signal });
      }
    }
  }

  /** Writes the owner's annotation where it is to say something else; `change` is asked again for each version. */
  async #record(change: (owner: StoredObject) => readonly MemberPlace[]): Promise<void> {
    const { client, reference, newest, observed, object, signal } = this.#call;
    let owner: StoredObject | undefined = newest();
    for (let conflicts = 0; owner?.metadata.uid === object.metadata.uid; conflicts += 1) {
      const text = withPlaces(owner, this.#name, change(owner));
      if (text === undefined) return;
      const { resourceVersion } = owner.metadata;
      try {
        const metadata = { resourceVersion, annotations: { [APPLY_SETS_ANNOTATION]: text } };
        observed(await client.mergePatch(reference, { metadata }, { signal }));
        return;
      } catch (error) {
        if (!ApiError.is(error) || error.status !== 409 || conflicts >= MAX_CONFLICTS) throw error;
        owner = await client.find(reference, { signal });
        if (owner?.metadata.uid === object.metadata.uid) observed(owner);
      }
    }
    throw new TemporaryError(
      `${object.kind} ${objectKey(object.metadata.namespace, object.metadata.name)} is gone: nothing can belong to it`,
    );
  }
}

function placeOf({ apiVersion, kind, metadata }: StoredObject): MemberPlace {
  return { apiVersion, kind, namespace: metadata.namespace ?? '' };
}

/** An object as far as it takes to say which one it is. */
export interface NamedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** What makes two manifests mean the same object: its version doesn't. */
export function identityOf({ apiVersion, kind, metadata }: NamedObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return `${group}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}
