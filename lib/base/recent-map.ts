/**
 * A map that remembers so many entries: when it is full, the one that was longest not used is forgotten.
 */

/** See the file's comment. */
export class RecentMap<Key, Value> {
  readonly #most: number;
  /** The longest not used first. */
  readonly #entries = new Map<Key, Value>();

  /** @param most how many entries it remembers */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value, whose entry counts as used. */
  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  /** Puts a value there. */
  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#most) return;
    const [oldest] = this.#entries.keys();
    this.#entries.delete(oldest as Key);
  }

  /** Forgets an entry. */
  delete(key: Key): void {
    this.#entries.delete(key);
  }
}
