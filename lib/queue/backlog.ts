/**
 * Keys that wait although nobody has added them one by one, such as those of a first list: they are known already where they come
 * from, and there may be very many. Each is read when its turn comes near, and left out if nobody wants it any more by then.
 */
import type { ObjectKey } from '../base/object-key.ts';

/** Where a backlog comes from. */
export interface BacklogSource {
  /** Reads the keys: of those that come or go meanwhile some may be among them. */
  readonly keys: Iterator<ObjectKey>;
  /** Whether a key waits that has not been handed out. */
  isWanted(key: ObjectKey): boolean;
  /** About how many keys are wanted. */
  count(): number;
}

/** See the file's comment. */
export class Backlog {
  readonly #source: BacklogSource;
  /** Since when the keys wait, on the clock's monotonic time. */
  readonly since: number;
  #first: ObjectKey | undefined;
  #ended = false;

  constructor(source: BacklogSource, since: number) {
    this.#source = source;
    this.since = since;
  }

  /** About how many keys wait; 0 only when none does. */
  get size(): number {
    return this.first() === undefined ? 0 : Math.max(1, this.#source.count());
  }

  /** Whether a key waits here. */
  has(key: ObjectKey): boolean {
    return this.first() !== undefined && this.#source.isWanted(key);
  }

  /** The first key that is still wanted; undefined when none is left. */
  first(): ObjectKey | undefined {
    if (this.#first !== undefined && this.#source.isWanted(this.#first)) return this.#first;
    this.#first = this.#ended ? undefined : this.#read();
    return this.#first;
  }

  /** Takes the first key away. */
  shift(): void {
    this.#first = undefined;
  }

  #read(): ObjectKey | undefined {
    for (;;) {
      const { done, value } = this.#source.keys.next();
      if (done) {
        this.#ended = true;
        return undefined;
      }
      if (this.#source.isWanted(value)) return value;
    }
  }
}
