/**
 * An exploration in threads: each has learned the same, and whoever is free takes the next case.
 */
import { agreedPlan } from './agreed-plan.ts';
import type { LearnedExploration, TriedCase } from './exploration.ts';
import type { BegunExploration } from './exploration-learning.ts';
import type { ExplorationThread } from './exploration-thread.ts';
import type { ThreadPlan } from './thread-messages.ts';

/** A case, by its number in the plan of all threads. */
export interface ThreadedCase {
  readonly title: string;
  readonly index: number;
}

/** What of a thread is needed here. */
export type AskedThread = Pick<ExplorationThread, 'plan' | 'run' | 'end' | 'isGone'>;

/** See the file's comment. */
export class ThreadedExploration implements LearnedExploration<ThreadedCase> {
  readonly what: string;
  readonly failure: LearnedExploration['failure'];
  readonly secondsOfARun: number;
  readonly budgetSeconds: number | undefined;
  readonly learned: LearnedExploration['learned'];
  readonly lacking: readonly string[];
  readonly lanes: number;
  readonly cases: readonly ThreadedCase[];
  readonly #free: AskedThread[];
  #usable: number;
  /** Who waits for a thread to be free. */
  readonly #waiting: ((thread: AskedThread) => void)[] = [];

  private constructor(threads: readonly AskedThread[], plan: ThreadPlan) {
    const { what, failure, secondsOfARun, budgetSeconds, learned, lacking, titles } = plan;
    this.what = what;
    this.failure = failure;
    this.secondsOfARun = secondsOfARun;
    this.budgetSeconds = budgetSeconds;
    this.learned = learned;
    this.lacking = lacking;
    this.lanes = threads.length;
    this.cases = titles.map((title, index) => ({ title, index }));
    this.#free = [...threads];
    this.#usable = threads.length;
  }

  /** Waits until all threads have learned. @throws ExplorationThreadError one of them could not; all have ended then */
  static async begin(threads: readonly AskedThread[], signal?: AbortSignal): Promise<BegunExploration> {
    const end = async () => void (await Promise.all(threads.map((thread) => thread.end())));
    const abort = () => void end().catch(() => {});
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    const done = async () => {
      signal?.removeEventListener('abort', abort);
      await end();
    };
    try {
      const plans = await Promise.all(threads.map(({ plan }) => plan));
      return { exploration: new ThreadedExploration(threads, agreedPlan(plans)), end: done };
    } catch (error) {
      // Why it could not begin is what matters, not how those end that were not to blame.
      await done().catch(() => {});
      throw error;
    }
  }

  /** Tries a case in the next thread that is free. @throws ExplorationThreadError */
  async run({ index, title }: ThreadedCase): Promise<TriedCase> {
    const thread = this.#free.shift() ?? (await new Promise<AskedThread>((resolve) => this.#waiting.push(resolve)));
    try {
      return await thread.run(index, title);
    } finally {
      this.#release(thread);
    }
  }

  #release(thread: AskedThread): void {
    // Others go on without one that has died, but of the last one all hear who still want something.
    if (thread.isGone && this.#usable > 1) {
      this.#usable -= 1;
      return;
    }
    const next = this.#waiting.shift();
    if (next) next(thread);
    else this.#free.push(thread);
  }
}
