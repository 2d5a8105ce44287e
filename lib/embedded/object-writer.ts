/**
 * The one place where objects are created, updated and deleted, for requests and for the server's own controllers alike:
 * what the system owns in metadata, generation, optimistic locking, finalizers, managed fields, and no write when nothing
 * changed.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { validateCustom } from './custom-object-checks.ts';
import { checkPreconditions, type DeleteOptions, finalizersFor, marked, podGrace } from './deletion.ts';
import { equal, type JsonObject } from './json.ts';
import type { ManagedFields } from './managed-fields.ts';
import { metadataErrors, metadataUpdateErrors, nameProblems } from './object-names.ts';
import { keyFor } from './object-place.ts';
import type { ObjectStore } from './object-store.ts';
import {
  alreadyExists,
  conflict,
  type FieldError,
  forbidden,
  invalid,
  invalidValue,
  notFound,
  OBJECT_MODIFIED,
  Refusal,
} from './refusal.ts';
import { kindNameOf, type ResourceKind, resourceOf } from './resource-kind.ts';
import { isSameObject } from './same-object.ts';
import { TimestampWriter } from './timestamp.ts';

/** How a write is done. */
export interface WriteContext {
  /** Who is noted in managedFields; nothing is noted without. @default none */
  manager?: string;
  /** Which part of the object is written. @default '' */
  subresource?: string;
  /** Goes through all the checks and stores nothing. @default false */
  dryRun?: boolean;
  /** managedFields are in the draft already, as after server-side apply. @default false */
  applied?: boolean;
}

/** Whether an object is gone or only marked. */
export interface Deletion {
  object: JsonObject;
  gone: boolean;
}

/** Writes objects into the store. */
export class ObjectWriter {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #managedFields: ManagedFields;
  readonly #timestamps = new TimestampWriter();

  constructor(parts: { store: ObjectStore; clock: Clock; managedFields: ManagedFields }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#managedFields = parts.managedFields;
  }

