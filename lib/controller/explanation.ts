/**
 * Why an object is, or isn't, being handled: what is known of it, in words and as data. Pure; nothing of its spec, its labels or
 * its children is in it, and its status only by the SDK's own keys.
 */
import type { ObjectKey } from '../base/object-key.ts';
import { splitKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { FailedTurn, LastCall } from './call-history.ts';
import type { ShardOwner } from './controller-context.ts';
import type { Route, RoutedObject } from './routing.ts';
import type { TrackedObject } from './tracked-object.ts';
import type { ScheduledObject } from './turn-schedule.ts';
import type { WatchReport } from './watched-scope.ts';

/** What is known of an object. */
export interface ObjectFacts {
  readonly kind: string;
  readonly key: ObjectKey;
  /** The newest version; undefined when there is none in what is watched. */
  readonly object: StoredObject | undefined;
  /** Whether WHEN keeps it out. */
  readonly outside: boolean;
  /** Whether all first lists that it waits for are complete. */
  readonly ready: boolean;
  /** Whether the end of an earlier object of that name is still to be dealt with. */
  readonly ending: boolean;
  /** What is remembered of it; undefined before its first turn. */
  readonly tracked: TrackedObject | undefined;
  readonly scheduled: ScheduledObject;
  /** What its next turn would see and do; undefined while it has none to come. */
  readonly foreseen: { readonly view: RoutedObject; readonly decision: Route } | undefined;
  /** Whether the class has handlers for the end, so that a finalizer is needed. */
  readonly finalizer: string | undefined;
  /** Which replica handles it; undefined where they are not shared. */
  readonly shard?: ShardOwner | undefined;
  /** The watch of the class in its namespace. */
  readonly watch: WatchReport | undefined;
  /** Whether only another replica watches its namespace, so that nobody knows here whether it is there. @default false */
  readonly unseen?: boolean;
}

/** What an object waits for. */
export interface AwaitedMoment {
  /** 'retry', 'record', 'turn', or why it is called then: 'timer', 'requeue', 'resync', 'child', 'reference', 'triggered'. */
  readonly what: string;
  /** The handler, where it is certain. */
  readonly handler?: string;
  readonly inSeconds: number;
  /** In ISO 8601. */
  readonly at: string;
}

/** Where an object stands. */
export type ObjectState =
  | 'elsewhere'
  | 'unknown'
  | 'waiting for lists'
  | 'left out'
  | 'running'
  | 'queued'
  | 'waiting'
  | 'failed'
  | 'settled';

/** See the file's comment. */
export interface Explanation {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly uid: string | null;
  readonly generation: number | null;
  readonly resourceVersion: string | null;
  readonly deleting: boolean;
  readonly state: ObjectState;
  /** One sentence. */
  readonly summary: string;
  readonly running: LastCall | null;
  readonly lastCall: LastCall | null;
  readonly queued: { readonly priority: string } | null;
  readonly waitsFor: readonly AwaitedMoment[];
  /** How many attempts have failed in a row. */
  readonly failures: number;
  readonly lastError: string | null;
  /** What the next turn would call, and why; `call` is null when nothing, with the reason in words. */
  readonly next: { readonly call: string | null; readonly reason: string } | null;
  readonly status: {
    readonly state: string | null;
    readonly error: string | null;
    readonly created: boolean | null;
    readonly observedGeneration: number | null;
    /** Whether something is still to be written. */
    readonly pending: boolean;
  };
  readonly finalizer: { readonly name: string; readonly present: boolean } | null;
  /** With `--shards`: the replica that handles it, by the name of its Lease; and those that have not let go of it yet. */
  readonly shard: { readonly owner: string | null; readonly here: boolean; readonly heldBy: readonly string[] } | null;
  readonly watch: WatchReport | null;
}

/** When and by what it is explained. */
export interface ExplanationMoment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The same moment on the clock's monotonic time. */
  readonly monotonic: number;
  readonly lastCall: LastCall | undefined;
  readonly failedTurn: FailedTurn | undefined;
  /** Takes secrets out of a message. */
  redact(message: string): string;
}

