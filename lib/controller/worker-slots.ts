/**
 * How many objects of a class are handled at once. A turn that takes very long gives its place free, so that a few handlers
 * that never return cannot stop the class; its object stays its own until it ends.
 */
import type { Clock, Timer } from '../base/clock.ts';

/** A turn longer than this gives its place free. */
export const LONG_TURN_SECONDS = 30;

/** See the file's comment. */
export class WorkerSlots {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #onFreed: (key: string) => void;
  /** Running turns with the time they began, the oldest first. */
  readonly #running = new Map<string, number>();
  readonly #overdue = new Set<string>();
  #timer: Timer | undefined;

  /** @param options.onFreed is called when a long turn has given its place free */
  constructor(options: { clock: Clock; limit: number; onFreed: (key: string) => void }) {
    this.#clock = options.clock;
    this.#limit = options.limit;
    this.#onFreed = options.onFreed;
  }

  /** True when another turn may begin. */
  get hasFree(): boolean {
    return this.#running.size < this.#limit;
  }

  /** How many turns are under way, long ones included. */
  get busy(): number {
    return this.#running.size + this.#overdue.size;
  }

  /** How many of them have given their place free. */
  get overdue(): number {
    return this.#overdue.size;
  }

  /** A turn begins. */
  enter(key: string): void {
    this.#running.set(key, this.#clock.monotonic());
    this.#timer ??= this.#clock.setTimeout(() => this.#expire(), LONG_TURN_SECONDS * 1000);
  }

  /** A turn has ended. */
  leave(key: string): void {
    this.#running.delete(key);
    this.#overdue.delete(key);
  }

  /** No more timers. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #expire(): void {
    this.#timer = undefined;
    const now = this.#clock.monotonic();
    const freed: string[] = [];
    for (const [key, since] of this.#running) {
      const left = since + LONG_TURN_SECONDS * 1000 - now;
      if (left > 0) {
        this.#timer = this.#clock.setTimeout(() => this.#expire(), left);
        break;
      }
      freed.push(key);
    }
    for (const key of freed) {
      this.#running.delete(key);
      this.#overdue.add(key);
      this.#onFreed(key);
    }
  }
}
