/**
 * Writing the objects that belong to another one: server-side apply as the operator's field manager, tied to their owner,
 * skipped when the live child already is what was asked for. Many are applied one after the other: what comes later may need
 * what comes first.
 */
import { contentHash } from '../base/content-hash.ts';
import { AlreadyExistsError, ApiError, IllegalStateError, InvalidOptionError, TemporaryError } from '../base/errors.ts';
import type { KubernetesObject, StoredObject } from '../base/object-meta.ts';
import type { DeleteOptions, KindReference, ObjectReference } from '../cluster/client.ts';
import { ApplySet, identityOf } from './apply-set.ts';
import type { CallOptions } from './call.ts';
import { OWN_PREFIX } from './essence.ts';
import { missingValues } from './missing-values.ts';
import { describeOwner, isTiedTo, tieToOwner } from './owner-reference.ts';

/** The annotation that holds the hash of what was applied. */
export const APPLIED_ANNOTATION = `${OWN_PREFIX}applied`;

/** Options of `apply`. */
export interface ApplyChildOptions {
  /**
   * Ties the object to this one; 'label' does it without an ownerReference, so that Kubernetes leaves it alone and `ensureDeleted`
   * still has it, also in a foreground deletion.
   * @default true
   */
  owner?: boolean | 'label';
  /** Takes an existing object that isn't ours. @default false */
  adopt?: boolean;
  /**
   * The name of a set: what was applied with it before, and is not among what is applied now, is deleted when all of that is
   * in. @default none
   */
  applySet?: string;
}

/** Options of `delete`. */
export type DeleteChildOptions = Pick<DeleteOptions, 'propagationPolicy' | 'gracePeriodSeconds'>;

/** A child that is to be deleted: a reference, or the object itself, which then is deleted only if it is still the same. */
export type ChildReference = ObjectReference | KubernetesObject;

/** A kind of children. */
export interface ChildKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * The children of a call's object, from the cache: of one kind of OWNS, by name or in full, or of all of them.
 *
 * @throws IllegalStateError OWNS of the class doesn't have the kind
 */
export function childrenOf({ children, object }: CallOptions, kind: string | ChildKind | undefined, className: string): StoredObject[] {
  const wanted = children.kinds.filter((known) => kind === undefined || isKind(known, kind));
  if (kind !== undefined && wanted.length === 0) {
    throw new IllegalStateError(`children(${JSON.stringify(kind)}): OWNS of class ${className} does not have that kind`);
  }
  return wanted.flatMap((known) => children.ownedBy(object.metadata.uid, known));
}

/**
 * Applies objects, one after the other.
 *
 * @returns them as the server has them, in the same order
 * @throws whatever the first that can't be applied fails with; what comes after it is not tried, and nothing is pruned
 * @throws InvalidOptionError before anything is sent: one has no name or kind, or is there twice
 */
export async function applyChildren(
  call: CallOptions,
  manifests: readonly KubernetesObject[],
  options: ApplyChildOptions = {},
): Promise<StoredObject[]> {
  const { applySet, owner = true } = options;
  if (applySet !== undefined && !owner)
    throw new InvalidOptionError('owner of apply with an applySet', 'true: only what is ours can be pruned', owner);
  const set = applySet === undefined ? undefined : new ApplySet(call, applySet);
  const desired: StoredObject[] = [];
  for (const manifest of manifests) desired.push(await prepare(call, manifest, owner, set));
  refuseTwins(desired);
  await set?.remember(desired);
  const applied: StoredObject[] = [];
  for (const each of desired) applied.push(await applyPrepared(call, each, options));
  await set?.prune(desired);
  return applied;
}

/**
 * Applies one object.
 *
 * @throws AlreadyExistsError an object of that name isn't ours
 * @throws TemporaryError an object of that name is being deleted: what is applied to it would go with it
 * @throws FieldConflictError another manager holds fields of it
 * @throws ApiError the server refuses it
 */
export async function applyChild(call: CallOptions, manifest: KubernetesObject, options: ApplyChildOptions = {}): Promise<StoredObject> {
  const [applied] = await applyChildren(call, [manifest], options);
  return applied as StoredObject;
}

async function applyPrepared(call: CallOptions, desired: StoredObject, options: ApplyChildOptions): Promise<StoredObject> {
  const { client, children, writes, fieldManager, signal } = call;
  const live = await findLive(call, desired);
  if (live && options.owner !== false && !options.adopt && !isTiedTo(live, call.object.metadata.uid)) {
    throw new AlreadyExistsError(
      `${nameOf(live)} exists already and isn't ours: ${describeOwner(live)}; choose another name, or take it over by apply(…, { adopt: true })`,
    );
  }
  if (live?.metadata.deletionTimestamp !== undefined) {
    throw new TemporaryError(`${nameOf(live)} is still being deleted: it is applied again once it has gone`);
  }
  const missing = [...missingValues(live, desired)];
  // The hash is one of the values.
  if (live && missing.length === 0) return live;
  const write = { key: identityOf(desired), name: nameOf(desired), live, missing, secret: desired.kind === 'Secret' };
  if (!writes.mayWrite(write) && live) return live;
  const applied = await client.apply(desired, { fieldManager, signal });
  writes.wrote(write, applied);
  children.written(applied);
  return applied;
}

