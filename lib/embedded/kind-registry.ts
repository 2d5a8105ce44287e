/** The kinds that the server serves now: the built-in ones, and those that CRDs add and take away. */
import type { ResourceKind } from './resource-kind.ts';

/** Kinds by group, version and plural. */
export class KindRegistry {
  readonly #kinds = new Map<string, ResourceKind>();
  #revision = 0;

  /** Counts the changes, for caches of what is derived from the kinds. */
  get revision(): number {
    return this.#revision;
  }

  /** Adds a kind, or replaces it. */
  add(kind: ResourceKind): void {
    this.#kinds.set(`${kind.group}/${kind.version}/${kind.plural}`, kind);
    this.#revision++;
  }

  /** Takes away all versions of a resource. */
  remove(group: string, plural: string): void {
    for (const [key, kind] of this.#kinds) if (kind.group === group && kind.plural === plural) this.#kinds.delete(key);
    this.#revision++;
  }

  /** The kind served under these names. */
  get(group: string, version: string, plural: string): ResourceKind | undefined {
    return this.#kinds.get(`${group}/${version}/${plural}`);
  }

  /** The kind of an object. */
  ofObject(apiVersion: string, kind: string): ResourceKind | undefined {
    const slash = apiVersion.indexOf('/');
    const group = slash < 0 ? '' : apiVersion.slice(0, slash);
    const version = apiVersion.slice(slash + 1);
    return this.all().find((known) => known.kind === kind && known.version === version && known.group === group);
  }

  /** All kinds, in the order in which they were added. */
  all(): ResourceKind[] {
    return [...this.#kinds.values()];
  }

  /** One kind for each table of the store: the first that was added. */
  tables(): ResourceKind[] {
    const byTable = new Map<string, ResourceKind>();
    for (const kind of this.#kinds.values()) if (!byTable.has(kind.table)) byTable.set(kind.table, kind);
    return [...byTable.values()];
  }
}