/** Explains. */
export function explain(facts: ObjectFacts, moment: ExplanationMoment): Explanation {
  const { object, tracked, scheduled, foreseen, finalizer } = facts;
  const { namespace, name } = splitKey(facts.key);
  const lastCall = isOfAnother(moment.lastCall, object) ? undefined : moment.lastCall;
  const running = lastCall && lastCall.outcome === undefined ? lastCall : undefined;
  const waitsFor = awaited(facts, moment);
  const error = errorOf(object);
  const parts = {
    running: running ?? null,
    lastCall: lastCall ?? null,
    queued: scheduled.waiting ? { priority: scheduled.waiting } : null,
    waitsFor,
    failures: tracked?.retry?.failures ?? scheduled.failures,
    lastError: lastErrorOf(facts, moment, lastCall) ?? (error === undefined ? null : moment.redact(error)),
    next: foreseen && !running && facts.shard?.here !== false ? nextOf(facts, foreseen) : null,
  };
  const state = stateOf(facts, parts);
  return {
    kind: facts.kind,
    namespace: namespace ?? null,
    name,
    uid: object?.metadata.uid ?? null,
    generation: object?.metadata.generation ?? null,
    resourceVersion: object?.metadata.resourceVersion ?? null,
    deleting: object?.metadata.deletionTimestamp !== undefined,
    state,
    summary: summaryOf(state, facts, parts),
    ...parts,
    status: {
      state: foreseen?.view.state ?? null,
      error: error === undefined ? null : moment.redact(error),
      created: foreseen?.view.record?.created ?? null,
      observedGeneration: foreseen?.view.record?.observedGeneration ?? null,
      pending: tracked?.late !== undefined,
    },
    finalizer:
      finalizer === undefined || !object ? null : { name: finalizer, present: object.metadata.finalizers?.includes(finalizer) ?? false },
    shard: facts.shard ? { owner: facts.shard.owner ?? null, here: facts.shard.here, heldBy: facts.shard.heldBy } : null,
    watch: facts.watch ?? null,
  };
}

type Parts = Pick<Explanation, 'running' | 'lastCall' | 'queued' | 'waitsFor' | 'failures' | 'lastError' | 'next'>;

/** The history goes by names; who has the name now may be another object. */
function isOfAnother(call: LastCall | undefined, object: StoredObject | undefined): boolean {
  return call !== undefined && object !== undefined && call.uid !== object.metadata.uid;
}

function errorOf(object: StoredObject | undefined): string | undefined {
  const error = (object?.status as { error?: unknown } | undefined)?.error;
  return typeof error === 'string' ? error : undefined;
}

function lastErrorOf({ scheduled }: ObjectFacts, { failedTurn }: ExplanationMoment, lastCall: LastCall | undefined): string | undefined {
  return scheduled.failures > 0 && failedTurn ? failedTurn.error : lastCall?.error;
}

function awaited({ tracked, scheduled }: ObjectFacts, { now, monotonic }: ExplanationMoment): AwaitedMoment[] {
  const found: AwaitedMoment[] = [];
  const add = (what: string, dueAt: number | undefined, handler?: string) => {
    if (dueAt === undefined || !Number.isFinite(dueAt)) return;
    const left = Math.max(0, dueAt - monotonic);
    const at = new Date(now + left).toISOString();
    found.push({ what, ...(handler === undefined ? {} : { handler }), inSeconds: Math.round(left) / 1000, at });
  };
  if (tracked?.retry) add('retry', tracked.retry.dueAt, tracked.retry.handler);
  for (const [reason, dueAt] of tracked?.asked ?? []) add(reason, dueAt);
  add('child', tracked?.hasChildNotes ? tracked.children.nextDueAt(monotonic) : undefined, 'childChanged');
  add('record', tracked?.late?.dueAt);
  if (typeof tracked?.background === 'object') add('timer', tracked.background.timers?.nextDueAt);
  if (scheduled.failures > 0) add('turn', scheduled.dueAt);
  return found.sort((a, b) => a.inSeconds - b.inSeconds);
}

function nextOf({ tracked, object, finalizer }: ObjectFacts, foreseen: NonNullable<ObjectFacts['foreseen']>): Explanation['next'] {
  const { decision, view } = foreseen;
  if (decision.call !== undefined) return { call: decision.call, reason: decision.reason };
  return { call: null, reason: whyNothing(view, tracked, object?.metadata.finalizers?.includes(finalizer ?? '') ?? false) };
}

