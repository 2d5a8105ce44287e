/**
 * What this process remembers of one object, that is of one uid, while it lives. Nothing of it carries over to another object
 * that takes the name.
 */
import type { ObjectKey } from '../base/object-key.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { CallRole } from '../resource/crd-class.ts';
import type { Essence } from '../resource/essence.ts';
import type { WriteLine } from '../resource/write-line.ts';
import type { BackgroundWork } from './background.ts';
import type { ChangeSteps } from './change-steps.ts';
import type { ChildNotes } from './child-notes.ts';
import { ASKED_REASONS, type AskedReason, type LateRecord, Particulars, type PendingRetry, type PostedFailure } from './particulars.ts';

/** Why a running call is given up. */
export type AbortCause = 'deleted' | 'stopped' | 'released' | 'deposed' | 'redefined' | 'moved';

/** Why a term ends: then nothing is written any more for what it was about. */
export type TermEndCause = Extract<AbortCause, 'deposed' | 'redefined'>;

/** Whether a call was given up as its term has ended. */
export function endsTerm(cause: AbortCause): cause is TermEndCause {
  return cause === 'deposed' || cause === 'redefined';
}

/** The call that is running. */
export interface RunningCall {
  readonly handler: CallRole;
  abort(cause: AbortCause): void;
}

/** What of the particulars is a value. */
type WritableParticular = Exclude<keyof Particulars, 'children' | 'asked' | 'failing' | 'isOrdinary'>;

/** See the file's comment. */
export class TrackedObject {
  readonly key: ObjectKey;
  readonly uid: string;
  /** The essence that the last finished call was given, or that was first seen with nothing to call. */
  settled: Essence | undefined;
  /** The version that `settled` is of, where the cache has a newer one. */
  old: ObjectText | undefined;
  /** The version that nothing has to be done for, unless something else asks for it. */
  calm: string | undefined;
  /** Whether our finalizer was ever seen on it. */
  held = false;
  running: RunningCall | undefined;
  /** Its timers and daemons, once they have begun; 'over' when they never will again. */
  background: BackgroundWork | 'over' | undefined;
  /** Undefined while there is nothing in it: there may be very many objects, most of them at rest. */
  #particulars: Particulars | undefined;

  constructor(key: ObjectKey, uid: string) {
    this.key = key;
    this.uid = uid;
  }

  /** What failed for good, if the last call ended that way. */
  get failed(): Particulars['failed'] {
    return this.#particulars?.failed;
  }

  set failed(failed: Particulars['failed']) {
    this.#note('failed', failed);
  }

  /** The retry of every handler but childChanged, whose retries go with the children. */
  get retry(): PendingRetry | undefined {
    return this.#particulars?.retry;
  }

  set retry(retry: PendingRetry | undefined) {
    this.#note('retry', retry);
  }

  /** What is left of the change that `retry` is of; only where there is ON_FIELD. */
  get steps(): ChangeSteps | undefined {
    return this.#particulars?.steps;
  }

  set steps(steps: ChangeSteps | undefined) {
    this.#note('steps', steps);
  }

  /** A record that waits a moment for company. */
  get late(): LateRecord | undefined {
    return this.#particulars?.late;
  }

  set late(late: LateRecord | undefined) {
    this.#note('late', late);
  }

  /** By the names of handlers the failure of which an Event was posted; most objects have none. */
  get postedFailures(): Map<string, PostedFailure> | undefined {
    return this.#particulars?.postedFailures;
  }

  set postedFailures(failures: Map<string, PostedFailure> | undefined) {
    this.#note('postedFailures', failures);
  }

  /** Where its writes wait for each other; only where the class has daemons, which write beside its handlers. */
  get line(): WriteLine | undefined {
    return this.#particulars?.line;
  }

  set line(line: WriteLine | undefined) {
    this.#note('line', line);
  }

  /** Whether ensureDeleted has succeeded. */
  get cleanedUp(): boolean {
    return this.#particulars?.cleanedUp ?? false;
  }

  set cleanedUp(cleanedUp: boolean) {
    this.#note('cleanedUp', cleanedUp);
  }

  /** Whether it has left what is handled, so that nothing begins for it any more. */
  get left(): boolean {
    return this.#particulars?.left ?? false;
  }

  set left(left: boolean) {
    this.#note('left', left);
  }

  /** Whether another replica may be handling it, so that nothing may be sent for it any more. */
  get moved(): boolean {
    return this.#particulars?.moved ?? false;
  }

  set moved(moved: boolean) {
    this.#note('moved', moved);
  }

  /** Whether another replica may have handled it since the version that is cached. */
  get isDoubtful(): boolean {
    return this.#particulars?.isDoubtful ?? false;
  }

  set isDoubtful(isDoubtful: boolean) {
    this.#note('isDoubtful', isDoubtful);
  }

  /** Whether an error may be in its status that nobody has seen there. */
  get mayShowError(): boolean {
    return this.#particulars?.mayShowError ?? false;
  }

  set mayShowError(mayShowError: boolean) {
    this.#note('mayShowError', mayShowError);
  }

