/**
 * What went wrong with a list or a watch, as far as it decides what happens next.
 */
import { ApiError, DeadlineError, messageOf, OperatorError } from '../base/errors.ts';

/**
 * - expired: the server no longer has the history since our resourceVersion (410)
 * - unsupported: no streaming lists here
 * - forbidden: the permission is missing (403)
 * - missing: the resource is not served (404): its CRD is not there, or not this version of it
 * - unauthorized: the credentials are refused, also after they were renewed (401)
 * - throttled: the server asks to come later (429, or 503 with Retry-After)
 * - refused: another status
 * - malformed: what came cannot be understood
 * - silent: nothing came for too long
 * - short: the server ends its streams as soon as they are open
 * - unfinished: a streaming list ended before its end
 * - broken: no answer, or it broke off
 */
export type FailureKind =
  | 'expired'
  | 'unsupported'
  | 'forbidden'
  | 'missing'
  | 'unauthorized'
  | 'throttled'
  | 'refused'
  | 'malformed'
  | 'silent'
  | 'short'
  | 'unfinished'
  | 'broken';

/** A failure. */
export interface WatchFailure {
  readonly kind: FailureKind;
  /** What happened, for the log and for health. */
  readonly message: string;
  /** Seconds that the server asked to wait. @default none */
  readonly retryAfterSeconds?: number;
}

/** Raised where a server turns out to offer no streaming lists. */
export class StreamingUnsupportedError extends OperatorError {
  constructor(reason: string) {
    super('STREAMING_UNSUPPORTED', `no streaming list: ${reason}`);
  }
}

/** What an error means for a list or a watch. */
export function failureOf(error: unknown): WatchFailure {
  const message = messageOf(error);
  if (ApiError.is(error)) {
    const kind = kindOfStatus(error);
    return error.retryAfterSeconds === undefined ? { kind, message } : { kind, message, retryAfterSeconds: error.retryAfterSeconds };
  }
  if (StreamingUnsupportedError.is(error)) return { kind: 'unsupported', message };
  if (DeadlineError.is(error)) return { kind: 'silent', message };
  if (error instanceof SyntaxError) return { kind: 'malformed', message };
  return { kind: 'broken', message };
}

function kindOfStatus(error: ApiError): FailureKind {
  switch (error.status) {
    case 400:
    case 405:
    case 422:
    case 501:
      return 'unsupported';
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'missing';
    case 410:
      return 'expired';
    case 429:
      return 'throttled';
    default:
      // The server's history is younger than ours, as after a restore of etcd: what we know of it leads nowhere.
      if (error.causes.some((cause) => cause.reason === 'ResourceVersionTooLarge')) return 'expired';
      return error.retryAfterSeconds === undefined ? 'refused' : 'throttled';
  }
}
