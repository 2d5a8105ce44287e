/**
 * Waiting for a promise, but not forever.
 */
import { type Clock, sleep } from './clock.ts';

/**
 * Whether a promise settles, either way, before the time is over. What it rejects with is for whoever holds it.
 */
export async function settlesWithin(clock: Clock, seconds: number, promise: Promise<unknown>): Promise<boolean> {
  const over = new AbortController();
  const settled = promise.then(
    () => true,
    () => true,
  );
  const late = sleep(clock, seconds * 1000, over.signal).then(() => false);
  try {
    return await Promise.race([settled, late]);
  } finally {
    over.abort();
  }
}
