/**
 * Waiting for a condition, in real time.
 */
import { type Clock, sleep, systemClock } from '../base/clock.ts';
import { DeadlineError, describeValue, messageOf } from '../base/errors.ts';
import { defaultTimeoutSeconds } from './default-timeout.ts';

/** Options of `eventually`. */
export interface EventuallyOptions {
  /** How long it is waited for. @default 5, or what the environment variable TSKUBEOP_TEST_TIMEOUT_SECONDS says */
  timeoutSeconds?: number;
  /** How long to wait between two looks. @default 0.02, and later a tenth of the time waited so far, but never more than 0.25 */
  intervalSeconds?: number;
  /** Stops waiting. @default none */
  signal?: AbortSignal;
  /** Whose time it is. @default the system's, also where operator and cluster have a fake one */
  clock?: Clock;
}

/** A value that counts as "not yet". */
type Falsy = false | 0 | '' | null | undefined;

/**
 * Calls until what it calls returns something truthy, and returns that. A throw counts as "not yet"; so does a look that has
 * not come back when the time is over.
 *
 * @throws DeadlineError with the last value, or the last error as its cause
 */
export async function eventually<T>(look: () => T | Promise<T>, options: EventuallyOptions = {}): Promise<Exclude<T, Falsy>> {
  const { timeoutSeconds = defaultTimeoutSeconds(5), intervalSeconds, signal, clock = systemClock } = options;
  const begin = clock.monotonic();
  const until = begin + timeoutSeconds * 1000;
  let last: Look<T> = { unfinished: true };
  for (;;) {
    const next = await oneLook(look, until - clock.monotonic(), clock, signal);
    if ('value' in next && next.value) return next.value as Exclude<T, Falsy>;
    // What the look before said is more telling than that this one has not come back.
    if (!('unfinished' in next)) last = next;
    if ('unfinished' in next || signal?.aborted || clock.monotonic() >= until) throw tooLate(last, timeoutSeconds, signal);
    await sleep(clock, intervalSeconds === undefined ? patience(clock.monotonic() - begin) : intervalSeconds * 1000, signal);
  }
}

/** What takes long is looked at less often: a look may be a list of a cluster that others work on too. In and out: milliseconds. */
function patience(waited: number): number {
  return Math.min(Math.max(waited / 10, 20), 250);
}

type Look<T> = { value: T } | { error: unknown } | { unfinished: true };

async function oneLook<T>(
  look: () => T | Promise<T>,
  milliseconds: number,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<Look<T>> {
  const over = new AbortController();
  const ends = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  const looking = (async () => look())().then(
    (value): Look<T> => ({ value }),
    (error: unknown): Look<T> => ({ error }),
  );
  const late = sleep(clock, Math.max(milliseconds, 0), ends).then((): Look<T> => ({ unfinished: true }));
  try {
    // A look that is over at once counts, be the time over or not.
    return await Promise.race([looking, late]);
  } finally {
    over.abort();
  }
}

function tooLate<T>(last: Look<T>, timeoutSeconds: number, signal: AbortSignal | undefined): DeadlineError {
  const when = signal?.aborted ? 'given up' : `not within ${timeoutSeconds} s`;
  if ('error' in last) return new DeadlineError(`${when}: the last look threw: ${messageOf(last.error)}`, { cause: last.error });
  if ('value' in last) return new DeadlineError(`${when}: the last look was ${describeValue(last.value)}`);
  return new DeadlineError(`${when}: the look has not come back`);
}
