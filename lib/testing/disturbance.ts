/**
 * The ways in which a run is disturbed, and how they are said. Pure.
 */
import { ordinal, type RequestMark, requestInWords } from './explored-request.ts';

/** How a request fails. */
export type RequestFailure = 'conflict' | 'throttled' | 'error' | 'reset';

/** A state that was shown to the operator: the occurrence-th event about an object. */
export interface StateMark {
  /** Resource and key: `pods default/a`. */
  readonly signature: string;
  readonly occurrence: number;
  /** ADDED, MODIFIED or DELETED. */
  readonly type: string;
}

/** One thing that goes wrong. */
export type Disturbance =
  /** The process dies before the request leaves, or before its answer comes; another is started at once. */
  | { readonly kind: 'kill'; readonly when: 'before' | 'after'; readonly request: RequestMark }
  /** It dies after a write, and isn't started again before the scenario has gone on. */
  | { readonly kind: 'absence'; readonly request: RequestMark }
  /** It dies after a write, and what is started sees the cluster as it was before, for a while. */
  | { readonly kind: 'past'; readonly request: RequestMark; readonly since: 'the write' | 'the beginning' }
  /** One request fails: refused, or done while its answer is lost. */
  | { readonly kind: 'failure'; readonly how: RequestFailure; readonly request: RequestMark }
  /** From a state on, nothing more is seen of that kind for a while. */
  | { readonly kind: 'lag'; readonly state: StateMark }
  /** A state is never seen: when the operator looks again there is a newer one. */
  | { readonly kind: 'missed'; readonly state: StateMark }
  /** Another replica takes the lease right before a write. */
  | { readonly kind: 'deposed'; readonly request: RequestMark };

/** The kinds of disturbances. */
export type DisturbanceKind = Disturbance['kind'] | 'pair';

const FAILURES: Record<RequestFailure, string> = {
  conflict: 'was refused once with 409 Conflict',
  throttled: 'was refused once with 429 Too Many Requests',
  error: 'failed once with 500',
  reset: 'was done by the server, but its answer was lost',
};

/** What is disturbed, for people. */
export function disturbanceInWords(disturbance: Disturbance): string {
  switch (disturbance.kind) {
    case 'kill':
      return `killed right ${disturbance.when} ${requestInWords(disturbance.request)}, and restarted`;
    case 'absence':
      return `killed right after ${requestInWords(disturbance.request)}, and restarted only when the scenario had gone on`;
    case 'past':
      return `killed right after ${requestInWords(disturbance.request)}, and restarted with a view as of before ${disturbance.since}`;
    case 'failure':
      return `${requestInWords(disturbance.request)} ${FAILURES[disturbance.how]}`;
    case 'lag':
      return `the view lagged from the ${stateInWords(disturbance.state)} on`;
    case 'missed':
      return `the ${stateInWords(disturbance.state)} was never seen`;
    case 'deposed':
      return `the lease was lost right before ${requestInWords(disturbance.request)}`;
    default:
      return disturbance satisfies never;
  }
}

/** A state, for people. */
export function stateInWords({ signature, occurrence, type }: StateMark): string {
  return `${ordinal(occurrence)} state (${type}) of ${signature}`;
}

/** True for the same mark. */
export function isSameMark(
  left: Pick<RequestMark, 'signature' | 'occurrence'>,
  right: Pick<RequestMark, 'signature' | 'occurrence'>,
): boolean {
  return left.occurrence === right.occurrence && left.signature === right.signature;
}
