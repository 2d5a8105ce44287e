/**
 * What follows a failed handler: another attempt and when, or none; and whether an Event tells of it. Pure.
 */
import { type BackOff, backOffDelay } from '../base/back-off.ts';
import { InvalidSpecError, LeadershipLostError, PermanentError, TemporaryError, WriteLoopError } from '../base/errors.ts';

/** What follows. */
export type RetryDecision =
  | { readonly kind: 'retry'; readonly delayMilliseconds: number }
  | { readonly kind: 'permanent'; readonly why: 'said' | 'used up' };

/** What the decision depends on besides the error. */
export interface RetryFacts {
  /** The number of the attempt that failed, from 1. */
  readonly attempt: number;
  /** How many times a failed handler is called again. */
  readonly retries: number;
  readonly backOff: BackOff;
  /** A number in [0, 1). */
  readonly random: number;
}

/** Decides; a TemporaryError's own delay wins over the back-off. */
export function decideRetry(error: unknown, { attempt, retries, backOff, random }: RetryFacts): RetryDecision {
  if (PermanentError.is(error) || InvalidSpecError.is(error)) return { kind: 'permanent', why: 'said' };
  if (attempt > retries) return { kind: 'permanent', why: 'used up' };
  const delaySeconds = TemporaryError.is(error) ? error.delaySeconds : undefined;
  return { kind: 'retry', delayMilliseconds: delaySeconds === undefined ? backOffDelay(backOff, attempt, random) : delaySeconds * 1000 };
}

/**
 * Whether an error that is tried again is shown by an Event: a handler that waits has not failed, nor has one that may not act any more,
 * and whose successor may be at work.
 */
export function isWorthAnEvent(error: unknown): boolean {
  if (LeadershipLostError.is(error)) return false;
  return !TemporaryError.is(error) || WriteLoopError.is(error);
}
