/** What became of a version that was given to the cache. */
import type { ObjectText } from '../base/object-text.ts';

/** The effect of an upsert or a removal. */
export type CacheChange =
  /** There was no object of that name. */
  | { kind: 'added'; current: ObjectText }
  /** A newer version of the same object. */
  | { kind: 'updated'; previous: ObjectText; current: ObjectText }
  /** Another object, of another uid, has the name now: the previous one is deleted. */
  | { kind: 'replaced'; previous: ObjectText; current: ObjectText }
  /** The object is gone; `last` is the version that the deletion carried. */
  | { kind: 'removed'; previous: ObjectText; last: ObjectText }
  /** Older than what is there, or of an object that is gone: nothing changed. */
  | { kind: 'stale' }
  /** The very version that is there already: nothing changed. */
  | { kind: 'repeated' };
