/**
 * How late the event loop is: a timer that should fire every half second, and by how much it doesn't. Runs only while somebody
 * can ask for it.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { Pulse } from './health.ts';

/** How often it is looked at. */
const BEAT_MILLISECONDS = 500;

/** A loop that is later than this does no work that anybody can rely on. */
export const LAG_LIMIT_SECONDS = 10;

/** See the file's comment. */
export class EventLoopLag implements Pulse {
  readonly limitSeconds = LAG_LIMIT_SECONDS;
  readonly #clock: Clock;
  readonly #listeners = new Set<(seconds: number) => void>();
  #timer: Timer | undefined;
  #due: number;
  #last = 0;

  /** Begins to measure. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#due = clock.monotonic() + BEAT_MILLISECONDS;
    this.#arm();
  }

  /** By how many seconds it is late: at the last beat, or by now when the next one is overdue by more. */
  ageSeconds(): number {
    return Math.max(this.#last, (this.#clock.monotonic() - this.#due) / 1000);
  }

  /** Tells each measure, in seconds, until the function that is returned is called. */
  onMeasure(listener: (seconds: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the measuring. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    this.#timer = this.#clock.setTimeout(() => this.#beat(), BEAT_MILLISECONDS);
  }

  #beat(): void {
    const now = this.#clock.monotonic();
    this.#last = Math.max(0, now - this.#due) / 1000;
    for (const listener of this.#listeners) listener(this.#last);
    this.#due = now + BEAT_MILLISECONDS;
    this.#arm();
  }
}
