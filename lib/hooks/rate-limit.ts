/**
 * How often a hook may run: a bucket of tokens, filled at an even rate.
 */
import { type Clock, sleep } from '../base/clock.ts';
import type { RateSettings } from './hook-config.ts';

/** See the file's comment. */
export class RateLimit {
  readonly #settings: RateSettings | undefined;
  readonly #clock: Clock;
  /** When the bucket will be full, if nobody takes any more. */
  #fullAt = Number.NEGATIVE_INFINITY;

  /** @param settings undefined for no limit */
  constructor(settings: RateSettings | undefined, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Takes a token, for which there may be a wait. Resolves without one when the signal aborts. */
  async take(signal: AbortSignal): Promise<void> {
    const delay = this.#reserve();
    if (delay > 0) await sleep(this.#clock, delay, signal);
  }

  /** In how many milliseconds the next token can be used, which is taken. */
  #reserve(): number {
    if (!this.#settings) return 0;
    const { intervalMilliseconds, burst } = this.#settings;
    const now = this.#clock.monotonic();
    this.#fullAt = Math.max(this.#fullAt, now) + intervalMilliseconds;
    return Math.max(0, this.#fullAt - now - burst * intervalMilliseconds);
  }
}
