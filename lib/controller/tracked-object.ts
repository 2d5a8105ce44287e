/**
 * What this process remembers of one object, that is of one uid, while it lives. Nothing of it carries over to another object
 * that takes the name.
 */
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { ChildEventType } from '../resource/crd-base.ts';
import type { HandlerName } from '../resource/crd-class.ts';
import type { Essence } from '../resource/essence.ts';
import type { HandledRecord } from '../resource/record.ts';
import type { StatusWriter } from '../resource/status-writer.ts';

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

/** What happened to a child, and has not been told yet. */
export interface ChildEvent {
  readonly type: ChildEventType;
  readonly child: StoredObject;
}

/** Why a running call is given up. */
export type AbortCause = 'deleted' | 'stopped';

/** The call that is running. */
export interface RunningCall {
  readonly handler: HandlerName;
  abort(cause: AbortCause): void;
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
  /** The main handlers' retry. */
  retry: PendingRetry | undefined;
  /** The retry of childChanged, which goes its own way. */
  childRetry: PendingRetry | undefined;
  /** When calls asked for by something else are due, on the clock's monotonic time. */
  readonly asked = new Map<AskedReason, number>();
  /** Per child uid what is to be told. */
  readonly childEvents = new Map<string, ChildEvent>();
  /** Whether our finalizer was ever seen on it. */
  held = false;
  /** Whether ensureDeleted has succeeded. */
  cleanedUp = false;
  running: RunningCall | undefined;
  writer: StatusWriter | undefined;
  /** A record that may wait a moment for company. */
  lateRecord: HandledRecord | undefined;

  constructor(key: ObjectKey, uid: string) {
    this.key = key;
    this.uid = uid;
  }

  /** Asks for a call at some time; the earlier one wins. */
  ask(reason: AskedReason, dueAt: number): void {
    const present = this.asked.get(reason);
    if (present === undefined || dueAt < present) this.asked.set(reason, dueAt);
  }

  /** The first reason that is due. */
  dueReason(now: number): AskedReason | undefined {
    if (this.asked.size === 0) return undefined;
    return ASKED_REASONS.find((reason) => (this.asked.get(reason) ?? Number.POSITIVE_INFINITY) <= now);
  }

  /** Forgets the calls asked for that a call beginning now answers. */
  answerAsked(now: number): void {
    for (const [reason, dueAt] of this.asked) if (dueAt <= now) this.asked.delete(reason);
  }

  /** Remembers what happened to a child: per uid the newest only, and a deletion stays. */
  noteChild(event: ChildEvent): void {
    const { uid } = event.child.metadata;
    const waiting = this.childEvents.get(uid);
    if (waiting?.type === 'DELETED') return;
    // Nobody has been told of its coming yet: that it changed since is part of it.
    const type = waiting?.type === 'ADDED' && event.type === 'MODIFIED' ? 'ADDED' : event.type;
    this.childEvents.set(uid, { type, child: event.child });
  }

  /** Takes the next child event out. */
  takeChildEvent(): ChildEvent | undefined {
    for (const [uid, event] of this.childEvents) {
      this.childEvents.delete(uid);
      return event;
    }
    return undefined;
  }

  /** Puts a child event back, because telling it failed; a newer one wins. */
  putBackChildEvent(event: ChildEvent): void {
    const { uid } = event.child.metadata;
    if (!this.childEvents.has(uid)) this.childEvents.set(uid, event);
  }
}
