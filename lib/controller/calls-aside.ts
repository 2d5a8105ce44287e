/**
 * The calls of a turn that say nothing of whether its object is handled: childChanged, and the timers. Each turn makes at most one,
 * when there is nothing to call for the object itself.
 */
import type { Clock } from '../base/clock.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { CallRunner } from './call-runner.ts';
import type { PresentObject } from './present-object.ts';
import type { TrackedObject } from './tracked-object.ts';

/** What they are made with. */
export interface CallsAsideOptions {
  readonly clock: Clock;
  readonly runner: Pick<CallRunner, 'run'>;
}

/** See the file's comment. */
export class CallsAside {
  readonly #options: CallsAsideOptions;

  constructor(options: CallsAsideOptions) {
    this.#options = options;
  }

  /** Tells of the next child. @param old reads the object as the last finished call was given it; @returns whether there is another */
  async tellOfChild({ tracked, object, essence }: PresentObject, old: () => StoredObject | undefined): Promise<boolean> {
    const { clock, runner } = this.#options;
    const note = tracked.children.take(clock.monotonic());
    if (!note) return false;
    const call = { handler: 'childChanged', reason: 'child', failures: note.failures, childEvent: note } as const;
    const { retryAt } = await runner.run({ tracked, object, essence, old, ...call });
    if (retryAt !== undefined) tracked.children.putBack(note, retryAt);
    tracked.setFailing('childChanged', false);
    return tracked.children.isDue(clock.monotonic());
  }

  /** Whether a timer of the object is due. */
  isTimerDue({ background }: TrackedObject): boolean {
    return typeof background === 'object' && background.timers?.due(this.#options.clock.monotonic()) !== undefined;
  }

  /** Calls the timer that has been due for longest. */
  async tick({ tracked, object, essence }: PresentObject): Promise<void> {
    const { clock, runner } = this.#options;
    const timers = typeof tracked.background === 'object' ? tracked.background.timers : undefined;
    const due = timers?.due(clock.monotonic());
    if (!timers || !due) return;
    const call = { handler: 'timer', timed: due.timer.name, reason: 'timer', old: () => undefined, failures: due.failures } as const;
    const { outcome, retryAt } = await runner.run({ tracked, object, essence, ...call });
    if (outcome === 'succeeded') timers.succeeded(due, clock.monotonic());
    else if (outcome === 'failed') timers.failed(due, retryAt);
  }
}
