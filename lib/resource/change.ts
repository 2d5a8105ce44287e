/**
 * What a handler is told about why it is called.
 */
import type { StoredObject } from '../base/object-meta.ts';
import { type DiffEntry, diffObjects } from './diff.ts';
import { essenceView } from './essence.ts';
import { fieldDiff } from './on-field.ts';

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
  /**
   * What differs between the two essences, in kopf's form; empty when there is no old one. In a method of ON_FIELD what differs at
   * its field, with paths that begin there.
   */
  readonly diff: readonly DiffEntry[];
  /** The number of this attempt, from 1. */
  readonly attempt: number;
}

/** What a change is made of. */
export interface ChangeParts {
  readonly reason: ChangeReason;
  /** Reads the old version; asked once, by the first who wants to know. */
  old(): StoredObject | undefined;
  readonly current: StoredObject;
  readonly attempt: number;
  /** The field that it is told of. @default the whole essence */
  readonly path?: readonly string[] | undefined;
}

/** Builds a change. Most handlers look at neither the old version nor the diff, so both are made when they are first read. */
export function changeOf({ reason, old: readOld, current, attempt, path }: ChangeParts): Change {
  let old: { readonly value: StoredObject | undefined } | undefined;
  let diff: readonly DiffEntry[] | undefined;
  const difference = (before: StoredObject) =>
    path ? fieldDiff(before, current, path) : diffObjects(essenceView(before), essenceView(current));
  const oldVersion = () => {
    old ??= { value: readOld() };
    return old.value;
  };
  return {
    reason,
    new: current,
    current,
    attempt,
    get old() {
      return oldVersion();
    },
    get previous() {
      return oldVersion();
    },
    get diff() {
      const before = oldVersion();
      diff ??= before ? difference(before) : [];
      return diff;
    },
  };
}
