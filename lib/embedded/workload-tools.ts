/** What the pretended controllers share: reading objects by kind, and writing their status, children and ends. */
import type { Clock } from '../base/clock.ts';
import type { JsonObject } from './json.ts';
import type { KindRegistry } from './kind-registry.ts';
import { draftOf } from './object-draft.ts';
import { keyFor } from './object-place.ts';
import type { ObjectStore } from './object-store.ts';
import type { ObjectWriter } from './object-writer.ts';
import { Refusal } from './refusal.ts';
import type { ResourceKind } from './resource-kind.ts';
import { TimestampWriter } from './timestamp.ts';

/** What a controller is given. */
export interface WorkloadParts {
  store: ObjectStore;
  registry: KindRegistry;
  writer: ObjectWriter;
  clock: Clock;
}

const CONTROLLER_MANAGER = 'kube-controller-manager';

/** Reads and writes for controllers. */
export class WorkloadTools {
  readonly #parts: WorkloadParts;
  readonly #timestamps = new TimestampWriter();

  constructor(parts: WorkloadParts) {
    this.#parts = parts;
  }

  /** The present, as a timestamp. */
  now(): string {
    return this.#timestamps.write(this.#parts.clock.now());
  }

  /** The kind of a built-in table such as `apps/deployments`. */
  kind(table: string): ResourceKind {
    return this.#parts.registry.ofTable(table) as ResourceKind;
  }

  /** All objects of a table in a namespace. */
  list(table: string, namespace = ''): JsonObject[] {
    return this.#parts.store.list(table, namespace);
  }

  /** One object. */
  get(table: string, namespace: string, name: string): JsonObject | undefined {
    return this.#parts.store.get(table, keyFor(this.kind(table), namespace, name));
  }

  /** The living objects that the owner controls. */
  children(table: string, owner: JsonObject): JsonObject[] {
    return this.list(table, owner.metadata.namespace).filter((child) => controllerOf(child)?.uid === owner.metadata.uid);
  }

  /** Creates an object unless it is there or can't be. */
  create(table: string, object: JsonObject, manager = CONTROLLER_MANAGER): void {
    const kind = this.kind(table);
    const metadataSchema = {};
    const draft = draftOf(
      kind,
      { apiVersion: kind.storageApiVersion, kind: kind.kind, ...object },
      { fieldValidation: 'Ignore', repeated: [], warnings: [], metadataSchema },
    );
    try {
      this.#parts.writer.create(kind, object.metadata.namespace ?? '', draft, { manager });
    } catch (error) {
      // Another one was faster, the namespace is going, or the template is invalid: the next change tries again.
      if (!(error instanceof Refusal)) throw error;
    }
  }

  /** Replaces an object's status by its own with these members; nothing is written when that changes nothing. */
  setStatus(table: string, object: JsonObject, status: JsonObject, manager = CONTROLLER_MANAGER): void {
    const merged: JsonObject = { ...object.status, ...status };
    for (const [name, value] of Object.entries(merged)) if (value === undefined || value === 0) delete merged[name];
    this.update(table, object, { status: merged }, { manager, subresource: 'status' });
  }

  /** Replaces members of an object. */
  update(table: string, object: JsonObject, members: JsonObject, { manager = CONTROLLER_MANAGER, subresource = '' } = {}): void {
    this.#parts.writer.update(
      this.kind(table),
      object,
      { ...object, metadata: { ...object.metadata }, ...members },
      { manager, subresource },
    );
  }

  /** Deletes an object. */
  delete(table: string, object: JsonObject, gracePeriodSeconds?: number): void {
    this.#parts.writer.delete(this.kind(table), object, gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds });
  }
}

/** The reference to an object's controller. */
export function controllerOf(object: JsonObject): JsonObject | undefined {
  return (object.metadata.ownerReferences ?? []).find((owner: JsonObject) => owner.controller);
}

/** A controller's reference to itself, for its children. */
export function controllerReference({ apiVersion, kind, metadata }: JsonObject): JsonObject {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** A Pod made of a controller's template. */
export function podFrom(owner: JsonObject, template: JsonObject, name: { name: string } | { generateName: string }): JsonObject {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const metadata = {
    ...name,
    namespace: owner.metadata.namespace,
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...(finalizers && { finalizers }),
    ownerReferences: [controllerReference(owner)],
  };
  return { metadata, spec: template.spec };
}

/** True for a Pod that is neither going nor has ended. */
export function isActive({ metadata, status }: JsonObject): boolean {
  return !metadata.deletionTimestamp && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

/** True for a Pod that serves. */
export function isReady({ metadata, status }: JsonObject): boolean {
  if (metadata.deletionTimestamp) return false;
  return (status?.conditions ?? []).some(({ type, status: value }: JsonObject) => type === 'Ready' && value === 'True');
}

/** The conditions with one set; its transition time stays while its status does. */
export function withCondition(conditions: JsonObject[] | undefined, condition: JsonObject, now: string): JsonObject[] {
  const list = conditions ?? [];
  const known = list.find(({ type }) => type === condition.type);
  const lastTransitionTime = known && known.status === condition.status ? known.lastTransitionTime : now;
  const next = { ...known, ...condition, lastTransitionTime };
  return known ? list.map((item) => (item === known ? next : item)) : [...list, next];
}
