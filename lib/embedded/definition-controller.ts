/** Keeps the served kinds in step with the CustomResourceDefinitions, sets their conditions, and ends their objects. */
import { afterThisTurn } from '../base/clock.ts';
import { acceptedNames, conditionsOf } from './definition-names.ts';
import { equal, type JsonObject } from './json.ts';
import type { KindMaker } from './kind-maker.ts';
import type { KindRegistry } from './kind-registry.ts';
import type { Change, ObjectStore } from './object-store.ts';
import type { ObjectWriter } from './object-writer.ts';
import type { ResourceKind } from './resource-kind.ts';
import type { WatchFeed } from './watch-feed.ts';

const TABLE = 'apiextensions.k8s.io/customresourcedefinitions';
const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

/** Serves what the definitions say; runs inside of the write that changes one. */
export class DefinitionController {
  readonly #registry: KindRegistry;
  readonly #store: ObjectStore;
  readonly #writer: ObjectWriter;
  readonly #kinds: KindMaker;
  readonly #feeds: ReadonlySet<WatchFeed>;
  readonly #stop: () => void;
  /** The definitions on their way out, by uid. */
  readonly #ending = new Set<string>();

  constructor(parts: {
    registry: KindRegistry;
    store: ObjectStore;
    writer: ObjectWriter;
    kinds: KindMaker;
    feeds: ReadonlySet<WatchFeed>;
  }) {
    this.#registry = parts.registry;
    this.#store = parts.store;
    this.#writer = parts.writer;
    this.#kinds = parts.kinds;
    this.#feeds = parts.feeds;
    this.#stop = this.#store.subscribe((change) => this.#follow(change), TABLE);
  }

  /** Stops following. */
  stop(): void {
    this.#stop();
  }

  #follow({ type, object, previous }: Change): void {
    const { group, names } = object.spec;
    if (type === 'DELETED') {
      this.#registry.remove(group, names.plural);
      this.#ending.delete(object.metadata.uid);
      // Names that it had are free for others.
      for (const other of this.#store.list(TABLE)) if (other.spec.group === group && !other.metadata.deletionTimestamp) this.#settle(other);
      return;
    }
    if (object.metadata.deletionTimestamp && type !== 'ADDED') {
      this.#end(object);
      return;
    }
    this.#serve(object);
    if (previous && !equal(previous.spec, object.spec)) this.#endWatches(`${group}/${names.plural}`);
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
    const conditions: JsonObject[] = definition.status?.conditions ?? [];
    const isEstablished = conditions.some(({ type, status }: JsonObject) => type === 'Established' && status === 'True');
    if (isEstablished) for (const kind of this.#kinds.custom(definition)) this.#registry.add(kind);
  }

  /** The storage of a kind is made anew when its definition changes: its watches end, and none resumes from before. */
  #endWatches(table: string): void {
    this.#store.endWatches(table);
    for (const feed of [...this.#feeds]) if (feed.table === table) feed.end();
  }

  /** Brings conditions and accepted names to where they belong; writes only when they aren't there. */
  #settle(definition: JsonObject): void {
    const { metadata, spec, status = {} } = definition;
    const others = this.#store
      .list(TABLE)
      .filter(({ metadata: { name }, spec: { group } }) => name !== metadata.name && group === spec.group);
    const names = acceptedNames(definition, others);
    const conditions = conditionsOf(status.conditions ?? [], names, this.#writer.now());
    const stored: string[] = status.storedVersions ?? [];
    const storage = spec.versions.find((version: JsonObject) => version.storage).name;
    const storedVersions = [...new Set([...stored, storage])];
    const next = { ...status, conditions, acceptedNames: names.accepted, storedVersions };
    if (!equal(next, status)) this.#store.put(TABLE, metadata.name, { ...definition, status: next });
  }

  /** Deletes the objects of a definition that is going; the definition goes when none is left. */
  #end(definition: JsonObject): void {
    if (!definition.metadata.finalizers?.includes(CLEANUP) || this.#ending.has(definition.metadata.uid)) return;
    this.#ending.add(definition.metadata.uid);
    const { group, names } = definition.spec;
    const kind: ResourceKind | undefined = this.#registry.all().find((known) => known.group === group && known.plural === names.plural);
    const table = `${group}/${names.plural}`;
    for (const object of this.#store.list(table)) if (kind && !object.metadata.deletionTimestamp) this.#writer.delete(kind, object);
    if (this.#store.count(table) === 0) return this.#release(definition.metadata.name);
    this.#markTerminating(definition.metadata.name);
    for (const known of this.#registry.all()) if (known.table === table) this.#registry.add({ ...known, isTerminating: true });
    const stop = this.#store.subscribe(() => {
      if (this.#store.count(table) > 0) return;
      stop();
      this.#release(definition.metadata.name);
    }, table);
  }

  /** Says that the definition waits for its objects. */
  #markTerminating(name: string): void {
    const current = this.#store.get(TABLE, name);
    const conditions: JsonObject[] = current?.status?.conditions ?? [];
    if (!current || conditions.some(({ type }) => type === 'Terminating')) return;
    const condition = {
      type: 'Terminating',
      status: 'True',
      lastTransitionTime: this.#writer.now(),
      reason: 'InstanceDeletionInProgress',
      message: 'CustomResource deletion is in progress',
    };
    this.#store.put(TABLE, name, { ...current, status: { ...current.status, conditions: [...conditions, condition] } });
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