function whyNothing(view: RoutedObject, tracked: TrackedObject | undefined, held: boolean): string {
  if (view.deleting && !held) return 'it is being deleted and does not carry our finalizer: its end is not ours to handle';
  if (tracked?.failed) return `${tracked.failed.handler} failed for good: it is called again when the object changes, or at the next start`;
  if (tracked?.retry) return `${tracked.retry.handler} failed and waits for its next attempt`;
  if (!view.record) return 'it was in use before this operator knew it: a change is what it waits for';
  return 'nothing has changed since the last call';
}

function stateOf(
  { object, outside, ready, ending, tracked, scheduled, watch, shard, unseen }: ObjectFacts,
  { running, waitsFor }: Parts,
): ObjectState {
  if (running || scheduled.working) return 'running';
  if (unseen && shard && !shard.here) return 'elsewhere';
  if (!object && !ending) return watch?.synced === false ? 'waiting for lists' : 'unknown';
  if (shard && !shard.here) return 'elsewhere';
  if (outside) return 'left out';
  if (scheduled.waiting) return ready ? 'queued' : 'waiting for lists';
  if (!ready && !ending) return 'waiting for lists';
  if (tracked?.retry || scheduled.failures > 0) return 'waiting';
  if (tracked?.failed) return 'failed';
  return waitsFor.some(({ what }) => !['resync', 'record', 'timer'].includes(what)) ? 'waiting' : 'settled';
}

function summaryOf(state: ObjectState, { kind, key, watch, foreseen, shard }: ObjectFacts, parts: Parts): string {
  const { running, lastCall, queued, waitsFor, failures, lastError, next } = parts;
  const [first] = waitsFor;
  const because = lastError === null ? '' : `; the last error: ${lastError}`;
  switch (state) {
    case 'unknown':
      return `${kind} ${key} is not among what is watched: it does not exist, or lies outside the namespaces and selectors`;
    case 'waiting for lists':
      return `nothing is handled before all first lists are complete${watch?.failure === undefined ? '' : `; the watch says: ${watch.failure}`}`;
    case 'elsewhere':
      return elsewhereText(shard);
    case 'left out':
      return 'the WHEN of its class leaves it out';
    case 'running':
      return running
        ? `${running.handler} has been running for ${round(running.seconds)} s, attempt ${running.attempt}`
        : 'its turn is under way';
    case 'queued':
      return `it waits for a free place (priority ${queued?.priority})${next?.call ? `; then ${next.call} is called (${next.reason})` : ''}`;
    case 'waiting':
      if (first === undefined) return `it waits${because}`;
      return `${waitText(first)}${failures > 0 ? `, after ${failures} failed ${failures === 1 ? 'attempt' : 'attempts'}` : ''}${because}`;
    case 'failed':
      return `${next?.reason ?? 'its handler failed for good'}${because}`;
    default:
      return `${lastCall ? `${lastCall.handler} ${lastCall.outcome} ${ago(lastCall)}` : 'it has not been called since the start'}; ${restText(next, foreseen)}`;
  }
}

function elsewhereText(shard: ShardOwner | undefined): string {
  if (shard?.owner === undefined) return 'this replica does not share the objects at the moment: its lease could not be kept';
  if (shard.owner !== shard.self) return `another replica handles it: ask ${shard.owner}`;
  if (shard.heldBy.length === 0) return 'it comes to this replica as soon as its lease says so';
  return `it comes to this replica as soon as ${shard.heldBy.join(', ')} has let go of it, or its lease has run out`;
}

function restText(next: Explanation['next'], foreseen: ObjectFacts['foreseen']): string {
  if (!next || !foreseen) return 'there is nothing left to do';
  return next.call === null ? next.reason : `its next turn calls ${next.call} (${next.reason})`;
}

function waitText({ what, handler, inSeconds }: AwaitedMoment): string {
  if (what === 'turn') return `the API server kept its turn from a handler; it is looked at again in ${round(inSeconds)} s`;
  return `${handler ?? 'a call'} follows in ${round(inSeconds)} s (${what})`;
}

function ago({ seconds }: LastCall): string {
  return `after ${round(seconds)} s`;
}

function round(seconds: number): string {
  return seconds < 10 ? String(Math.round(seconds * 1000) / 1000) : String(Math.round(seconds));
}
