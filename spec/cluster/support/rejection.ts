/**
 * The error that a promise rejects with, so that a spec can look at all of it.
 */
import { AssertionError } from 'chai';
import type { ApiError, OperatorError } from '../../../lib/base/errors.ts';

/** Waits for the rejection; a promise that resolves fails the spec. */
export async function rejection<T extends Error = OperatorError & Partial<ApiError>>(promise: Promise<unknown>): Promise<T> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error as T;
  }
  throw new AssertionError(`expected a rejection, not ${JSON.stringify(value)}`);
}
