/**
 * Finds objects by values that somebody gave for them. It knows names of objects only; what they are is in the cache.
 */
import type { ObjectKey } from '../base/object-key.ts';

/** See the file's comment. */
export class ObjectIndex {
  readonly #objects = new Map<string, Set<ObjectKey>>();
  /** The values of each object that has any: one mostly, for which no list is kept. */
  readonly #values = new Map<ObjectKey, string | readonly string[]>();

  /** How many objects have values. */
  get size(): number {
    return this.#values.size;
  }

  /** These are the values of an object from now on. */
  set(key: ObjectKey, values: readonly string[]): void {
    const before = this.#valuesOf(key);
    if (before.length === values.length && before.every((value, place) => value === values[place])) return;
    this.delete(key);
    if (values.length === 0) return;
    this.#values.set(key, values.length === 1 ? (values[0] as string) : values);
    for (const value of values) {
      const objects = this.#objects.get(value);
      if (objects) objects.add(key);
      else this.#objects.set(value, new Set([key]));
    }
  }

  /** The object is gone, or has no value. */
  delete(key: ObjectKey): void {
    for (const value of this.#valuesOf(key)) {
      const objects = this.#objects.get(value);
      objects?.delete(key);
      if (objects?.size === 0) this.#objects.delete(value);
    }
    this.#values.delete(key);
  }

  /** The objects that have a value. */
  keys(value: string): Iterable<ObjectKey> {
    return this.#objects.get(value) ?? [];
  }

  #valuesOf(key: ObjectKey): readonly string[] {
    const values = this.#values.get(key);
    return values === undefined ? [] : typeof values === 'string' ? [values] : values;
  }
}
