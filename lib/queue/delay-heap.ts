/**
 * Keys ordered by the moment at which each is due: a binary heap with a place for each key, so that moving or removing one
 * costs as little as adding it. It holds each key once and knows nothing of clocks.
 */
import type { ObjectKey } from '../base/object-key.ts';

interface Entry {
  readonly key: ObjectKey;
  due: number;
  /** Where it stands in the heap. */
  place: number;
}

/** A heap of keys by due time. */
export class DelayHeap {
  readonly #heap: Entry[] = [];
  readonly #entries = new Map<ObjectKey, Entry>();

  /** How many keys it holds. */
  get size(): number {
    return this.#heap.length;
  }

  /** When the first key is due, or undefined when there is none. */
  get nextDue(): number | undefined {
    return this.#heap[0]?.due;
  }

  /** When a key is due, or undefined when it isn't in it. */
  dueOf(key: ObjectKey): number | undefined {
    return this.#entries.get(key)?.due;
  }

  /** True when the key is in it. */
  has(key: ObjectKey): boolean {
    return this.#entries.has(key);
  }

  /** Adds a key; of two times for one key the earlier one stays. */
  add(key: ObjectKey, due: number): void {
    const known = this.#entries.get(key);
    if (known) {
      if (due >= known.due) return;
      known.due = due;
      this.#rise(known);
      return;
    }
    const entry = { key, due, place: this.#heap.length };
    this.#heap.push(entry);
    this.#entries.set(key, entry);
    this.#rise(entry);
  }

  /** Takes a key out; false when it wasn't in it. */
  remove(key: ObjectKey): boolean {
    const entry = this.#entries.get(key);
    if (!entry) return false;
    this.#entries.delete(key);
    const last = this.#heap.pop() as Entry;
    if (last !== entry) {
      this.#put(last, entry.place);
      this.#rise(last);
      this.#sink(last);
    }
    return true;
  }

  /** Takes out the first key if it is due by then. */
  takeDue(now: number): ObjectKey | undefined {
    const first = this.#heap[0];
    if (!first || first.due > now) return undefined;
    this.remove(first.key);
    return first.key;
  }

  /** Takes out all. */
  clear(): void {
    this.#heap.length = 0;
    this.#entries.clear();
  }

  #put(entry: Entry, place: number): void {
    this.#heap[place] = entry;
    entry.place = place;
  }

  #rise(entry: Entry): void {
    while (entry.place > 0) {
      const parent = this.#heap[(entry.place - 1) >> 1] as Entry;
      if (parent.due <= entry.due) return;
      const { place } = entry;
      this.#put(entry, parent.place);
      this.#put(parent, place);
    }
  }

  #sink(entry: Entry): void {
    for (;;) {
      const left = this.#heap[2 * entry.place + 1];
      if (!left) return;
      const right = this.#heap[2 * entry.place + 2];
      const child = right && right.due < left.due ? right : left;
      if (child.due >= entry.due) return;
      const { place } = entry;
      this.#put(entry, child.place);
      this.#put(child, place);
    }
  }
}
