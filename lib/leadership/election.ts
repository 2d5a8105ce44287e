/**
 * Leader election by a Lease, as decisions: one union of states, one step, and what to do next in a state. No I/O, no clock.
 *
 * The rules are client-go's. A lease is free when it names nobody, or when its content has not changed for its duration by our
 * own observation. A leader counts its time from the moment at which it began the request that renewed the lease, which is before
 * anybody else can have seen the renewal: so its own time is over first. All times are milliseconds of one monotonic clock.
 */
import { type LeaseRecord, type StoredLease, sameLease } from './lease.ts';

/** How an election goes by time. */
export interface ElectionTiming {
  /** How long a lease lasts after the last sign of life. */
  readonly leaseSeconds: number;
  /** How long a leader goes on after its last successful renewal; shorter, so that its handlers can end before the lease does. */
  readonly renewSeconds: number;
  /** The pause between two tries. */
  readonly retrySeconds: number;
}

/** client-go's: 15 s, 10 s, 2 s. */
export const DEFAULT_TIMING: ElectionTiming = Object.freeze({ leaseSeconds: 15, renewSeconds: 10, retrySeconds: 2 });

/** A lease and since when its content is known. */
export interface ObservedLease extends StoredLease {
  readonly since: number;
}

/** Where an election stands for us. */
export type Election =
  /** We don't lead. What is known of the lease; undefined when there is none, or it has not been read. */
  | { readonly state: 'candidate'; readonly observed: ObservedLease | undefined }
  /** We lead until `until`, unless the lease is renewed before. */
  | { readonly state: 'leader'; readonly observed: ObservedLease; readonly until: number }
  /** We led, and what we began is being ended. */
  | { readonly state: 'deposed'; readonly observed: ObservedLease; readonly why: 'expired' | 'taken' };

/** What happens to an election. */
export type ElectionInput =
  /** The lease was read; undefined: there is none. */
  | { readonly type: 'read'; readonly lease: StoredLease | undefined; readonly at: number }
  /** We wrote ourselves into the lease, by a request that began at `begun`; its answer came at `at`, perhaps too late. */
  | { readonly type: 'written'; readonly lease: StoredLease; readonly begun: number; readonly at: number }
  /** Time has passed. */
  | { readonly type: 'time'; readonly at: number }
  /** What we began as leader has ended. */
  | { readonly type: 'ended' };

/** What to do next: create the lease, write ourselves into the one that was read, or nothing but wait. */
export type ElectionMove = 'create' | 'write' | 'wait';

/** Where an election begins. */
export const UNKNOWN: Election = Object.freeze({ state: 'candidate', observed: undefined });

/** The next state. */
export function step(election: Election, input: ElectionInput, self: string, timing: ElectionTiming): Election {
  switch (input.type) {
    case 'ended':
      return election.state === 'deposed' ? { state: 'candidate', observed: election.observed } : election;
    case 'time':
      if (election.state !== 'leader' || input.at < election.until) return election;
      return { state: 'deposed', observed: election.observed, why: 'expired' };
    case 'written':
      return written(election, input, timing);
    case 'read':
      return read(election, input, self);
  }
}

/** What to do in a state, when the lease has been read as far as it has to be. */
export function nextMove(election: Election, self: string, now: number): ElectionMove {
  if (election.state === 'deposed') return 'wait';
  if (!election.observed) return 'create';
  return election.state === 'leader' || isFree(election.observed, self, now) ? 'write' : 'wait';
}

/** True when a lease can be taken: nobody's, our own, or silent for as long as it lasts. */
export function isFree({ record, since }: ObservedLease, self: string, now: number): boolean {
  return record.holder === '' || record.holder === self || now - since >= record.durationSeconds * 1000;
}

/**
 * How many milliseconds pass before the next try. Candidates spread theirs, as client-go's do, so that they don't all come at once;
 * and look when the lease ends, not only at the try after that.
 */
export function pauseBefore(election: Election, now: number, { retrySeconds }: ElectionTiming, random: number): number {
  const pause = retrySeconds * 1000;
  if (election.state === 'leader') return pause;
  const spread = pause * random * 0.2;
  const { observed } = election;
  const left = observed ? observed.since + observed.record.durationSeconds * 1000 - now : 0;
  return (left > 0 ? Math.min(pause, Math.ceil(left)) : pause) + spread;
}

/** What we write: a renewal keeps when it was acquired, and taking it from another counts one more change. */
export function ownRecord(observed: LeaseRecord | undefined, self: string, time: string, timing: ElectionTiming): LeaseRecord {
  const isOurs = observed?.holder === self;
  return {
    holder: self,
    durationSeconds: timing.leaseSeconds,
    acquireTime: isOurs ? observed.acquireTime : time,
    renewTime: time,
    transitions: observed ? observed.transitions + (isOurs ? 0 : 1) : 0,
  };
}

/** What a leader that ends leaves: a lease that names nobody, which the next one takes at its next look. */
export function releasedRecord(observed: LeaseRecord, time: string): LeaseRecord {
  return { holder: '', durationSeconds: 1, acquireTime: time, renewTime: time, transitions: observed.transitions };
}

function written(election: Election, input: Extract<ElectionInput, { type: 'written' }>, timing: ElectionTiming): Election {
  const observed = { ...input.lease, since: input.begun };
  const until = input.begun + timing.renewSeconds * 1000;
  if (input.at < until && election.state !== 'deposed') return { state: 'leader', observed, until };
  // The process was asleep between request and answer, or what we began is still being ended: it is not led by that.
  return election.state === 'leader' ? { state: 'deposed', observed, why: 'expired' } : { ...election, observed };
}

function read(election: Election, { lease, at }: Extract<ElectionInput, { type: 'read' }>, self: string): Election {
  if (election.state === 'candidate') return { state: 'candidate', observed: lease && observe(election.observed, lease, at) };
  const observed = lease ? observe(election.observed, lease, at) : election.observed;
  if (election.state === 'deposed') return { ...election, observed };
  // Somebody deleted it or wrote another name into it: whoever comes first has it now, so that we must not go on.
  if (lease?.record.holder !== self) return { state: 'deposed', observed, why: 'taken' };
  return { ...election, observed };
}

function observe(known: ObservedLease | undefined, lease: StoredLease, at: number): ObservedLease {
  return { ...lease, since: known && sameLease(known.record, lease.record) ? known.since : at };
}
