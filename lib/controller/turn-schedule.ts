/**
 * Who has a turn when: one turn of an object at a time, a bounded number side by side, what failed after a pause, what waits
 * when its time comes. What a turn does is its owner's business.
 */
import { type BackOff, backOffDelay } from '../base/back-off.ts';
import { afterThisTurn, type Clock } from '../base/clock.ts';
import type { Eventual } from '../base/eventual.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { BacklogSource } from '../queue/backlog.ts';
import { type QueuePriority, WorkQueue, type WorkQueueObserver } from '../queue/work-queue.ts';
import type { TurnEnd } from './object-turn.ts';
import { WorkerSlots } from './worker-slots.ts';

/** How turns back off that fail before a handler is reached: the API server is the reason, not the object. */
export const TURN_BACK_OFF: BackOff = { initialSeconds: 0.5, factor: 2, maxSeconds: 60 };

/** How many turns may begin before everything else has its chance: few enough for a millisecond or two. */
const MOST_IN_A_ROW = 100;

/** What a schedule is made of. */
export interface TurnScheduleOptions {
  readonly clock: Clock;
  /** How many turns there may be side by side. */
  readonly limit: number;
  /** Takes a turn. What it throws or rejects with is a failure of the turn. */
  take(key: ObjectKey): Eventual<TurnEnd>;
  /** When an object needs its next turn although nothing happens, on the clock's monotonic time. */
  nextDueAt(key: ObjectKey): number | undefined;
  /**
   * Whether an object needs nothing more, although something happened to it during the turn that has just ended: as a rule the watch
   * has shown what the turn itself wrote. @default it may need something
   */
  isCalm?(key: ObjectKey): boolean;
  /** A turn failed; the next one comes after a pause. */
  failed(key: ObjectKey, error: unknown, inMilliseconds: number): void;
  /** A turn lasts so long that it gave its place free. */
  overdue(key: ObjectKey): void;
  /** A turn has ended. */
  ended(key: ObjectKey): void;
  /** Is told what the queue does. @default nobody */
  readonly queueObserver?: WorkQueueObserver | undefined;
}

/** What waits and what is under way. */
export interface ScheduleFigures {
  /** How many turns could begin, by priority. */
  readonly ready: Readonly<Record<QueuePriority, number>>;
  /** How many objects wait for their time. */
  readonly delayed: number;
  /** How many turns are under way. */
  readonly busy: number;
  /** How many of them have given their place free. */
  readonly overdue: number;
}

/** Where one object stands in the schedule. */
export interface ScheduledObject {
  /** Whether its turn is under way. */
  readonly working: boolean;
  /** How it waits for a turn that could begin; undefined when it doesn't. */
  readonly waiting: QueuePriority | undefined;
  /** When its next turn is due, on the clock's monotonic time; undefined for never. */
  readonly dueAt: number | undefined;
  /** How many turns in a row have failed before a handler was reached. */
  readonly failures: number;
}

/** See the file's comment. */
export class TurnSchedule {
  readonly #options: TurnScheduleOptions;
  readonly #queue: WorkQueue;
  readonly #slots: WorkerSlots;
  readonly #failures = new Map<ObjectKey, number>();
  #begun = false;
  #stopped = false;
  /** A pump is on its way. */
  #pumping = false;
  /** How many turns have begun since others last had their chance. */
  #inARow = 0;

  constructor(options: TurnScheduleOptions) {
    const { clock, limit } = options;
    this.#options = options;
    this.#queue = new WorkQueue({ clock, onReady: () => this.#pumpSoon(), observer: options.queueObserver });
    this.#slots = new WorkerSlots({ clock, limit, onFreed: (key) => this.#overdue(key) });
  }

  /** How many turns are under way. */
  get busy(): number {
    return this.#queue.processing;
  }

