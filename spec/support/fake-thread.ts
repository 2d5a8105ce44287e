/**
 * The other end of a thread's port, without a thread.
 */
import { EventEmitter } from 'node:events';
import type { ThreadPort } from '../../lib/testing/exploration-thread.ts';
import type { ThreadOrder, ThreadPlan, ThreadResult } from '../../lib/testing/thread-messages.ts';

/** A plan of these titles. */
export function planOf(titles: readonly string[], parts: Partial<ThreadPlan> = {}): ThreadPlan {
  const learned = { requests: 1, writes: 1, states: 1 };
  const common = { what: 'disturbances', failure: undefined, secondsOfARun: 1, budgetSeconds: undefined, learned, lacking: [] };
  return { ...common, ...parts, titles };
}

/** See the file's comment. */
export class FakeThread extends EventEmitter implements ThreadPort {
  readonly orders: ThreadOrder[] = [];
  isTerminated = false;
  /** False while it doesn't keep the process. */
  isHeld = false;

  postMessage(order: ThreadOrder): void {
    this.orders.push(order);
  }

  ref(): void {
    this.isHeld = true;
  }

  unref(): void {
    this.isHeld = false;
  }

  async terminate(): Promise<void> {
    this.isTerminated = true;
    this.emit('exit', 1);
  }

  /** Says what comes of the last order, or of the one of a number. */
  say(result: ThreadResult, id = this.orders.at(-1)?.id ?? 0): void {
    this.emit('message', { id, result });
  }
}
