/**
 * What a fix usually looks like, from what was disturbed and what came of it. Pure.
 */
import type { Disturbance } from './disturbance.ts';
import type { Finding, FindingKind } from './exploration-verdict.ts';

const BY_FINDING: Partial<Record<FindingKind, string>> = {
  start: 'What onStartup does must be possible again after it was broken off in the middle.',
  loop: 'Write only what differs: an apply of the same is skipped by itself, but times, counters and random values make each write a new one.',
  check: 'The check holds without the disturbance: whatever it is about was done twice, or not again.',
  chance: 'Derive names and values from the object (its name, its uid) instead of from chance or time; or leave them out by `compare`.',
  finalizer:
    'ensureDeleted must succeed however often it is called, also when what it deletes is gone already: `find` instead of `get`, and 404 of a delete is success.',
};

const CHILDREN =
  'Names of children must follow from the object (its name or its uid), never from chance: whoever is called again then finds what is there. Create them by this.apply, which does so, and makes them go with their owner.';
const STEPS =
  'A handler is called again from its beginning: each step must look at what is there, not at what an earlier step has noted, and what is noted must come after what was done.';
const CONFLICT =
  'Read again and decide again: this.client.get in the retry, or let the error go and the SDK call the handler again. An error that is caught must not be forgotten.';
const LOST =
  'A request whose answer was lost may have been done: on AlreadyExists look whether what is there is what was wanted; this.apply can simply be repeated.';
const STALE =
  "A view may be old: before anything that can't be undone read the object itself (this.client.get), and compare uids; decide by what is there, not by which event came.";
const MISSED =
  'States may be missed: never wait for a certain event (a phase, a DELETED); compare what is wanted with what is there each time, also in ensureResumed or reconcile, and remember in the status instead of in the process.';
const LEASE = 'Whoever leads next knows nothing of this process: what matters must be in the cluster, and work begun must be found again.';

/** The hint for a failure. */
export function hintFor(disturbances: readonly Disturbance[], findings: readonly Finding[]): string {
  const special = findings.map(({ kind }) => BY_FINDING[kind]).find((hint) => hint !== undefined);
  if (special) return special;
  const leaks = findings.some(({ kind }) => kind === 'leak');
  const hints = disturbances.map((disturbance) => byDisturbance(disturbance, leaks));
  return [...new Set(hints)].join(' ') || (leaks ? CHILDREN : STEPS);
}

function byDisturbance(disturbance: Disturbance, leaks: boolean): string {
  switch (disturbance.kind) {
    case 'kill':
      return leaks ? CHILDREN : STEPS;
    case 'failure':
      if (disturbance.how === 'reset') return leaks ? CHILDREN : LOST;
      return disturbance.how === 'conflict' ? CONFLICT : STEPS;
    case 'past':
    case 'lag':
      return STALE;
    case 'absence':
    case 'missed':
      return MISSED;
    case 'deposed':
      return LEASE;
    default:
      return disturbance satisfies never;
  }
}
