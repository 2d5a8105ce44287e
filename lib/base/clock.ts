/**
 * Time and chance, injected: nothing else in the library asks the system for either, so that specs can own both.
 */

import { uptime } from 'node:os';
import { AwakeTime } from './awake-time.ts';

/** A pending callback. */
export interface Timer {
  /** Forgets the callback; harmless when it has run already. */
  cancel(): void;
}

/** What the SDK asks of time. */
export interface Clock {
  /** Wall-clock time in milliseconds since the epoch; may jump. */
  now(): number;
  /** Milliseconds since some fixed moment, those for which the machine was suspended included; never goes back. */
  monotonic(): number;
  /** Calls back once after a delay in milliseconds. */
  setTimeout(callback: () => void, delayMilliseconds: number): Timer;
  /** A number in [0, 1), for jitter. */
  random(): number;
}

/** Elsewhere than on Linux the monotonic clock counts suspension itself. */
function uptimeMilliseconds(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return uptime() * 1000;
  } catch {
    // A sandbox that doesn't tell: then there is only the clock.
    return undefined;
  }
}

const time = new AwakeTime({ wall: () => Date.now(), awake: () => performance.now(), uptime: uptimeMilliseconds });

/** The system's own time. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  monotonic: () => time.now(),
  setTimeout(callback: () => void, delayMilliseconds: number): Timer {
    // Node turns a delay above 2^31-1 ms into 1 ms, so long ones are cut: the owner of the timer looks at the time again.
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMilliseconds), 2_147_483_647));
    return { cancel: () => clearTimeout(timer) };
  },
  random: () => Math.random(),
});

/**
 * Waits.
 *
 * @param clock whose time it is
 * @param milliseconds how long
 * @param signal ends the wait early; the promise then resolves, so that the caller looks at the signal itself
 */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      timer.cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end, { once: true });
  });
}

/** Calls back when everything that is due now has run: not a matter of time, so that no clock decides it. */
export function afterThisTurn(callback: () => void): void {
  setImmediate(callback);
}
