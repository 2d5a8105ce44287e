/**
 * Chance that repeats itself: the same numbers for the same seed. Pure.
 */

/** A sequence of numbers that a seed decides. */
export class SeededChance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** The next number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** The next whole number below a limit. */
  integer(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** One of them. */
  pick<T>(values: readonly T[]): T {
    return values[this.integer(values.length)] as T;
  }

  /** The same in another order. */
  shuffled<T>(values: readonly T[]): T[] {
    const shuffled = [...values];
    for (let index = shuffled.length - 1; index > 0; index--) {
      const other = this.integer(index + 1);
      [shuffled[index], shuffled[other]] = [shuffled[other] as T, shuffled[index] as T];
    }
    return shuffled;
  }
}
