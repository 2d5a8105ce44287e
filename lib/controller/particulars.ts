/**
 * What is remembered of an object only while something about it is out of the ordinary: a retry, a child to tell of, a record that
 * waits. Of most objects there is nothing of the kind most of the time, and then this isn't there either.
 */
import type { HandlerName } from '../resource/crd-class.ts';
import type { Essence } from '../resource/essence.ts';
import type { HandledRecord } from '../resource/record.ts';
import type { WriteLine } from '../resource/write-line.ts';
import type { ChangeSteps } from './change-steps.ts';
import { ChildNotes } from './child-notes.ts';

/** Calls that are asked for by something else than the object itself, the most telling first. */
export const ASKED_REASONS = ['child', 'reference', 'triggered', 'requeue', 'resync'] as const;

/** One of them. */
export type AskedReason = (typeof ASKED_REASONS)[number];

/** A call that failed and will be made again. */
export interface PendingRetry {
  readonly handler: HandlerName;
  /** The essence that the failed call was given. */
  readonly essence: Essence;
  /** How many attempts have failed. */
  readonly failures: number;
  /** When it is due, on the clock's monotonic time. */
  readonly dueAt: number;
}

/** A failure of which an Event was posted. */
export interface PostedFailure {
  readonly message: string;
  readonly essence: Essence;
}

/** A record that waits a moment for company. */
export interface LateRecord {
  readonly record: HandledRecord;
  /** Whether an error in the status goes with it: one may be there that has not been seen yet, since an answer was lost. */
  readonly clearsError: boolean;
  /** When it waits no longer, on the clock's monotonic time. */
  readonly dueAt: number;
}

/** See the file's comment. */
export class Particulars {
  /** What failed for good, if the last call ended that way. */
  failed: { readonly handler: HandlerName; readonly essence: Essence } | undefined;
  /** The retry of every handler but childChanged, whose retries go with the children. */
  retry: PendingRetry | undefined;
  /** What is left of the change that `retry` is of; only where there is ON_FIELD. */
  steps: ChangeSteps | undefined;
  /** A record that waits a moment for company. */
  late: LateRecord | undefined;
  /** By the names of handlers the failure of which an Event was posted. */
  postedFailures: Map<string, PostedFailure> | undefined;
  /** Where its writes wait for each other; only where the class has daemons, which write beside its handlers. */
  line: WriteLine | undefined;
  /** What is to be told of its children. */
  readonly children = new ChildNotes();
  /** When calls asked for by something else are due, on the clock's monotonic time. */
  readonly asked = new Map<AskedReason, number>();
  /** The methods whose last call failed, for as long as nothing else says so. */
  readonly failing = new Set<string>();
  /** Whether ensureDeleted has succeeded. */
  cleanedUp = false;
  /** Whether it has left what is handled, so that nothing begins for it any more. */
  left = false;
  /** Whether another replica may be handling it, so that nothing may be sent for it any more. */
  moved = false;
  /** Whether another replica may have handled it since the version that is cached. */
  isDoubtful = false;
  /** Whether an error may be in its status that nobody has seen there: it was to be written, and the answer was none or bad. */
  mayShowError = false;

  /** True when nothing of it has to be remembered. */
  get isOrdinary(): boolean {
    if (this.retry || this.failed || this.late || this.steps || this.line) return false;
    if (this.cleanedUp || this.left || this.moved || this.isDoubtful || this.mayShowError) return false;
    return this.asked.size + this.children.size + this.failing.size + (this.postedFailures?.size ?? 0) === 0;
  }
}
