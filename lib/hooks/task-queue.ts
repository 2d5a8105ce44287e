/**
 * One queue of tasks: they are done one after the other, in order. One that fails stays first and is tried again after a while;
 * those behind it wait.
 */
import { type Clock, sleep } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';

/** What became of a task. */
export type TaskResult<T> =
  /** It is done; what is to be done next comes first. */
  | { readonly done: true; readonly next?: readonly T[] }
  /** It is to be tried again. */
  | { readonly done: false; readonly error: unknown };

/** What a task that waits is to the one that is being done. */
export type TaskRelation =
  /** It can be done with it. */
  | 'joins'
  /** It has nothing to do with it, so that those behind it may be done before. */
  | 'other'
  /** Neither it nor what is behind it can be done now. */
  | 'ends';

/** The tasks that wait behind the one that is being done. */
export interface TaskFollowers<T> {
  /**
   * Takes out those that can be done with it, in order: as long as they follow each other; in a long queue also those that stand
   * behind others.
   *
   * @param relationOf is told whether others stand between
   */
  absorb(relationOf: (task: T, apart: boolean) => TaskRelation): T[];
}

/** What a queue is made of. */
export interface TaskQueueOptions<T> {
  readonly name: string;
  readonly clock: Clock;
  /** Does a task. Never rejects but for bugs. */
  readonly work: (task: T, queue: TaskFollowers<T>) => Promise<TaskResult<T>>;
  /** Is told of a failure, and how long it will take until the next try. @default nobody */
  readonly onFailure?: (task: T, failure: TaskFailure & { readonly delayMilliseconds: number }) => void;
  /** What a bug in `work` ends in. */
  readonly onBug: (error: unknown) => void;
}

/** How often a task has failed, and why it did last. */
export interface TaskFailure {
  readonly count: number;
  readonly message: string;
}

/** A queue as others may see it. */
export interface QueueView<T> {
  readonly name: string;
  /** 'running', 'waiting' after a failure, 'idle', or 'stopped'. */
  readonly status: QueueStatus;
  /** Seconds until the next try, while it waits. */
  readonly retryInSeconds: number | undefined;
  readonly failure: TaskFailure | undefined;
  /** The first is the one that is being done. */
  readonly tasks: readonly T[];
}

/** What a queue does. */
export type QueueStatus = 'idle' | 'running' | 'waiting' | 'stopped';

/** In a queue of more tasks, those that can be done together are, also when others stand between them. */
const MANY_TASKS = 100;

const FIRST_DELAY_SECONDS = 5;
const MOST_DELAY_SECONDS = 32;

/**
 * The wait before the next try, in milliseconds: 5 s, then 5 s and a share that doubles each time, up to 32 s.
 *
 * @param failures how often it has failed before
 * @param random a number in [0, 1)
 */
export function retryDelay(failures: number, random: number): number {
  const seconds = failures === 0 ? FIRST_DELAY_SECONDS : FIRST_DELAY_SECONDS + 2 ** (failures - 1) + random;
  return Math.min(seconds, MOST_DELAY_SECONDS) * 1000;
}

/** See the file's comment. */
export class TaskQueue<T> {
  readonly #options: TaskQueueOptions<T>;
  readonly #stop = new AbortController();
  #tasks: T[] = [];
  #status: QueueStatus = 'idle';
  #failure: TaskFailure | undefined;
  #retryAt = 0;
  /** Ends the wait for the next try. */
  #wait: AbortController | undefined;
  #working: Promise<void> = Promise.resolve();
  #started = false;

  constructor(options: TaskQueueOptions<T>) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  /** How many tasks there are, with the one that is being done. */
  get length(): number {
    return this.#tasks.length;
  }

  /** True while a task is being done. */
  get isBusy(): boolean {
    return this.#status === 'running';
  }

  /** The queue as it is. */
  view(): QueueView<T> {
    const waiting = this.#status === 'waiting';
    return {
      name: this.name,
      status: this.#status,
      retryInSeconds: waiting ? Math.max(0, (this.#retryAt - this.#options.clock.monotonic()) / 1000) : undefined,
      failure: this.#failure,
      tasks: [...this.#tasks],
    };
  }

  /** Adds a task at the end. */
  add(task: T): void {
    if (this.#stop.signal.aborted) return;
    this.#tasks.push(task);
    this.#go();
  }

  /** Begins to work. */
  start(): void {
    this.#started = true;
    this.#go();
  }

  /** Takes no further task; the one that is being done is finished. */
  stop(): void {
    this.#stop.abort();
    this.#wait?.abort();
    if (this.#status === 'idle') this.#status = 'stopped';
  }

  /** Resolves when no task is being done. */
  async untilStill(): Promise<void> {
    await this.#working;
  }

  /** See TaskFollowers. */
  absorb(relationOf: (task: T, apart: boolean) => TaskRelation): T[] {
    const isLong = this.#tasks.length > MANY_TASKS;
    const taken = new Set<T>();
    let apart = false;
    for (const task of this.#tasks.slice(1)) {
      const relation = relationOf(task, apart);
      if (relation === 'joins') taken.add(task);
      else if (relation === 'ends' || !isLong) break;
      else apart = true;
    }
    if (taken.size > 0) this.#tasks = this.#tasks.filter((task) => !taken.has(task));
    return [...taken];
  }

  /** Takes out all tasks that are not wanted, but not the one that is being done. */
  drop(unwanted: (task: T) => boolean): void {
    const first = this.#tasks[0];
    this.#tasks = this.#tasks.filter((task) => (task === first && this.isBusy) || !unwanted(task));
    if (this.#tasks[0] !== first) this.#wait?.abort();
  }

  #go(): void {
    if (!this.#started || this.#status !== 'idle' || this.#tasks.length === 0 || this.#stop.signal.aborted) return;
    this.#status = 'running';
    this.#working = this.#run().catch((error: unknown) => this.#options.onBug(error));
  }

  async #run(): Promise<void> {
    for (;;) {
      const task = this.#tasks[0];
      if (task === undefined || this.#stop.signal.aborted) break;
      this.#status = 'running';
      const result = await this.#options.work(task, this);
      if (result.done) {
        this.#failure = undefined;
        this.#tasks.shift();
        if (result.next) this.#tasks.unshift(...result.next);
      } else {
        await this.#waitAfter(task, result.error);
      }
    }
    this.#status = this.#stop.signal.aborted ? 'stopped' : 'idle';
  }

  async #waitAfter(task: T, error: unknown): Promise<void> {
    const { clock, onFailure } = this.#options;
    const failures = this.#failure?.count ?? 0;
    const delayMilliseconds = retryDelay(failures, clock.random());
    this.#failure = { count: failures + 1, message: messageOf(error) };
    onFailure?.(task, { ...this.#failure, delayMilliseconds });
    if (this.#stop.signal.aborted) return;
    this.#status = 'waiting';
    this.#retryAt = clock.monotonic() + delayMilliseconds;
    this.#wait = new AbortController();
    await sleep(clock, delayMilliseconds, this.#wait.signal);
    this.#wait = undefined;
    // Another one is first now: it has not failed.
    if (this.#tasks[0] !== task) this.#failure = undefined;
  }
}
