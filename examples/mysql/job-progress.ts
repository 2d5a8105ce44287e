/**
 * What has become of a Job, in the words of somebody who waits for it. Pure.
 */
import type { StoredObject } from 'tskubeop';

/** A Job's progress; a hanging one has taken longer than it may and hasn't failed either. */
export type JobProgress =
  | { readonly is: 'missing' | 'ending' | 'succeeded' | 'hanging' }
  | { readonly is: 'running'; readonly hangsInSeconds: number }
  | { readonly is: 'failed'; readonly why: string; readonly secondsAgo: number };

/** How long the one who waits has patience, by when. */
export interface Patience {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly seconds: number;
}

/** Looks at a Job. */
export function progressOf(job: StoredObject | undefined, { now, seconds }: Patience): JobProgress {
  if (!job) return { is: 'missing' };
  const conditions: { type: string; status: string; reason?: string; message?: string; lastTransitionTime?: string }[] =
    job.status?.conditions ?? [];
  const holds = (type: string) => conditions.find((condition) => condition.type === type && condition.status === 'True');
  if (holds('Complete')) return { is: 'succeeded' };
  if (job.metadata.deletionTimestamp !== undefined) return { is: 'ending' };
  const failed = holds('Failed');
  if (failed) {
    const why = [failed.reason, failed.message].filter(Boolean).join(': ');
    return { is: 'failed', why, secondsAgo: secondsSince(failed.lastTransitionTime, now) };
  }
  const hangsInSeconds = seconds - secondsSince(job.metadata.creationTimestamp, now);
  return hangsInSeconds > 0 ? { is: 'running', hangsInSeconds } : { is: 'hanging' };
}

function secondsSince(time: string | undefined, now: number): number {
  return time === undefined ? 0 : (now - Date.parse(time)) / 1000;
}
