/**
 * How long to wait before the next attempt: growing by a factor up to a limit, spread by chance so that many that failed
 * together don't come back together. Pure.
 */

/** A back-off. */
export interface BackOff {
  /** Seconds after the first failure. */
  initialSeconds: number;
  /** By how much each further wait is longer. */
  factor: number;
  /** The longest wait in seconds. */
  maxSeconds: number;
}

/** A wait is spread from this share of it to the whole. */
const LEAST_SHARE = 0.7;

/**
 * The wait before the next attempt, in milliseconds: between 70 % and 100 % of `initialSeconds × factor^(attempt - 1)`,
 * and never above `maxSeconds`.
 *
 * @param attempt how many attempts have failed, from 1
 * @param random a number in [0, 1)
 */
export function backOffDelay(backOff: BackOff, attempt: number, random: number): number {
  const exponent = Math.max(0, attempt - 1);
  const grown = backOff.initialSeconds === 0 ? 0 : backOff.initialSeconds * backOff.factor ** exponent;
  return Math.min(grown, backOff.maxSeconds) * 1000 * (LEAST_SHARE + (1 - LEAST_SHARE) * random);
}
