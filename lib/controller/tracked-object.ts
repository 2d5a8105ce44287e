/**
 * What this process remembers of one object, that is of one uid, while it lives. Nothing of it carries over to another object
 * that takes the name.
 */
import type { ObjectKey } from '../base/object-key.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { CallRole, HandlerName } from '../resource/crd-class.ts';
import type { Essence } from '../resource/essence.ts';
import type { HandledRecord } from '../resource/record.ts';
import type { WriteLine } from '../resource/write-line.ts';
import type { BackgroundWork } from './background.ts';
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

/** Why a running call is given up. */
export type AbortCause = 'deleted' | 'stopped' | 'released' | 'deposed' | 'moved';

/** The call that is running. */
export interface RunningCall {
  readonly handler: CallRole;
  abort(cause: AbortCause): void;
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
export class TrackedObject {
  readonly key: ObjectKey;
  readonly uid: string;
  /** The essence that the last finished call was given, or that was first seen with nothing to call. */
  settled: Essence | undefined;
  /** What failed for good, if the last call ended that way. */
  failed: { readonly handler: HandlerName; readonly essence: Essence } | undefined;
  /** The version that `settled` is of, where the cache has a newer one. */
  old: ObjectText | undefined;
  /** The retry of every handler but childChanged, whose retries go with the children. */
  retry: PendingRetry | undefined;
  /** What is left of the change that `retry` is of; only where there is ON_FIELD. */
  steps: ChangeSteps | undefined;
  /** What is to be told of its children. */
  readonly children = new ChildNotes();
  /** The version that nothing has to be done for, unless something else asks for it. */
  calm: string | undefined;
  /** Whether our finalizer was ever seen on it. */
  held = false;
  /** Whether ensureDeleted has succeeded. */
  cleanedUp = false;
  /** Whether it has left what is handled, so that nothing begins for it any more. */
  left = false;
  /** Whether another replica may be handling it, so that nothing may be sent for it any more. */
  moved = false;
  /** Whether another replica may have handled it since the version that is cached. */
  isDoubtful = false;
  /** By the names of handlers the failure of which an Event was posted; most objects have none. */
  postedFailures: Map<string, PostedFailure> | undefined;
  running: RunningCall | undefined;
  late: LateRecord | undefined;
  /** Its timers and daemons, once they have begun; 'over' when they never will again. */
  background: BackgroundWork | 'over' | undefined;
  /** Where its writes wait for each other; only where the class has daemons, which write beside its handlers. */
  line: WriteLine | undefined;
  /** The methods whose last call failed, for as long as nothing else says so. */
  #failing: Set<string> | undefined;
  #asked: Map<AskedReason, number> | undefined;

  constructor(key: ObjectKey, uid: string) {
    this.key = key;
    this.uid = uid;
  }

  /** When calls asked for by something else are due, on the clock's monotonic time. */
  get asked(): Map<AskedReason, number> {
    // Most objects are never asked for, and an empty Map is as large as all the rest of this.
    this.#asked ??= new Map();
    return this.#asked;
  }

  /** Whether the time matters for what it needs: a retry or a call that is asked for waits for it. */
  get hasTimes(): boolean {
    return this.retry !== undefined || (this.#asked?.size ?? 0) > 0;
  }

  /** Asks for a call at some time; the earlier one wins. */
  ask(reason: AskedReason, dueAt: number): void {
    const present = this.asked.get(reason);
    if (present === undefined || dueAt < present) this.asked.set(reason, dueAt);
  }

  /** The first reason that is due. */
  dueReason(now: number): AskedReason | undefined {
    const asked = this.#asked;
    if (!asked || asked.size === 0) return undefined;
    return ASKED_REASONS.find((reason) => (asked.get(reason) ?? Number.POSITIVE_INFINITY) <= now);
  }

  /** Whether nothing has to be done for a version at that time. */
  isCalm(resourceVersion: string, now: () => number): boolean {
    if (this.calm !== resourceVersion || this.retry || this.children.size > 0) return false;
    const timers = typeof this.background === 'object' ? this.background.timers : undefined;
    if (!this.late && !this.#asked?.size && !timers) return true;
    if (timers && (timers.nextDueAt ?? Number.POSITIVE_INFINITY) <= now()) return false;
    return !(this.late && this.late.dueAt <= now()) && this.dueReason(now()) === undefined;
  }

  /** Forgets the calls asked for that a call beginning now answers. @param except what it doesn't answer; @default nothing */
  answerAsked(now: number, except: readonly AskedReason[] = []): void {
    if (!this.#asked) return;
    for (const [reason, dueAt] of this.#asked) if (dueAt <= now && !except.includes(reason)) this.#asked.delete(reason);
  }

  /** The call of a method has failed, or it works again. */
  setFailing(name: string, failing: boolean): void {
    if (failing) this.#failing = (this.#failing ?? new Set()).add(name);
    else this.#failing?.delete(name);
  }

  /** Whether such a method fails, but for the one that is named. */
  isFailing(except?: string): boolean {
    const size = this.#failing?.size ?? 0;
    return size > (except !== undefined && this.#failing?.has(except) ? 1 : 0);
  }

  /** Nothing is asked of an object that ends but its end; `keepRetry` when that is what waits. */
  endsWith(keepRetry: boolean): void {
    this.#asked?.clear();
    this.children.clear();
    this.steps = undefined;
    if (!keepRetry) this.retry = undefined;
  }

  /** When it needs a turn although nothing happens, on the clock's monotonic time; undefined for never. */
  nextDueAt(now: number): number | undefined {
    let next = this.retry?.dueAt ?? Number.POSITIVE_INFINITY;
    if (this.#asked) for (const dueAt of this.#asked.values()) next = Math.min(next, dueAt);
    next = Math.min(next, this.late?.dueAt ?? next, this.children.nextDueAt(now) ?? next);
    if (typeof this.background === 'object') next = Math.min(next, this.background.timers?.nextDueAt ?? next);
    return next === Number.POSITIVE_INFINITY ? undefined : next;
  }
}
