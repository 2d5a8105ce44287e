/**
 * The objects that are gone and whose end is still to be dealt with, by the name that they had, the oldest first.
 */
import type { ObjectKey } from '../base/object-key.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { TrackedObject } from './tracked-object.ts';

/** One of them. */
export interface Grave {
  readonly tracked: TrackedObject;
  /** Its last known version. */
  readonly last: ObjectText;
  /** The version that the last finished call was given. */
  readonly old: ObjectText | undefined;
  /** It is there, but not handled any more: only our finalizer goes. @default false */
  readonly released?: boolean;
}

/** See the file's comment. */
export class Graves {
  readonly #byKey = new Map<ObjectKey, readonly Grave[]>();

  /** The names. */
  keys(): IterableIterator<ObjectKey> {
    return this.#byKey.keys();
  }

  has(key: ObjectKey): boolean {
    return this.#byKey.has(key);
  }

  /** All of a name. */
  of(key: ObjectKey): readonly Grave[] {
    return this.#byKey.get(key) ?? [];
  }

  /** The oldest of a name. */
  first(key: ObjectKey): Grave | undefined {
    return this.#byKey.get(key)?.[0];
  }

  /** Whether there is one whose end this replica has seen, and nobody else may have. */
  hasEnd(key: ObjectKey): boolean {
    return (this.#byKey.get(key) ?? []).some(({ released }) => !released);
  }

  /** An object that had left, come back, and left again before that was dealt with, has one grave: it ends once. */
  add(key: ObjectKey, grave: Grave): void {
    const { tracked } = grave;
    const earlier = this.of(key).find((other) => other.tracked.uid === tracked.uid);
    if (earlier && tracked.held) earlier.tracked.held = true;
    const others = this.of(key).filter((other) => other !== earlier);
    this.#byKey.set(key, [...others, earlier ? { ...grave, tracked: earlier.tracked } : grave]);
  }

  /** Everything about it is done. */
  remove(key: ObjectKey, done: Grave): void {
    const left = (this.#byKey.get(key) ?? []).filter((grave) => grave !== done);
    if (left.length > 0) this.#byKey.set(key, left);
    else this.#byKey.delete(key);
  }

  /** Forgets the ends of objects; those that were released keep waiting for our finalizer to go. @param only of a name. @default of all */
  forgetEnds(only?: ObjectKey): void {
    const keys = only === undefined ? [...this.#byKey.keys()] : [only];
    for (const key of keys) for (const grave of this.#byKey.get(key) ?? []) if (!grave.released) this.remove(key, grave);
  }

  *[Symbol.iterator](): IterableIterator<Grave> {
    for (const graves of this.#byKey.values()) yield* graves;
  }
}
