/** Namespaces: the ones that are always there, each one's default service account and root certificates, and their end. */
import type { JsonObject } from './json.ts';
import type { KindRegistry } from './kind-registry.ts';
import type { Change, ObjectStore } from './object-store.ts';
import type { ObjectWriter } from './object-writer.ts';
import type { ResourceKind } from './resource-kind.ts';

const ALWAYS = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
const FINALIZER = 'kubernetes';

/** Furnishes namespaces and empties those that are deleted. */
export class NamespaceController {
  readonly #store: ObjectStore;
  readonly #writer: ObjectWriter;
  readonly #registry: KindRegistry;
  readonly #stops: (() => void)[];
  /** Namespaces on their way out, with how many objects they still hold. */
  readonly #ending = new Set<string>();

  constructor(parts: { store: ObjectStore; writer: ObjectWriter; registry: KindRegistry }) {
    this.#store = parts.store;
    this.#writer = parts.writer;
    this.#registry = parts.registry;
    this.#stops = [
      this.#store.subscribe((change) => this.#follow(change), 'namespaces'),
      this.#store.subscribe((change) => this.#watchEmptying(change)),
    ];
    this.furnish();
  }

  /** Creates the namespaces that are always there, where they aren't. */
  furnish(): void {
    for (const name of ALWAYS) {
      if (this.#store.get('namespaces', name)) continue;
      const draft = { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} };
      this.#writer.create(this.#kind('namespaces'), '', draft, { manager: 'kube-apiserver' });
    }
  }

  /** Stops following. */
  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #kind(plural: string): ResourceKind {
    return this.#registry.get('', 'v1', plural) as ResourceKind;
  }

  #follow({ type, object }: Change): void {
    const { name, deletionTimestamp } = object.metadata;
    if (type === 'DELETED') this.#ending.delete(name);
    else if (deletionTimestamp) this.#end(object);
    else if (type === 'ADDED') this.#furnishNamespace(name);
  }

  #furnishNamespace(namespace: string): void {
    const create = (plural: string, kind: string, name: string, more: JsonObject = {}) => {
      // Out of a saved state it is there already.
      if (this.#store.get(plural, `${namespace}/${name}`)) return;
      this.#writer.create(this.#kind(plural), namespace, { apiVersion: 'v1', kind, metadata: { name }, ...more });
    };
    create('serviceaccounts', 'ServiceAccount', 'default');
    create('configmaps', 'ConfigMap', 'kube-root-ca.crt', { data: { 'ca.crt': '' } });
  }

  #end(namespace: JsonObject): void {
    const { name } = namespace.metadata;
    if (this.#ending.has(name)) return;
    this.#ending.add(name);
    for (const kind of this.#registry.tables()) {
      if (!kind.namespaced) continue;
      for (const object of this.#store.list(kind.table, name)) this.#writer.delete(kind, object, { propagationPolicy: 'Background' });
    }
    this.#finishIfEmpty(name);
  }

  #watchEmptying({ type, object }: Change): void {
    const { namespace } = object.metadata;
    if (type === 'DELETED' && namespace && this.#ending.has(namespace)) this.#finishIfEmpty(namespace);
  }

  #finishIfEmpty(name: string): void {
    const isEmpty = this.#registry.tables().every((kind) => !kind.namespaced || this.#store.list(kind.table, name).length === 0);
    const current = this.#store.get('namespaces', name);
    if (!isEmpty || !current) return;
    this.#ending.delete(name);
    const { finalizers = [], ...spec } = current.spec;
    const rest = finalizers.filter((finalizer: string) => finalizer !== FINALIZER);
    const next = { ...current, spec: rest.length > 0 ? { ...spec, finalizers: rest } : spec };
    if (rest.length > 0 || current.metadata.finalizers?.length) this.#store.put('namespaces', name, next);
    else this.#store.remove('namespaces', name);
  }
}
