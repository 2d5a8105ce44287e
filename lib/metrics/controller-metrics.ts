/**
 * What is counted of one class's controller, as plain counters: it is told of queue and calls, and answers when somebody asks.
 */
import type { Clock } from '../base/clock.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { ControllerObserver, ObservedCall, ObservedCallEnd } from '../controller/controller-context.ts';
import type { QueuePriority, WorkQueueObserver } from '../queue/work-queue.ts';
import { Histogram } from './histogram.ts';

/** The buckets of what a call takes, as controller-runtime has them. */
export const CALL_SECONDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5,
  5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];

/** The buckets of what a turn takes or waits. */
export const TURN_SECONDS: readonly number[] = [0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800];

/** See the file's comment. */
export class ControllerMetrics implements ControllerObserver, WorkQueueObserver {
  readonly #clock: Clock;
  readonly #waiting = new Map<ObjectKey, { readonly since: number; priority: QueuePriority }>();
  readonly #working = new Map<ObjectKey, number>();
  readonly #calls = new Map<ObservedCall, number>();
  /** Calls by how they ended. */
  readonly ended = { success: 0, error: 0, requeue: 0, requeue_after: 0 };
  readonly callSeconds = new Histogram(CALL_SECONDS);
  readonly waitSeconds: Readonly<Record<QueuePriority, Histogram>> = {
    high: new Histogram(TURN_SECONDS),
    normal: new Histogram(TURN_SECONDS),
    low: new Histogram(TURN_SECONDS),
  };
  readonly workSeconds = new Histogram(TURN_SECONDS);
  aborted = 0;
  terminal = 0;
  adds = 0;
  retries = 0;
  overdue = 0;
  writeLoops = 0;
  /** Daemons that run, which are no calls that come to an end. */
  daemons = 0;
  daemonFailures = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long each turn under way has taken so far, in seconds. */
  unfinishedSeconds(): { readonly sum: number; readonly longest: number } {
    const now = this.#clock.monotonic();
    let sum = 0;
    let longest = 0;
    for (const since of this.#working.values()) {
      const seconds = (now - since) / 1000;
      sum += seconds;
      longest = Math.max(longest, seconds);
    }
    return { sum, longest };
  }

  added(key: ObjectKey, priority: QueuePriority): void {
    const known = this.#waiting.get(key);
    if (known) {
      known.priority = priority;
      return;
    }
    this.adds += 1;
    this.#waiting.set(key, { since: this.#clock.monotonic(), priority });
  }

  taken(key: ObjectKey, waitingSince?: number): void {
    const now = this.#clock.monotonic();
    const waited = this.#waiting.get(key);
    if (waited) {
      this.#waiting.delete(key);
      this.waitSeconds[waited.priority].observe((now - waited.since) / 1000);
    } else if (waitingSince !== undefined) {
      this.adds += 1;
      this.waitSeconds.low.observe((now - waitingSince) / 1000);
    }
    this.#working.set(key, now);
  }

  done(key: ObjectKey): void {
    const since = this.#working.get(key);
    if (since === undefined) return;
    this.#working.delete(key);
    this.workSeconds.observe((this.#clock.monotonic() - since) / 1000);
  }

  closed(): void {
    this.#waiting.clear();
  }

  callStarted(call: ObservedCall): void {
    if (call.reason === 'daemon') {
      this.daemons += 1;
      return;
    }
    this.#calls.set(call, this.#clock.monotonic());
  }

  callEnded(call: ObservedCall, outcome: ObservedCallEnd['outcome'], end: ObservedCallEnd): void {
    if (call.reason === 'daemon') {
      this.daemons -= 1;
      if (outcome === 'failed') this.daemonFailures += 1;
      return;
    }
    const since = this.#calls.get(call);
    this.#calls.delete(call);
    if (since !== undefined) this.callSeconds.observe((this.#clock.monotonic() - since) / 1000);
    if (outcome === 'aborted') this.aborted += 1;
    else if (outcome === 'succeeded') this.ended[end.requeueAfterSeconds === undefined ? 'success' : 'requeue_after'] += 1;
    else {
      this.ended.error += 1;
      if (end.retryAt === undefined) this.terminal += 1;
      else this.retries += 1;
    }
  }

  turnFailed(): void {
    this.retries += 1;
  }

  turnOverdue(): void {
    this.overdue += 1;
  }

  writeLoopFound(): void {
    this.writeLoops += 1;
  }
}