function refuseTwins(desired: readonly StoredObject[]): void {
  const seen = new Set<string>();
  for (const each of desired) {
    const identity = identityOf(each);
    if (seen.has(identity)) throw new InvalidOptionError('the list given to apply', 'of different objects', `${nameOf(each)} twice`);
    seen.add(identity);
  }
}

/** Deletes one object; resolves also when there is none. */
export async function deleteChild(call: CallOptions, child: ChildReference, options: DeleteChildOptions = {}): Promise<void> {
  const { reference, uid } = await referenceTo(call, child);
  try {
    call.writes.deleted(identityOfReference(reference));
    await call.client.delete(reference, { ...options, signal: call.signal, ...(uid === undefined ? {} : { preconditions: { uid } }) });
  } catch (error) {
    // Another object has taken the name: the one that was meant is gone.
    if (ApiError.is(error) && (error.status === 404 || (error.status === 409 && uid !== undefined))) return;
    throw error;
  }
}

/** Ties a manifest to the call's object; its namespace is filled in where the kind has one. Changes and returns the manifest. */
export function adoptChild<T extends KubernetesObject>(call: CallOptions, manifest: T): T {
  const scope = call.children.scopeOf(kindOf(manifest)) ?? 'Namespaced';
  return tieToOwner(withNamespace(call, manifest, scope), call.object);
}

async function prepare(
  call: CallOptions,
  manifest: KubernetesObject,
  owner: boolean | 'label',
  set: ApplySet | undefined,
): Promise<StoredObject> {
  const kind = kindOf(manifest);
  if (!manifest.metadata?.name)
    throw new InvalidOptionError('metadata.name of the object given to apply', 'a name', manifest.metadata?.name);
  const desired = JSON.parse(JSON.stringify(manifest)) as StoredObject;
  withNamespace(call, desired, await call.children.resolveScope(kind));
  if (owner) tieToOwner(desired, call.object, owner === 'label' ? 'label' : 'reference');
  set?.label(desired);
  const hash = contentHash(desired);
  desired.metadata.annotations = { ...desired.metadata.annotations, [APPLIED_ANNOTATION]: hash };
  return desired;
}

function withNamespace<T extends KubernetesObject>(call: CallOptions, manifest: T, scope: 'Namespaced' | 'Cluster'): T {
  manifest.metadata ??= {};
  const { namespace } = call.object.metadata;
  if (scope === 'Namespaced' && namespace !== undefined) manifest.metadata.namespace ??= namespace;
  return manifest;
}

async function findLive({ client, children, signal }: CallOptions, desired: StoredObject): Promise<StoredObject | undefined> {
  const { apiVersion, kind } = desired;
  const { namespace, name } = desired.metadata;
  const cached = children.find({ apiVersion, kind, namespace, name });
  // That the cache has none proves nothing: it may not have seen the object yet.
  return cached ?? (await client.find({ apiVersion, kind, name, ...(namespace ? { namespace } : {}) }, { signal }));
}

async function referenceTo(call: CallOptions, child: ChildReference): Promise<{ reference: ObjectReference; uid: string | undefined }> {
  if ('name' in child && typeof child.name === 'string') {
    const reference = { ...child } as ObjectReference;
    if (reference.namespace === undefined && (await call.children.resolveScope(reference)) === 'Namespaced') fillNamespace(call, reference);
    return { reference, uid: undefined };
  }
  const { metadata } = child as KubernetesObject;
  if (!metadata?.name) throw new InvalidOptionError('the object given to delete', 'a reference with a name, or an object', child);
  const reference: ObjectReference = { ...kindOf(child as KubernetesObject), name: metadata.name };
  if (metadata.namespace !== undefined) reference.namespace = metadata.namespace;
  else if ((await call.children.resolveScope(reference)) === 'Namespaced') fillNamespace(call, reference);
  return { reference, uid: metadata.uid };
}

function nameOf({ kind, metadata }: StoredObject): string {
  return `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
}

function identityOfReference(reference: ObjectReference): string {
  const { class: type, name, namespace } = reference;
  const { apiVersion, kind } = type ? { apiVersion: `${type.GROUP}/${type.VERSION}`, kind: type.KIND } : reference;
  return identityOf({ apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } });
}

function fillNamespace(call: CallOptions, reference: ObjectReference): void {
  const { namespace } = call.object.metadata;
  if (namespace !== undefined) reference.namespace = namespace;
}

function kindOf(object: KubernetesObject): KindReference & { apiVersion: string; kind: string } {
  const { apiVersion, kind } = object;
  if (!apiVersion || !kind) throw new InvalidOptionError('apiVersion and kind of an object', 'given', { apiVersion, kind });
  return { apiVersion, kind };
}

function isKind(known: ChildKind, wanted: string | ChildKind): boolean {
  return typeof wanted === 'string' ? known.kind === wanted : known.kind === wanted.kind && known.apiVersion === wanted.apiVersion;
}
