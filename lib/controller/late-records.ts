/**
 * Records that nobody waits for: they may wait up to a second for the next write of the same object, so that a burst of
 * changes costs one write. The object's own turn writes them, so that no two writes of one object meet.
 */
import type { HandledRecord } from '../resource/record.ts';
import type { TrackedObject } from './tracked-object.ts';

/** How long a record waits at most. */
export const LATE_RECORD_SECONDS = 1;

/** See the file's comment. */
export class LateRecords {
  readonly #waiting = new Set<TrackedObject>();

  /** How many records wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** The objects whose records wait. */
  objects(): TrackedObject[] {
    return [...this.#waiting];
  }

  /** A record waits from now on. A newer one takes the place of an older one, and waits no longer than that would have. */
  add(tracked: TrackedObject, { record, clearsError }: { record: HandledRecord; clearsError: boolean }, now: number): void {
    // It has no turns any more that would write it: it is gone, or not ours to write.
    if (tracked.left) return;
    tracked.late = { record, clearsError, dueAt: tracked.late?.dueAt ?? now + LATE_RECORD_SECONDS * 1000 };
    this.#waiting.add(tracked);
  }

  /** Another call begins: from now on an error in the status is that call's business. */
  keepError(tracked: TrackedObject): void {
    if (tracked.late) tracked.late = { ...tracked.late, clearsError: false };
  }

  /** It was recorded otherwise, or nobody needs it any more. */
  forget(tracked: TrackedObject): void {
    tracked.late = undefined;
    this.#waiting.delete(tracked);
  }
}
