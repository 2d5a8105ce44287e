/**
 * The threads of an exploration: how many, and how they are started.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { systemClock } from '../base/clock.ts';
import { InvalidOptionError } from '../base/errors.ts';
import { ExplorationThread } from './exploration-thread.ts';
import type { ThreadOrders } from './thread-messages.ts';

/** Each loads and learns for itself: more of them help only who has very much to try. */
const MOST_THREADS = 4;

/** In how many threads an exploration takes place. @throws InvalidOptionError it is no such number */
export function threadsFor(given: number | undefined, processors = availableParallelism()): number {
  if (given === undefined) return Math.min(MOST_THREADS, processors);
  if (!Number.isInteger(given) || given < 1) throw new InvalidOptionError('threads', 'a whole number, 1 or more', given);
  return given;
}

/** Starts threads; each has this process's options of Node.js, its conditions and loaders among them, and an environment of its own. */
export function startThreads(count: number, orders: ThreadOrders): readonly ExplorationThread[] {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  return Array.from({ length: count }, (_, index) => {
    const name = `thread ${index + 1} of ${count}`;
    const worker = new Worker(new URL(`./exploration-worker${extension}`, import.meta.url), { workerData: orders, name });
    return new ExplorationThread(worker, name, systemClock);
  });
}
