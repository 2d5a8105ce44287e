/**
 * What the classes of one operator may ask of each other: the objects under a key of an index, and to be told of changes. Handlers
 * of all classes wait until each class that has an index knows all its objects, so that nobody asks in vain.
 */
import { IllegalStateError } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { CRDClass, ResolvedClass } from '../resource/crd-class.ts';
import type { WatchedKind } from '../resource/watches.ts';
import type { ClassView } from './class-view.ts';
import type { Informer } from './informer.ts';

/** A class that the others may ask. */
export interface ListedClass {
  readonly type: Pick<ResolvedClass, 'apiVersion' | 'kind' | 'labelSelector' | 'fieldSelector'>;
  readonly informer: Informer;
  readonly view: Pick<ClassView, 'hasIndexes' | 'isSynced' | 'lookup'>;
  /** All classes that it waits for are synced. */
  ready(): void;
}

/** See the file's comment. */
export class ClassDirectory {
  readonly #classes = new Map<CRDClass, ListedClass>();
  #ready = false;

  /** Adds a class, before any of them begins. */
  add(type: CRDClass, listed: ListedClass): void {
    this.#classes.set(type, listed);
  }

  /** True when every class with an index knows all its objects; it never becomes false again. */
  get isReady(): boolean {
    this.#ready ||= [...this.#classes.values()].every(({ view }) => !view.hasIndexes || view.isSynced);
    return this.#ready;
  }

  /** A class has become synced: when it was the last one, the others are told. */
  synced(): void {
    if (this.#ready || !this.isReady) return;
    for (const listed of this.#classes.values()) listed.ready();
  }

  /**
   * The informer of the class whose objects are just what an entry of WATCHES asks for. Who is told by it finds what he is told of in
   * the indexes, which one of his own could be ahead of.
   */
  informerOf({ apiVersion, kind, labelSelector, fieldSelector, namespaces }: WatchedKind): Informer | undefined {
    // The operator's namespaces are those of all its classes.
    if (namespaces !== undefined) return undefined;
    const isMeant = ({ type }: ListedClass) =>
      type.apiVersion === apiVersion && type.kind === kind && type.labelSelector === labelSelector && type.fieldSelector === fieldSelector;
    return [...this.#classes.values()].find(isMeant)?.informer;
  }

  /** The objects of a class under a key of an index. @throws IllegalStateError the operator has no such class, or that no such index */
  lookup(type: CRDClass, index: string, key: string): StoredObject[] {
    const listed = this.#classes.get(type);
    if (listed) return listed.view.lookup(index, key);
    const names = [...this.#classes.keys()].map(({ name }) => name);
    throw new IllegalStateError(`lookup: class ${type?.name} is not one of this operator's, which are ${names.join(', ')}`);
  }
}