  /** What waits and what is under way. */
  get figures(): ScheduleFigures {
    const { delayed, processing } = this.#queue;
    return { ready: this.#queue.depths(), delayed, busy: processing, overdue: this.#slots.overdue };
  }

  /** True when no turn is under way and none could begin. */
  get isIdle(): boolean {
    return this.#queue.size === 0 && this.#queue.processing === 0;
  }

  /** True when the object has a turn, or waits for one that could begin. */
  isBusy(key: ObjectKey): boolean {
    return this.#queue.isProcessing(key) || this.#queue.isWaiting(key);
  }

  /** The objects whose turns are under way. */
  workingKeys(): IterableIterator<ObjectKey> {
    return this.#queue.processingKeys();
  }

  /** Nothing waits any more for its time. */
  forget(key: ObjectKey): void {
    this.#queue.cancelDelay(key);
    this.#failures.delete(key);
  }

  /** Where an object stands. */
  of(key: ObjectKey): ScheduledObject {
    const queue = this.#queue;
    return {
      working: queue.isProcessing(key),
      waiting: queue.priorityOf(key),
      dueAt: queue.delayOf(key),
      failures: this.#failures.get(key) ?? 0,
    };
  }

  /** Something happened to an object. */
  add(key: ObjectKey, priority: QueuePriority): void {
    this.#queue.add(key, { priority });
  }

  /** Many objects wait from now on, after those to which something happens. */
  addAll(source: BacklogSource): void {
    this.#queue.addAll(source);
  }

  /** Until then objects only wait. */
  begin(): void {
    this.#begun = true;
    this.#pumpSoon();
  }

  /** Forgets who waits, and lets no turn begin until `begin`; those under way go on. */
  pause(): void {
    this.#begun = false;
    this.#queue.clear();
    this.#failures.clear();
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
    queueMicrotask(() => this.#pump());
  }

  /**
   * The one place that starts turns. Turns that wait for nothing would hold up everything else, so that after a while others have
   * their chance first: what the watch brings meanwhile is coalesced with what waits.
   */
  #pump(): void {
    this.#pumping = false;
    while (this.#begun && !this.#stopped && this.#slots.hasFree) {
      if (this.#inARow >= MOST_IN_A_ROW) return this.#pumpAfterOthers();
      const key = this.#queue.take();
      if (key === undefined) return;
      this.#inARow += 1;
      this.#process(key);
    }
  }

  #pumpAfterOthers(): void {
    this.#pumping = true;
    afterThisTurn(() => {
      this.#inARow = 0;
      this.#pump();
    });
  }

  #process(key: ObjectKey): void {
    let turn: Eventual<TurnEnd>;
    try {
      turn = this.#options.take(key);
    } catch (error) {
      this.#failed(key, error);
      this.#ended(key, undefined);
      return;
    }
    if (!(turn instanceof Promise)) {
      this.#follow(key, turn);
      this.#ended(key, turn);
      return;
    }
    this.#slots.enter(key);
    turn.then(
      (end) => {
        this.#follow(key, end);
        this.#leave(key, end);
      },
      (error: unknown) => {
        this.#failed(key, error);
        this.#leave(key, undefined);
      },
    );
  }

  /** A turn has ended that held a place. */
  #leave(key: ObjectKey, end: TurnEnd | undefined): void {
    this.#slots.leave(key);
    this.#ended(key, end);
    if (!this.#pumping) this.#pump();
  }

  #failed(key: ObjectKey, error: unknown): void {
    this.#options.failed(key, error, this.#tryLater(key));
  }

  /** @param end undefined for a turn that has failed */
  #ended(key: ObjectKey, end: TurnEnd | undefined): void {
    this.#queue.done(key, end === 'done' ? this.#options.isCalm : undefined);
    this.#options.ended(key);
  }

  #follow(key: ObjectKey, end: TurnEnd): void {
    // Whose turn outlasts a pause waits for nothing that was before it.
    if (!this.#begun) return;
    if (end === 'later') {
      this.#tryLater(key);
      return;
    }
    this.#failures.delete(key);
    if (end === 'again') this.#queue.add(key);
    const dueAt = this.#options.nextDueAt(key);
    // The queue keeps one delay a key, the next one.
    if (dueAt !== undefined) this.#queue.addAfter(key, Math.max(0, dueAt - this.#options.clock.monotonic()));
  }

  /** A turn that couldn't do its work leaves everything as it was, so that nothing but its own pause may bring the next one. */
  #tryLater(key: ObjectKey): number {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    if (this.#begun) this.#failures.set(key, failures);
    const pause = backOffDelay(TURN_BACK_OFF, failures, this.#options.clock.random());
    if (this.#begun) this.#queue.addAfter(key, pause);
    return pause;
  }

  #overdue(key: ObjectKey): void {
    this.#options.overdue(key);
    this.#pumpSoon();
  }
}
