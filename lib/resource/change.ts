/**
 * What a handler is told about why it is called.
 */
import type { StoredObject } from '../base/object-meta.ts';
import { type DiffEntry, diffObjects } from './diff.ts';
import { essenceView } from './essence.ts';

/** Why a handler is called. */
export type ChangeReason =
  /** the object has not been created by a handler yet */
  | 'created'
  /** its essence changed */
  | 'modified'
  /** its essence changed while nobody watched */
  | 'missed'
  /** first seen by this process, with nothing to do */
  | 'resumed'
  /** it is being, or has been, deleted */
  | 'deleted'
  /** the last attempt failed */
  | 'retry'
  /** a handler asked to be called again */
  | 'requeue'
  /** RESYNC_SECONDS are over */
  | 'resync'
  /** an object that it refers to changed */
  | 'reference'
  /** one of its children changed */
  | 'child'
  /** `trigger` was called */
  | 'triggered';

/** Why and after what a handler is called; `T` is the CRDBase subclass, as in `Change<this>`. */
export interface Change<T extends { body: unknown } = { body: StoredObject }> {
  /** Why the handler is called. */
  readonly reason: ChangeReason;
  /** The object as the last finished call was given it; undefined at first sight. */
  readonly old: T['body'] | undefined;
  /** The object as it is now; the last known one after its deletion. */
  readonly new: T['body'];
  /** The same as `old`. */
  readonly previous: T['body'] | undefined;
  /** The same as `new`. */
  readonly current: T['body'];
  /** What differs between the two essences, in kopf's form; empty when there is no old one. */
  readonly diff: readonly DiffEntry[];
  /** The number of this attempt, from 1. */
  readonly attempt: number;
}

/** Builds a change; the diff is computed when it is first read. */
export function changeOf(reason: ChangeReason, old: StoredObject | undefined, current: StoredObject, attempt: number): Change {
  let diff: readonly DiffEntry[] | undefined;
  return {
    reason,
    old,
    new: current,
    previous: old,
    current,
    attempt,
    get diff() {
      diff ??= old ? diffObjects(essenceView(old), essenceView(current)) : [];
      return diff;
    },
  };
}
