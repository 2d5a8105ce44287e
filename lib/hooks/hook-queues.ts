/**
 * The queues of all hooks, by name: each does its tasks one after the other, all of them side by side.
 */
import type { Clock } from '../base/clock.ts';
import type { Hook } from './hook.ts';
import type { HookTask } from './hook-task.ts';
import { type QueueView, TaskQueue, type TaskQueueOptions } from './task-queue.ts';

/** What the queues are made of. */
export type HookQueuesOptions = Omit<TaskQueueOptions<HookTask>, 'name'> & { readonly clock: Clock };

/** See the file's comment. */
export class HookQueues {
  readonly #options: HookQueuesOptions;
  readonly #queues = new Map<string, TaskQueue<HookTask>>();
  #started = false;
  #stopped = false;

  constructor(options: HookQueuesOptions) {
    this.#options = options;
  }

  /** Adds a task to a queue, which is made at its first. */
  add(name: string, task: HookTask): void {
    let queue = this.#queues.get(name);
    if (!queue) {
      queue = new TaskQueue({ ...this.#options, name });
      this.#queues.set(name, queue);
      if (this.#stopped) queue.stop();
      if (this.#started) queue.start();
    }
    queue.add(task);
  }

  /** Begins to work. */
  start(): void {
    this.#started = true;
    for (const queue of this.#queues.values()) queue.start();
  }

  /** Takes no further tasks. */
  stop(): void {
    this.#stopped = true;
    for (const queue of this.#queues.values()) queue.stop();
  }

  /** Resolves when nothing is being done. */
  async untilStill(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.untilStill()));
  }

  /** How many tasks are being done. */
  get busy(): number {
    return [...this.#queues.values()].filter(({ isBusy }) => isBusy).length;
  }

  /** True when there is nothing to do. */
  get isIdle(): boolean {
    return [...this.#queues.values()].every(({ length }) => length === 0);
  }

  /** Takes out what waits for a hook. */
  drop(hook: Hook): void {
    for (const queue of this.#queues.values()) queue.drop((task) => task.hook === hook);
  }

  /** All queues, by name; the main one first. */
  views(): QueueView<HookTask>[] {
    const rank = ({ name }: { name: string }) => (name === 'main' ? '' : name);
    return [...this.#queues.values()].map((queue) => queue.view()).sort((left, right) => (rank(left) < rank(right) ? -1 : 1));
  }
}
