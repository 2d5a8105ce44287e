/** The kinds that the server serves now: the built-in ones, and those that CRDs add and take away. */
import { apiVersionOf, type ResourceKind } from './resource-kind.ts';

/** Kinds by group, version and plural. */
export class KindRegistry {
  readonly #kinds = new Map<string, ResourceKind>();
  /** What is derived from the kinds at first need, until they change. */
  #derived: Derived | undefined;
  #revision = 0;

  /** Counts the changes, for caches of what is derived from the kinds. */
  get revision(): number {
    return this.#revision;
  }

  /** Adds a kind, or replaces it. */
  add(kind: ResourceKind): void {
    this.#kinds.set(`${kind.group}/${kind.version}/${kind.plural}`, kind);
    this.#changed();
  }

  /** Takes away all versions of a resource. */
  remove(group: string, plural: string): void {
    for (const [key, kind] of this.#kinds) if (kind.group === group && kind.plural === plural) this.#kinds.delete(key);
    this.#changed();
  }

  /** The kind served under these names. */
  get(group: string, version: string, plural: string): ResourceKind | undefined {
    return this.#kinds.get(`${group}/${version}/${plural}`);
  }

  /** The kind of an object. */
  ofObject(apiVersion: string, kind: string): ResourceKind | undefined {
    return this.#derive().byObject.get(`${apiVersion} ${kind}`);
  }

  /** The kind of a table of the store: of several versions the first that was added. */
  ofTable(table: string): ResourceKind | undefined {
    return this.#derive().byTable.get(table);
  }

  /** All kinds, in the order in which they were added. */
  all(): readonly ResourceKind[] {
    return this.#derive().all;
  }

  /** One kind for each table of the store: the first that was added. */
  tables(): ResourceKind[] {
    return [...this.#derive().byTable.values()];
  }

  #changed(): void {
    this.#revision++;
    this.#derived = undefined;
  }

  #derive(): Derived {
    this.#derived ??= derivedFrom([...this.#kinds.values()]);
    return this.#derived;
  }
}

interface Derived {
  readonly all: readonly ResourceKind[];
  readonly byTable: ReadonlyMap<string, ResourceKind>;
  /** By apiVersion and kind. */
  readonly byObject: ReadonlyMap<string, ResourceKind>;
}

function derivedFrom(all: readonly ResourceKind[]): Derived {
  const byTable = new Map<string, ResourceKind>();
  const byObject = new Map<string, ResourceKind>();
  for (const kind of all) {
    const name = `${apiVersionOf(kind)} ${kind.kind}`;
    if (!byTable.has(kind.table)) byTable.set(kind.table, kind);
    if (!byObject.has(name)) byObject.set(name, kind);
  }
  return { all, byTable, byObject };
}
