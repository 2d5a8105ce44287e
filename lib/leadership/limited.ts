/** Requests about a lease may take only so long: a signal that aborts by another one, or after a time of the injected clock. */
import type { Clock } from '../base/clock.ts';

/** What ends it. */
export interface Limit {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly milliseconds: number;
}

/** Does something with a signal that aborts when its time is over, or the limit's signal does. */
export async function limited<T>({ clock, signal, milliseconds }: Limit, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const abort = () => limit.abort();
  if (signal.aborted) abort();
  const timer = clock.setTimeout(abort, Math.max(0, milliseconds));
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await run(limit.signal);
  } finally {
    timer.cancel();
    signal.removeEventListener('abort', abort);
  }
}