  /** What is to be told of its children. */
  get children(): ChildNotes {
    return this.#open().children;
  }

  /** Whether something is to be told of its children, now or later. */
  get hasChildNotes(): boolean {
    return this.#particulars !== undefined && this.#particulars.children.size > 0;
  }

  /** Whether telling something of them has failed. */
  get hasFailedChildNotes(): boolean {
    return this.#particulars?.children.hasFailed ?? false;
  }

  /** When calls asked for by something else are due, on the clock's monotonic time; undefined when there are none. */
  get asked(): ReadonlyMap<AskedReason, number> | undefined {
    return this.#particulars?.asked;
  }

  /** Whether the time matters for what it needs: a retry or a call that is asked for waits for it. */
  get hasTimes(): boolean {
    const particulars = this.#particulars;
    return particulars !== undefined && (particulars.retry !== undefined || particulars.asked.size > 0);
  }

  /** Asks for a call at some time; the earlier one wins. */
  ask(reason: AskedReason, dueAt: number): void {
    const { asked } = this.#open();
    const present = asked.get(reason);
    if (present === undefined || dueAt < present) asked.set(reason, dueAt);
  }

  /** Asks for a call at some time, and not at the one that it was asked for before. */
  askAnew(reason: AskedReason, dueAt: number): void {
    this.#open().asked.set(reason, dueAt);
  }

  /** The first reason that is due. */
  dueReason(now: number): AskedReason | undefined {
    const asked = this.#particulars?.asked;
    if (!asked || asked.size === 0) return undefined;
    return ASKED_REASONS.find((reason) => (asked.get(reason) ?? Number.POSITIVE_INFINITY) <= now);
  }

  /** Whether nothing has to be done for a version at that time. */
  isCalm(resourceVersion: string, now: () => number): boolean {
    if (this.calm !== resourceVersion) return false;
    const particulars = this.#particulars;
    if (particulars?.retry || this.hasChildNotes) return false;
    const timers = typeof this.background === 'object' ? this.background.timers : undefined;
    if (timers && (timers.nextDueAt ?? Number.POSITIVE_INFINITY) <= now()) return false;
    if (!particulars?.late && !particulars?.asked.size) return true;
    return !(particulars.late && particulars.late.dueAt <= now()) && this.dueReason(now()) === undefined;
  }

  /** Forgets the calls asked for that a call beginning now answers. @param except what it doesn't answer; @default nothing */
  answerAsked(now: number, except: readonly AskedReason[] = []): void {
    const asked = this.#particulars?.asked;
    if (!asked) return;
    for (const [reason, dueAt] of asked) if (dueAt <= now && !except.includes(reason)) asked.delete(reason);
  }

  /** The call of a method has failed, or it works again. */
  setFailing(name: string, failing: boolean): void {
    if (failing) this.#open().failing.add(name);
    else this.#particulars?.failing.delete(name);
  }

  /** Whether the last call of a method has failed. */
  fails(name: string): boolean {
    return this.#particulars?.failing.has(name) ?? false;
  }

  /** Whether such a method fails, but for the one that is named. */
  isFailing(except?: string): boolean {
    const failing = this.#particulars?.failing;
    if (!failing) return false;
    return failing.size > (except !== undefined && failing.has(except) ? 1 : 0);
  }

  /** Nothing is asked of an object that ends but its end; `keepRetry` when that is what waits. */
  endsWith(keepRetry: boolean): void {
    const particulars = this.#particulars;
    if (!particulars) return;
    particulars.asked.clear();
    particulars.children.clear();
    particulars.steps = undefined;
    if (!keepRetry) particulars.retry = undefined;
  }

  /** Whether it may need a turn although nothing happens. */
  get isWaiting(): boolean {
    return this.#particulars !== undefined || typeof this.background === 'object';
  }

  /** When it needs a turn although nothing happens, on the clock's monotonic time; undefined for never. */
  nextDueAt(now: number): number | undefined {
    const particulars = this.#particulars;
    let next = Number.POSITIVE_INFINITY;
    if (particulars) {
      const { retry, asked, late, children } = particulars;
      if (retry) next = retry.dueAt;
      for (const dueAt of asked.values()) next = Math.min(next, dueAt);
      next = Math.min(next, late?.dueAt ?? next, children.nextDueAt(now) ?? next);
    }
    if (typeof this.background === 'object') next = Math.min(next, this.background.timers?.nextDueAt ?? next);
    return next === Number.POSITIVE_INFINITY ? undefined : next;
  }

  /** A turn of it has ended: what is as it is for most objects is not kept. */
  rest(): void {
    if (this.#particulars?.isOrdinary) this.#particulars = undefined;
  }

  #open(): Particulars {
    this.#particulars ??= new Particulars();
    return this.#particulars;
  }

  /** What is undefined or false is so without being kept. */
  #note<Name extends WritableParticular>(name: Name, value: Particulars[Name]): void {
    if (this.#particulars || value) this.#open()[name] = value;
  }
}
