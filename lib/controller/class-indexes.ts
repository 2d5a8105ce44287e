/**
 * The indexes of one class, kept current with each version that is seen. An object whose function fails is not in that index,
 * which is said once until it succeeds again.
 */
import { IllegalStateError, messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { ObjectText } from '../base/object-text.ts';
import { ObjectIndex } from '../cache/object-index.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import { indexKeysOf } from '../resource/indexes.ts';
import { objectFields } from './controller-context.ts';

/** See the file's comment. */
export class ClassIndexes {
  readonly #type: CRDClass;
  readonly #logger: Logger;
  readonly #indexes = new Map<string, ObjectIndex>();
  /** What has failed, by index and object. */
  readonly #failed = new Set<string>();

  constructor({ type, logger }: { type: CRDClass; logger: Logger }) {
    this.#type = type;
    this.#logger = logger;
    for (const name of Object.keys(type.INDEXES ?? {})) this.#indexes.set(name, new ObjectIndex());
  }

  /** A version was seen. */
  update(text: ObjectText): void {
    for (const [name, index] of this.#indexes) {
      const failure = `${name} ${text.key}`;
      // Each function gets a copy of its own: one that changes it harms no other.
      const object = text.parse();
      try {
        index.set(text.key, indexKeysOf(this.#type, name, object));
        this.#failed.delete(failure);
      } catch (error) {
        index.delete(text.key);
        if (this.#failed.has(failure)) continue;
        this.#failed.add(failure);
        this.#logger.error('an index function failed: the object is not in that index', {
          ...objectFields(object),
          index: name,
          error: messageOf(error),
        });
      }
    }
  }

  /** The object is gone, or no longer one that is handled. */
  remove(key: ObjectKey): void {
    for (const [name, index] of this.#indexes) {
      index.delete(key);
      this.#failed.delete(`${name} ${key}`);
    }
  }

  /** The objects under a key of an index. @throws IllegalStateError there is no such index */
  keys(index: string, key: string): Iterable<ObjectKey> {
    const found = this.#indexes.get(index);
    if (found) return found.keys(key);
    const names = [...this.#indexes.keys()];
    const known = names.length > 0 ? `only ${names.join(', ')}` : 'none';
    throw new IllegalStateError(`class ${this.#type.name} has no index ${JSON.stringify(index)} in its INDEXES: ${known}`);
  }
}
