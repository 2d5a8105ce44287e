/**
 * A clock that stands until it is told to go on.
 */
import type { Clock, Timer } from '../../../lib/base/clock.ts';

/** The clock. */
export class ManualClock implements Clock {
  #now: number;
  #start: number;
  #timers: { at: number; callback: () => void }[] = [];

  constructor(now = Date.parse('2026-01-01T00:00:00Z')) {
    this.#now = now;
    this.#start = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - this.#start;
  }

  random(): number {
    return 0.5;
  }

  setTimeout(callback: () => void, delayMilliseconds: number): Timer {
    const entry = { at: this.#now + delayMilliseconds, callback };
    this.#timers.push(entry);
    const cancel = () => {
      this.#timers = this.#timers.filter((other) => other !== entry);
    };
    return { cancel };
  }

  /** How many callbacks wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Lets time pass and runs what is due. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#timers.filter(({ at }) => at <= this.#now).sort((a, b) => a.at - b.at);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { callback } of due) callback();
  }
}
