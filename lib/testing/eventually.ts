/**
 * Waiting for a condition, in real time.
 */
import { type Clock, sleep, systemClock } from '../base/clock.ts';
import { DeadlineError, describeValue, messageOf } from '../base/errors.ts';

/** Options of `eventually`. */
export interface EventuallyOptions {
  /** How long it is waited for. @default 5 */
  timeoutSeconds?: number;
  /** How long to wait between two looks. @default 0.02 */
  intervalSeconds?: number;
  /** Stops waiting. @default none */
  signal?: AbortSignal;
  /** Whose time it is. @default the system's, also where operator and cluster have a fake one */
  clock?: Clock;
}

/** A value that counts as "not yet". */
type Falsy = false | 0 | '' | null | undefined;

/**
 * Calls until what it calls returns something truthy, and returns that. A throw counts as "not yet".
 *
 * @throws DeadlineError with the last value, or the last error as its cause
 */
export async function eventually<T>(look: () => T | Promise<T>, options: EventuallyOptions = {}): Promise<Exclude<T, Falsy>> {
  const { timeoutSeconds = 5, intervalSeconds = 0.02, signal, clock = systemClock } = options;
  const until = clock.monotonic() + timeoutSeconds * 1000;
  for (;;) {
    let last: { value: T } | { error: unknown };
    try {
      last = { value: await look() };
      if (last.value) return last.value as Exclude<T, Falsy>;
    } catch (error) {
      last = { error };
    }
    if (signal?.aborted || clock.monotonic() >= until) {
      const [what, cause] =
        'error' in last ? [`threw: ${messageOf(last.error)}`, last.error] : [`was ${describeValue(last.value)}`, undefined];
      throw new DeadlineError(`not within ${timeoutSeconds} s: the last look ${what}`, cause === undefined ? {} : { cause });
    }
    await sleep(clock, intervalSeconds * 1000, signal);
  }
}
