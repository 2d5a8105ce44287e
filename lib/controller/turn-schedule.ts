/**
 * Who has a turn when: one turn of an object at a time, a bounded number side by side, what failed after a pause, what waits
 * when its time comes. What a turn does is its owner's business.
 */
import { type BackOff, backOffDelay } from '../base/back-off.ts';
import type { Clock } from '../base/clock.ts';
import type { ObjectKey } from '../base/object-key.ts';
import { type QueuePriority, WorkQueue } from '../queue/work-queue.ts';
import type { TurnEnd } from './object-turn.ts';
import { WorkerSlots } from './worker-slots.ts';

/** How turns back off that fail before a handler is reached: the API server is the reason, not the object. */
export const TURN_BACK_OFF: BackOff = { initialSeconds: 0.5, factor: 2, maxSeconds: 60 };

/** What a schedule is made of. */
export interface TurnScheduleOptions {
  readonly clock: Clock;
  /** How many turns there may be side by side. */
  readonly limit: number;
  /** Takes a turn. What it rejects with is a failure of the turn. */
  take(key: ObjectKey): Promise<TurnEnd>;
  /** When an object needs its next turn although nothing happens, on the clock's monotonic time. */
  nextDueAt(key: ObjectKey, now: number): number | undefined;
  /** A turn failed; the next one comes after a pause. */
  failed(key: ObjectKey, error: unknown, inMilliseconds: number): void;
  /** A turn lasts so long that it gave its place free. */
  overdue(key: ObjectKey): void;
  /** A turn has ended. */
  ended(): void;
}

/** See the file's comment. */
export class TurnSchedule {
  readonly #options: TurnScheduleOptions;
  readonly #queue: WorkQueue;
  readonly #slots: WorkerSlots;
  readonly #failures = new Map<ObjectKey, number>();
  #begun = false;
  #stopped = false;
  #pumping = false;

  constructor(options: TurnScheduleOptions) {
    const { clock, limit } = options;
    this.#options = options;
    this.#queue = new WorkQueue({ clock, onReady: () => this.#pumpSoon() });
    this.#slots = new WorkerSlots({ clock, limit, onFreed: (key) => this.#overdue(key) });
  }

  /** How many turns are under way. */
  get busy(): number {
    return this.#queue.processing;
  }

  /** True when no turn is under way and none could begin. */
  get isIdle(): boolean {
    return this.#queue.size === 0 && this.#queue.processing === 0;
  }

  /** True when the object has a turn, or waits for one that could begin. */
  isBusy(key: ObjectKey): boolean {
    return this.#queue.isProcessing(key) || this.#queue.isWaiting(key);
  }

  /** Something happened to an object. */
  add(key: ObjectKey, priority: QueuePriority): void {
    this.#queue.add(key, { priority });
  }

  /** Until then objects only wait. */
  begin(): void {
    this.#begun = true;
    this.#pumpSoon();
  }

  /** No turn begins any more, and none is waited for; those under way go on. */
  stop(): void {
    this.#stopped = true;
    this.#queue.close();
    this.#slots.close();
  }

  /** In a microtask, so that what arrives in one chunk is one turn. */
  #pumpSoon(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  /** The one place that starts turns. */
  #pump(): void {
    while (this.#begun && !this.#stopped && this.#slots.hasFree) {
      const key = this.#queue.take();
      if (key === undefined) return;
      this.#slots.enter(key);
      void this.#process(key);
    }
  }

  async #process(key: ObjectKey): Promise<void> {
    try {
      this.#follow(key, await this.#options.take(key));
    } catch (error) {
      this.#options.failed(key, error, this.#tryLater(key));
    }
    this.#queue.done(key);
    this.#slots.leave(key);
    this.#options.ended();
    this.#pump();
  }

  #follow(key: ObjectKey, end: TurnEnd): void {
    if (end === 'gone') {
      this.#tryLater(key);
      return;
    }
    this.#failures.delete(key);
    if (end === 'again') this.#queue.add(key);
    const now = this.#options.clock.monotonic();
    const dueAt = this.#options.nextDueAt(key, now);
    // The queue keeps one delay a key, the next one.
    if (dueAt !== undefined) this.#queue.addAfter(key, Math.max(0, dueAt - now));
  }

  /** A turn that couldn't do its work leaves everything as it was, so that nothing but its own pause may bring the next one. */
  #tryLater(key: ObjectKey): number {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const pause = backOffDelay(TURN_BACK_OFF, failures, this.#options.clock.random());
    this.#queue.addAfter(key, pause);
    return pause;
  }

  #overdue(key: ObjectKey): void {
    this.#options.overdue(key);
    this.#pumpSoon();
  }
}
