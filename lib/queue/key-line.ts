/**
 * A first-in-first-out line of keys over one array: adding and taking cost the same however long it is.
 * It may hold a key twice or one that is no longer wanted; its owner knows which count.
 */
import type { ObjectKey } from '../base/object-key.ts';

/** A line of keys. */
export class KeyLine {
  #keys: ObjectKey[] = [];
  #head = 0;

  /** How many entries it has. */
  get length(): number {
    return this.#keys.length - this.#head;
  }

  /** Puts a key at the end. */
  push(key: ObjectKey): void {
    this.#keys.push(key);
  }

  /** The first key, or undefined. */
  first(): ObjectKey | undefined {
    return this.#keys[this.#head];
  }

  /** Takes the first key away. */
  shift(): void {
    this.#head++;
    // Half of the array at most is dead, and each entry is moved at most once for each that was taken.
    if (this.#head >= 64 && this.#head * 2 >= this.#keys.length) {
      this.#keys = this.#keys.slice(this.#head);
      this.#head = 0;
    }
  }

  /** Takes all away. */
  clear(): void {
    this.#keys = [];
    this.#head = 0;
  }
}
