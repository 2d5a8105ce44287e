/**
 * The beginning of hooks' bindings, one hook after the other. One whose bindings can't begin yet – a kind isn't served, a list
 * isn't allowed – begins later, on its own, and holds up no other.
 */
import { type BackOff, backOffDelay } from '../base/back-off.ts';
import { type Clock, sleep } from '../base/clock.ts';
import type { Hook } from './hook.ts';
import type { HookReports } from './hook-reports.ts';
import type { EnableTask, HookTask } from './hook-task.ts';
import type { TaskResult } from './task-queue.ts';

/** What bindings begin with. */
export interface HookEnablingOptions {
  readonly clock: Clock;
  readonly reports: Pick<HookReports, 'enabled' | 'waits'>;
  /** Adds what is to be done of a hook that is late, to the main queue. */
  readonly add: (task: HookTask) => void;
  /** Is told of each hook whose bindings are at work. */
  readonly onEnabled: () => void;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/** How long the bindings of one hook may take to begin before the next hook's turn. */
const PATIENCE_SECONDS = 5;

const BACK_OFF: BackOff = { initialSeconds: 1, factor: 1.6, maxSeconds: 30 };

/** See the file's comment. */
export class HookEnabling {
  readonly #options: HookEnablingOptions;
  #waiting = 0;

  constructor(options: HookEnablingOptions) {
    this.#options = options;
  }

  /** How many hooks' bindings are about to begin. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Waits for a hook's bindings for a while; if they take longer, they begin on their own. */
  async enable({ hook }: EnableTask): Promise<TaskResult<HookTask>> {
    if (hook.isEnded) return { done: true };
    const { clock, signal, add } = this.#options;
    const over = new AbortController();
    let late = false;
    this.#waiting++;
    const enabling = this.#untilEnabled(hook).then((tasks) => {
      this.#waiting--;
      if (late) for (const task of tasks) add(task);
      return tasks;
    });
    const next = await Promise.race([
      enabling,
      sleep(clock, PATIENCE_SECONDS * 1000, AbortSignal.any([over.signal, signal])).then(() => undefined),
    ]);
    over.abort();
    if (next) return { done: true, next };
    late = true;
    return { done: true };
  }

  /** Tries until it succeeds, or the hook has ended. Never rejects. */
  async #untilEnabled(hook: Hook): Promise<HookTask[]> {
    const { clock, reports, signal, onEnabled } = this.#options;
    for (let attempt = 1; !hook.isEnded && !signal.aborted; attempt++) {
      try {
        const tasks = await hook.enable();
        reports.enabled(hook.name);
        onEnabled();
        return tasks;
      } catch (error) {
        if (hook.isEnded || signal.aborted) break;
        reports.waits(hook.name, error, attempt);
        await sleep(clock, backOffDelay(BACK_OFF, attempt, clock.random()), signal);
      }
    }
    return [];
  }
}
