/**
 * What is remembered of a call that has ended, and which calls follow from it: a retry, the next step of a change, what the handler or
 * the class asked for. Nothing is written here.
 */
import type { Clock } from '../base/clock.ts';
import type { CallRole, HandlerName, ResolvedClass } from '../resource/crd-class.ts';
import type { Essence } from '../resource/essence.ts';
import type { EndedCall } from './call-ending.ts';
import type { ChangeSteps } from './change-steps.ts';
import type { TrackedObject } from './tracked-object.ts';

/** What it depends on. */
export interface CallPlansOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly type: Pick<ResolvedClass, 'resyncSeconds'>;
}

/** What is known of the call. */
export type PlannedCall = Pick<EndedCall, 'tracked' | 'handler' | 'name' | 'essence' | 'attempt'>;

/** See the file's comment. */
export class CallPlans {
  readonly #options: CallPlansOptions;

  constructor(options: CallPlansOptions) {
    this.#options = options;
  }

  /** The call's essence is dealt with. */
  settle(tracked: TrackedObject, essence: Essence): void {
    tracked.settled = essence;
    tracked.failed = tracked.steps?.failedForGood ? { handler: 'ensureModified', essence } : undefined;
    tracked.steps = undefined;
    tracked.retry = undefined;
  }

  /** What is asked for from the end of a call on. */
  plan({ tracked, handler }: Pick<PlannedCall, 'tracked' | 'handler'>, requeueAfterSeconds: number | undefined): void {
    const { resyncSeconds } = this.#options.type;
    if (requeueAfterSeconds === undefined && resyncSeconds === undefined) return;
    const now = this.#options.clock.monotonic();
    if (requeueAfterSeconds !== undefined) tracked.askAnew('requeue', now + requeueAfterSeconds * 1000);
    // A timer says nothing about when its object was last handled.
    if (resyncSeconds !== undefined && handler !== 'timer' && handler !== 'daemon') tracked.askAnew('resync', now + resyncSeconds * 1000);
  }

  /** It is called again after a while. @returns when, on the clock's monotonic time */
  retryLater(ended: PlannedCall, delayMilliseconds: number): number {
    const { tracked, handler, name, essence, attempt } = ended;
    const steps = stepsOf(ended);
    const dueAt = this.#options.clock.monotonic() + delayMilliseconds;
    if (isAside(handler)) return dueAt;
    if (steps) {
      steps.again(name, attempt, dueAt);
      this.waitForSteps(tracked, steps);
    } else tracked.retry = { handler, essence, failures: attempt, dueAt };
    tracked.setFailing(name, false);
    return dueAt;
  }

  /** The change as a whole is what waits: for the step that is due first. */
  waitForSteps(tracked: TrackedObject, steps: ChangeSteps): void {
    const { dueAt } = steps;
    const now = this.#options.clock.monotonic();
    const failures = steps.next(dueAt ?? now)?.failures ?? 0;
    tracked.retry =
      dueAt === undefined ? undefined : { handler: 'ensureModified', essence: steps.essence, failures, dueAt: Math.max(dueAt, now) };
  }

  /** It failed for good. */
  giveUp(ended: PlannedCall): void {
    const { tracked, handler, name, essence } = ended;
    const steps = stepsOf(ended);
    if (steps && !steps.isLast(name)) {
      steps.gaveUp(name);
      this.waitForSteps(tracked, steps);
    } else if (!isAside(handler)) {
      this.settle(tracked, essence);
      tracked.failed = { handler, essence };
    }
    if (!isAside(handler)) tracked.setFailing(name, false);
    this.plan(ended, undefined);
  }
}

/** However such a call ended, it says nothing about whether its object has been handled. */
export function isAside(role: CallRole): role is Exclude<CallRole, HandlerName> | 'childChanged' {
  return role === 'childChanged' || role === 'timer' || role === 'daemon';
}

/** The change that the call is a step of, where it has several. */
export function stepsOf({ tracked, name }: Pick<PlannedCall, 'tracked' | 'name'>): ChangeSteps | undefined {
  return tracked.steps?.has(name) ? tracked.steps : undefined;
}
