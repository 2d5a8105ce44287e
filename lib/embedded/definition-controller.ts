/** Keeps the served kinds in step with the CustomResourceDefinitions, sets their conditions, and ends their objects. */
import { afterThisTurn } from '../base/clock.ts';
import { customKinds } from './custom-resource-kinds.ts';
import type { JsonObject } from './json.ts';
import type { KindRegistry } from './kind-registry.ts';
import type { Change, ObjectStore } from './object-store.ts';
import type { ObjectWriter } from './object-writer.ts';
import type { ResourceKind } from './resource-kind.ts';
import type { Schema } from './schema.ts';

const TABLE = 'apiextensions.k8s.io/customresourcedefinitions';
const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

/** Serves what the definitions say; runs inside of the write that changes one. */
export class DefinitionController {
  readonly #registry: KindRegistry;
  readonly #store: ObjectStore;
  readonly #writer: ObjectWriter;
  readonly #metadataSchema: Schema;
  readonly #stop: () => void;

  constructor(parts: { registry: KindRegistry; store: ObjectStore; writer: ObjectWriter; metadataSchema: Schema }) {
    this.#registry = parts.registry;
    this.#store = parts.store;
    this.#writer = parts.writer;
    this.#metadataSchema = parts.metadataSchema;
    this.#stop = this.#store.subscribe((change) => this.#follow(change), TABLE);
  }

  /** Stops following. */
  stop(): void {
    this.#stop();
  }

  #follow({ type, object }: Change): void {
    const { group, names } = object.spec;
    if (type === 'DELETED') {
      this.#registry.remove(group, names.plural);
      return;
    }
    if (object.metadata.deletionTimestamp && type !== 'ADDED') {
      this.#end(object);
      return;
    }
    this.#serve(object);
    if (object.metadata.deletionTimestamp) {
      // Out of a saved state, whose other objects follow.
      afterThisTurn(() => this.#end(object));
      return;
    }
    this.#settle(object);
  }

  #serve(definition: JsonObject): void {
    const { group, names } = definition.spec;
    this.#registry.remove(group, names.plural);
    for (const kind of customKinds(definition, this.#metadataSchema)) this.#registry.add(kind);
  }

  /** Brings conditions and accepted names to where they belong; writes only when they aren't there. */
  #settle(definition: JsonObject): void {
    const { metadata, spec, status = {} } = definition;
    const stored: string[] = status.storedVersions ?? [];
    const storage = spec.versions.find((version: JsonObject) => version.storage).name;
    const accepted = { ...spec.names };
    const isSettled =
      status.conditions?.length >= 2 && stored.includes(storage) && JSON.stringify(status.acceptedNames) === JSON.stringify(accepted);
    if (isSettled) return;
    const condition = (type: string, reason: string, message: string) => ({
      type,
      status: 'True',
      lastTransitionTime: this.#writer.now(),
      reason,
      message,
    });
    const conditions =
      status.conditions?.length >= 2
        ? status.conditions
        : [
            condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
            condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
          ];
    const next = {
      ...definition,
      status: { ...status, conditions, acceptedNames: accepted, storedVersions: [...new Set([...stored, storage])] },
    };
    this.#store.put(TABLE, metadata.name, next);
  }

  /** Deletes the objects of a definition that is going; the definition goes when none is left. */
  #end(definition: JsonObject): void {
    if (!definition.metadata.finalizers?.includes(CLEANUP)) return;
    const { group, names } = definition.spec;
    const kind: ResourceKind | undefined = this.#registry.all().find((known) => known.group === group && known.plural === names.plural);
    const table = `${group}/${names.plural}`;
    for (const object of this.#store.list(table)) if (kind && !object.metadata.deletionTimestamp) this.#writer.delete(kind, object);
    if (this.#store.count(table) === 0) return this.#release(definition.metadata.name);
    const stop = this.#store.subscribe(() => {
      if (this.#store.count(table) > 0) return;
      stop();
      this.#release(definition.metadata.name);
    }, table);
  }

  #release(name: string): void {
    const current = this.#store.get(TABLE, name);
    if (!current) return;
    const finalizers = (current.metadata.finalizers ?? []).filter((finalizer: string) => finalizer !== CLEANUP);
    const next = { ...current, metadata: { ...current.metadata, finalizers } };
    if (finalizers.length === 0) this.#store.remove(TABLE, name);
    else this.#store.put(TABLE, name, next);
  }
}
