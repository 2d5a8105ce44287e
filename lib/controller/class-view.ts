/**
 * The objects of one class as its controller and the other classes see them: those that WHEN lets in, found by INDEXES. Whoever
 * is called because of a change finds it here already.
 */
import { IllegalStateError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import { ClassIndexes } from './class-indexes.ts';
import type { Informer } from './informer.ts';
import { type FilteredChange, ObjectFilter } from './object-filter.ts';

/** See the file's comment. */
export class ClassView {
  readonly #type: ResolvedClass;
  readonly #informer: Informer;
  readonly #filter: ObjectFilter | undefined;
  readonly #indexes: ClassIndexes | undefined;

  constructor({ type, informer, logger }: { type: ResolvedClass; informer: Informer; logger: Logger }) {
    this.#type = type;
    this.#informer = informer;
    this.#filter = type.when && new ObjectFilter({ type, logger });
    this.#indexes = type.type.INDEXES && new ClassIndexes({ type: type.type, logger });
  }

  /** Whether it has INDEXES. */
  get hasIndexes(): boolean {
    return this.#indexes !== undefined;
  }

  /** Whether the cache knows all objects. */
  get isSynced(): boolean {
    return this.#informer.isSynced;
  }

  /** Whether the object of that name is there, but not one that WHEN lets in. */
  isOutside(key: ObjectKey): boolean {
    return this.#filter?.isOutside(key) ?? false;
  }

  /** Takes in a change of the cache; what it means, in order. */
  see(change: CacheChange): readonly (CacheChange | FilteredChange)[] {
    const seen = this.#filter?.pass(change) ?? [change];
    if (this.#indexes) for (const each of seen) this.#index(each, this.#indexes);
    return seen;
  }

  /** The objects under a key of an index: copies, the caller's own. @throws IllegalStateError there is no such index */
  lookup(index: string, key: string): StoredObject[] {
    if (!this.#indexes) throw new IllegalStateError(`class ${this.#type.type.name} has no INDEXES to look up ${JSON.stringify(index)} in`);
    return [...this.#indexes.keys(index, key)].flatMap((name) => this.#informer.text(name)?.parse() ?? []);
  }

  /** All objects: copies, the caller's own. */
  list(): StoredObject[] {
    return [...this.#informer.keys()].flatMap((key) => (this.isOutside(key) ? [] : (this.#informer.text(key)?.parse() ?? [])));
  }

  #index(change: CacheChange | FilteredChange, indexes: ClassIndexes): void {
    if (change.kind === 'stale' || change.kind === 'repeated') return;
    if (change.kind === 'removed') indexes.remove(change.previous.key);
    else if (change.kind === 'left' || change.kind === 'outside') indexes.remove(change.current.key);
    else indexes.update(change.current);
  }
}
