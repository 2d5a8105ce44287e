/**
 * A turn in which a change of a class with ON_FIELD calls its next method: each has a turn of its own, since in between the object
 * may change, or go.
 */
import type { Clock } from '../base/clock.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ChangeReason } from '../resource/change.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import type { Essence } from '../resource/essence.ts';
import type { CallRunner } from './call-runner.ts';
import { planSteps } from './change-steps.ts';
import type { TrackedObject } from './tracked-object.ts';

/** The turn of an object that has changed. */
export interface FieldTurn {
  readonly type: Pick<ResolvedClass, 'handlers' | 'fields'>;
  readonly clock: Clock;
  readonly runner: Pick<CallRunner, 'run'>;
  readonly tracked: TrackedObject;
  readonly object: StoredObject;
  readonly essence: Essence;
  /** Reads the object as the last finished call was given it. */
  old(): StoredObject | undefined;
  readonly reason: ChangeReason;
  /** Whether the change has been begun with. */
  readonly retry: boolean;
  /** An earlier process has begun with a change and not come to its end: whichever field that was may be half changed. @default false */
  readonly isLeftUndone?: boolean;
}

/** Calls the next method. @returns whether there is more to do at once */
export async function callNextField(turn: FieldTurn): Promise<boolean> {
  const { type, clock, runner, tracked, object, essence, old, reason, retry, isLeftUndone } = turn;
  if (!retry || !tracked.steps) {
    const known = isLeftUndone ? undefined : old();
    tracked.steps = planSteps(type, { essence, reason, old: known, current: object, unfinished: tracked.steps });
  }
  const { steps } = tracked;
  // What the steps wait for may be mended.
  if (retry && reason !== 'retry') steps.hasten();
  const step = steps.next(clock.monotonic());
  if (!step) {
    // Nothing of what changed is anybody's business; the record says so when it is looked at again.
    tracked.settled = essence;
    tracked.failed = undefined;
    tracked.steps = undefined;
    return true;
  }
  const { name, failures } = step;
  const field = type.fields.find(({ method }) => method === name);
  const why = failures > 0 ? reason : steps.reason;
  await runner.run({ tracked, object, essence, handler: 'ensureModified', field, reason: why, old, failures });
  return tracked.steps?.next(clock.monotonic()) !== undefined;
}
