/**
 * Who belongs to whom: ownerReferences where Kubernetes allows them, and labels of ours where it doesn't.
 * An owner must be in the namespace of what it owns, or be cluster-scoped; the server's garbage collector deletes whatever
 * says otherwise.
 */
import type { KubernetesObject, ObjectMeta, OwnerReference, StoredObject } from '../base/object-meta.ts';
import { OWN_PREFIX } from './essence.ts';

/** The label that names the owner's uid where no ownerReference is legal. */
export const OWNER_UID_LABEL = `${OWN_PREFIX}owner-uid`;

/** The annotation beside it, which says who that is: apiVersion, kind, namespace and name with slashes between. */
export const OWNER_ANNOTATION = `${OWN_PREFIX}owner`;

/** The reference that makes an object the controller of another. */
export function ownerReferenceTo(owner: StoredObject): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** Whether an ownerReference is legal. */
export function mayOwn(ownerNamespace: string | undefined, childNamespace: string | undefined): boolean {
  return ownerNamespace === undefined || ownerNamespace === childNamespace;
}

/** Ties a child to its owner, by an ownerReference where one is legal and wanted, else by a label. Changes and returns the manifest. */
export function tieToOwner<T extends KubernetesObject>(child: T, owner: StoredObject, by: 'reference' | 'label' = 'reference'): T {
  child.metadata ??= {};
  const { metadata } = child;
  if (by === 'reference' && mayOwn(owner.metadata.namespace, metadata.namespace)) {
    const others = (metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
    metadata.ownerReferences = [...others, ownerReferenceTo(owner)];
    return child;
  }
  metadata.labels = { ...metadata.labels, [OWNER_UID_LABEL]: owner.metadata.uid };
  const { apiVersion, kind } = owner;
  const path = [apiVersion, kind, owner.metadata.namespace ?? '', owner.metadata.name].join('/');
  metadata.annotations = { ...metadata.annotations, [OWNER_ANNOTATION]: path };
  return child;
}

/** Whether an object belongs to the owner with this uid. */
export function isTiedTo(child: KubernetesObject, ownerUid: string): boolean {
  const metadata: ObjectMeta = child.metadata ?? {};
  return metadata.ownerReferences?.some(({ uid }) => uid === ownerUid) === true || metadata.labels?.[OWNER_UID_LABEL] === ownerUid;
}

/** An owner as a child names it. */
export interface NamedOwner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly uid: string;
}

/** All owners that a child names. */
export function ownersOf(child: Pick<StoredObject, 'metadata'>): NamedOwner[] {
  const { namespace, ownerReferences = [], labels, annotations } = child.metadata;
  const owners: NamedOwner[] = ownerReferences.map(({ apiVersion, kind, name, uid }) => ({ apiVersion, kind, namespace, name, uid }));
  const uid = labels?.[OWNER_UID_LABEL];
  const path = annotations?.[OWNER_ANNOTATION]?.split('/');
  if (uid && path && path.length >= 4) {
    const [kind, ownerNamespace, name] = path.slice(-3) as [string, string, string];
    owners.push({ apiVersion: path.slice(0, -3).join('/'), kind, namespace: ownerNamespace || undefined, name, uid });
  }
  return owners;
}

/** Who an object belongs to, in words, for an error message. */
export function describeOwner(object: StoredObject): string {
  const [owner] = ownersOf(object);
  if (owner) return `it belongs to ${owner.kind} ${owner.namespace ? `${owner.namespace}/` : ''}${owner.name}`;
  const managers = (object.metadata.managedFields ?? []) as { manager?: string }[];
  const names = [...new Set(managers.map(({ manager }) => manager).filter(Boolean))];
  return names.length > 0 ? `it has no owner and was written by ${names.join(', ')}` : 'it has no owner';
}
