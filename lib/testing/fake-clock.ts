/**
 * A clock that stands still until a test moves it. Operator and cluster may share one.
 */
import { afterThisTurn, type Clock, type Timer } from '../base/clock.ts';

interface Pending {
  readonly due: number;
  readonly callback: () => void;
}

/** Options of a FakeClock. */
export interface FakeClockOptions {
  /** The wall-clock time at the beginning, in milliseconds since the epoch. @default 2026-01-01T00:00:00Z */
  startMilliseconds?: number;
  /** What random() returns: a number in [0, 1), or one after another. @default 0.5 */
  chance?: number | (() => number);
}

/** See the file's comment. */
export class FakeClock implements Clock {
  /** What random() returns. */
  chance: number | (() => number);
  #wall: number;
  #elapsed = 0;
  readonly #pending = new Set<Pending>();

  constructor({ startMilliseconds = Date.UTC(2026, 0, 1), chance = 0.5 }: FakeClockOptions = {}) {
    this.#wall = startMilliseconds;
    this.chance = chance;
  }

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  random(): number {
    return typeof this.chance === 'number' ? this.chance : this.chance();
  }

  setTimeout(callback: () => void, delayMilliseconds: number): Timer {
    const pending = { due: this.#elapsed + Math.max(0, delayMilliseconds), callback };
    this.#pending.add(pending);
    return { cancel: () => void this.#pending.delete(pending) };
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#pending.size;
  }

  /** In how many milliseconds the next timer is due; undefined when none is set. */
  get nextDelay(): number | undefined {
    const first = this.#first();
    return first && first.due - this.#elapsed;
  }

  /**
   * Moves on, and calls what is due on the way, in order. What follows without waiting from what was done before, and from each
   * call, has settled before the next.
   */
  async advance(milliseconds: number): Promise<void> {
    await settle();
    const target = this.#elapsed + milliseconds;
    for (let first = this.#first(); first && first.due <= target; first = this.#first()) {
      this.#call(first);
      await settle();
    }
    this.#moveTo(target);
    await settle();
  }

  /**
   * Moves on to the next timer, but no further than asked, and calls it; false when none is due by then. Unlike `advance` it waits for
   * nothing: neither for what was done before, nor for what follows.
   */
  toNext(mostMilliseconds: number): boolean {
    const first = this.#first();
    const target = this.#elapsed + mostMilliseconds;
    if (!first || first.due > target) {
      this.#moveTo(target);
      return false;
    }
    this.#call(first);
    return true;
  }

  /** Sets the wall clock to another time, as an administrator or a time server does; monotonic time goes on as it was. */
  jump(milliseconds: number): void {
    this.#wall += milliseconds;
  }

  #call(pending: Pending): void {
    this.#moveTo(Math.max(this.#elapsed, pending.due));
    this.#pending.delete(pending);
    pending.callback();
  }

  #moveTo(elapsed: number): void {
    this.#wall += elapsed - this.#elapsed;
    this.#elapsed = elapsed;
  }

  #first(): Pending | undefined {
    let first: Pending | undefined;
    for (const pending of this.#pending) if (!first || pending.due < first.due) first = pending;
    return first;
  }
}

/** Lets promises and immediates that are due run; a few rounds, since one leads to the next. */
async function settle(): Promise<void> {
  for (let round = 0; round < 4; round += 1) await new Promise((resolve) => afterThisTurn(() => resolve(undefined)));
}