  /** Creates an object from a draft, which becomes the writer's. */
  create(kind: ResourceKind, namespace: string, draft: JsonObject, context: WriteContext = {}): JsonObject {
    const metadata = draft.metadata;
    this.#nameNew(kind, metadata);
    if (kind.isTerminating)
      throw forbidden(resourceOf(kind), metadata.name ?? '', 'create not allowed while custom resource definition is terminating');
    this.#checkNamespace(kind, namespace, metadata.name);
    if (metadata.resourceVersion)
      throw new Refusal({ code: 500, reason: '', message: 'resourceVersion should not be set on objects to be created' });
    if (kind.statusSubresource && kind.custom && 'status' in draft) delete draft.status;
    if (!context.applied) this.#managedFields.noteUpdate(kind, undefined, draft, { manager: context.manager, subresource: '' });
    this.#startMetadata(kind, namespace, metadata);
    kind.prepareCreate?.(draft);
    this.#check(kind, draft);
    const key = keyFor(kind, namespace, metadata.name);
    if (this.#store.get(kind.table, key)) throw this.#taken(kind, key);
    const stored = kind.toStored ? kind.toStored(draft) : draft;
    return context.dryRun ? stored : this.#store.add(kind.table, key, stored);
  }

  #taken(kind: ResourceKind, key: string): Refusal {
    const { name, deletionTimestamp } = (this.#store.get(kind.table, key) as JsonObject).metadata;
    const refusal = alreadyExists(resourceOf(kind), name);
    if (!deletionTimestamp) return refusal;
    return new Refusal({
      code: 409,
      reason: 'AlreadyExists',
      message: `object is being deleted: ${refusal.message}`,
      details: refusal.details,
    });
  }

  /**
   * Replaces an object by a draft of it, which becomes the writer's. `old` is the object as its kind shows it; the draft's
   * uid and resourceVersion, where given, must be those of the old one.
   */
  update(kind: ResourceKind, old: JsonObject, draft: JsonObject, context: WriteContext = {}): JsonObject {
    const { subresource = '' } = context;
    const { namespace = '', name } = old.metadata;
    this.#checkVersion(kind, old, draft);
    const next = this.#limit(kind, old, draft, subresource);
    if (!context.applied)
      this.#managedFields.noteUpdate(kind, old, next, { manager: context.manager, subresource: subresource === 'all' ? '' : subresource });
    this.#keepMetadata(next.metadata, old.metadata);
    if (!subresource || subresource === 'scale') kind.prepareUpdate?.(next, old);
    this.#count(kind, next, old);
    this.#check(kind, next, old);
    const key = keyFor(kind, namespace, name);
    const finished =
      Boolean(next.metadata.deletionTimestamp) &&
      !next.metadata.finalizers?.length &&
      !next.metadata.deletionGracePeriodSeconds &&
      !next.spec?.finalizers?.length;
    const stored = kind.toStored ? kind.toStored(next) : next;
    if (finished) {
      // Watches are shown the last state that was stored; who took the last finalizer away sees the object without it.
      if (!context.dryRun) this.#store.remove(kind.table, key);
      return { ...stored, metadata: { ...stored.metadata, resourceVersion: old.metadata.resourceVersion } };
    }
    if (isSameObject(next, old)) return this.#store.get(kind.table, key) as JsonObject;
    return context.dryRun ? stored : this.#store.put(kind.table, key, stored);
  }

  /** Deletes an object, or marks it when finalizers or a grace period hold it. */
  delete(kind: ResourceKind, stored: JsonObject, options: DeleteOptions = {}): Deletion {
    const { metadata } = stored;
    const key = keyFor(kind, metadata.namespace ?? '', metadata.name);
    checkPreconditions(kind, stored, options.preconditions);
    const finalizers = finalizersFor(metadata, options.propagationPolicy);
    for (const name of kind.finalizersAtDeletion ?? [])
      if (!metadata.deletionTimestamp && !finalizers.includes(name)) finalizers.push(name);
    const grace = kind.table === 'pods' ? podGrace(stored, options.gracePeriodSeconds) : 0;
    const held = finalizers.length > 0 || grace > 0 || stored.spec?.finalizers?.length > 0;
    if (!held) {
      if (options.dryRun) return { object: stored, gone: true };
      // A Pod shows even in its last state that it was asked to go.
      const last = kind.table === 'pods' ? marked(kind, stored, { finalizers, grace: 0, at: this.now() }) : stored;
      return { object: this.#store.remove(kind.table, key, last) as JsonObject, gone: true };
    }
    const next = marked(kind, stored, { finalizers, grace, at: this.now(grace * 1000) });
    if (next === stored || options.dryRun) return { object: next, gone: false };
    return { object: this.#store.put(kind.table, key, next), gone: false };
  }

  /** The present as the server writes times. */
  now(offsetMilliseconds = 0): string {
    return this.#timestamps.write(this.#clock.now() + offsetMilliseconds);
  }

  #nameNew(kind: ResourceKind, metadata: JsonObject): void {
    if (metadata.name || !metadata.generateName) return;
    metadata.name = `${metadata.generateName.slice(0, 58)}${this.#suffix()}`;
    const problems = nameProblems(metadata.generateName.replace(/[-.]+$/, 'a'), kind.nameRule ?? 'subdomain');
    if (problems.length > 0)
      throw invalid(
        kindNameOf(kind),
        '',
        problems.map((why) => invalidValue('metadata.generateName', metadata.generateName, why)),
      );
  }

  #suffix(): string {
    const letters = 'bcdfghjklmnpqrstvwxz2456789';
    let suffix = '';
    for (let index = 0; index < 5; index++) suffix += letters[Math.floor(this.#clock.random() * letters.length)];
    return suffix;
  }

  #checkNamespace(kind: ResourceKind, namespace: string, name: string): void {
    if (!kind.namespaced) return;
    const found = this.#store.get('namespaces', namespace);
    if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    if (!found.metadata.deletionTimestamp) return;
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    const causes = [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }];
    throw forbidden(resourceOf(kind), name ?? '', why, causes);
  }

  #startMetadata(kind: ResourceKind, namespace: string, metadata: JsonObject): void {
    for (const name of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink']) if (name in metadata) delete metadata[name];
    if (kind.namespaced) metadata.namespace = namespace;
    else if ('namespace' in metadata) delete metadata.namespace;
    metadata.uid = randomUUID();
    metadata.creationTimestamp = this.now();
    if (kind.counted) metadata.generation = 1;
    else if (kind.custom) delete metadata.generation;
  }

  #checkVersion(kind: ResourceKind, old: JsonObject, draft: JsonObject): void {
    const { resourceVersion, uid } = draft.metadata;
    const { name } = old.metadata;
    if (uid && uid !== old.metadata.uid) {
      throw conflict(
        resourceOf(kind),
        name,
        `StorageError: invalid object, Code: 4, Key: /registry/${kind.table}/${keyFor(kind, old.metadata.namespace ?? '', name)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
      );
    }
    if (resourceVersion && !/^\d+$/.test(resourceVersion))
      throw new Refusal({
        code: 500,
        reason: '',
        message: `strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`,
      });
    if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) throw conflict(resourceOf(kind), name, OBJECT_MODIFIED);
  }

  /** Keeps a write to the part of the object that it may change. */
  #limit(kind: ResourceKind, old: JsonObject, draft: JsonObject, subresource: string): JsonObject {
    if (subresource === 'status') {
      const metadata = { ...old.metadata, ...('managedFields' in draft.metadata && { managedFields: draft.metadata.managedFields }) };
      const { status: _, ...rest } = old;
      if (kind.prepareStatus) {
        const limited = { ...rest, metadata: draft.metadata, status: draft.status ?? {} };
        kind.prepareStatus(limited, old);
        return limited;
      }
      return { ...rest, metadata, ...(draft.status !== undefined && { status: draft.status }) };
    }
    if (!kind.statusSubresource || subresource === 'all') return draft;
    const { status: _, ...rest } = draft;
    return old.status === undefined ? rest : { ...rest, status: old.status };
  }

  #keepMetadata(metadata: JsonObject, old: JsonObject): void {
    for (const name of [
      'uid',
      'creationTimestamp',
      'deletionTimestamp',
      'deletionGracePeriodSeconds',
      'generation',
      'selfLink',
      'namespace',
      'name',
      'resourceVersion',
      'generateName',
    ]) {
      if (old[name] === undefined) delete metadata[name];
      else metadata[name] = old[name];
    }
  }

  #count(kind: ResourceKind, next: JsonObject, old: JsonObject): void {
    if (!kind.counted) return;
    const essence = ({ metadata: _, status, ...rest }: JsonObject) => (kind.statusSubresource ? rest : { ...rest, status });
    if (!equal(essence(next), essence(old))) next.metadata.generation = (old.metadata.generation ?? 0) + 1;
  }

  #check(kind: ResourceKind, object: JsonObject, old?: JsonObject): void {
    const errors: FieldError[] = metadataErrors(object.metadata, kind);
    if (old) {
      const found = metadataUpdateErrors(object.metadata, old.metadata);
      // The server checks its own kinds' metadata twice over, and says so twice.
      errors.push(...found, ...(kind.custom ? [] : found));
    }
    if (kind.custom) errors.push(...validateCustom(kind, object, old));
    errors.push(...(kind.validate?.(object, old) ?? []));
    if (errors.length > 0) throw invalid(kindNameOf(kind), object.metadata.name ?? '', errors);
  }
}
