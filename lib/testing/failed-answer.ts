/**
 * How requests fail: what a server answers that refuses, and what is heard when a connection breaks.
 */
import type { NetworkAnswer } from '../cluster/network.ts';
import type { RequestFailure } from './disturbance.ts';

/** What a server says. */
export interface Refusal {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

/** What it says for each failure. */
export const REFUSALS: Readonly<Record<Exclude<RequestFailure, 'reset'>, Refusal>> = Object.freeze({
  conflict: {
    code: 409,
    reason: 'Conflict',
    message: 'Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again',
  },
  throttled: { code: 429, reason: 'TooManyRequests', message: 'the server has received too many requests' },
  error: { code: 500, reason: 'InternalError', message: 'Internal error occurred: the store did not answer' },
});

/** Answers with a refusal. */
export function refuse(answer: NetworkAnswer, { code, reason, message }: Refusal): void {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  answer.start(code, { 'content-type': 'application/json' });
  answer.data(Buffer.from(JSON.stringify(status)));
  answer.end();
}

/** A connection that was reset. */
export function resetError(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
}
