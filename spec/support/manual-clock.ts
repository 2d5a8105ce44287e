/** A clock that stands still until a spec moves it. Chance is a fixed number unless the spec gives another. */
import type { Clock, Timer } from '../../lib/base/clock.ts';

interface Pending {
  due: number;
  callback: () => void;
}

/** A clock for unit specs. */
export class ManualClock implements Clock {
  /** What random() returns. */
  chance = 0.5;
  #time = 1_000_000;
  readonly #pending = new Set<Pending>();

  now(): number {
    return 1_700_000_000_000 + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  random(): number {
    return this.chance;
  }

  setTimeout(callback: () => void, delayMilliseconds: number): Timer {
    const pending = { due: this.#time + Math.max(0, delayMilliseconds), callback };
    this.#pending.add(pending);
    return { cancel: () => this.#pending.delete(pending) };
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#pending.size;
  }

  /** In how many milliseconds the next timer is due. */
  get nextDelay(): number | undefined {
    const first = this.#first();
    return first && first.due - this.#time;
  }

  /** Moves on, and calls what is due on the way, in order; what follows from each has settled before the next. */
  async advance(milliseconds: number): Promise<void> {
    const target = this.#time + milliseconds;
    for (let first = this.#first(); first && first.due <= target; first = this.#first()) {
      this.#time = Math.max(this.#time, first.due);
      this.#pending.delete(first);
      first.callback();
      await settled();
    }
    this.#time = target;
    await settled();
  }

  #first(): Pending | undefined {
    let first: Pending | undefined;
    for (const pending of this.#pending) if (!first || pending.due < first.due) first = pending;
    return first;
  }
}

/** Lets everything run that is ready to. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
