/**
 * The keyed work queue of one kind. It keeps these rules:
 * a key is never handed out twice at once; what is added while it is being worked on is handed out again after done();
 * a burst of adds to one key is one item; urgent keys come first, but no key waits for ever; a busy key holds up no other.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { ObjectKey } from '../base/object-key.ts';
import { Backlog, type BacklogSource } from './backlog.ts';
import { DelayHeap } from './delay-heap.ts';
import { KeyLine } from './key-line.ts';

/** How urgent a key is: users' changes are high, first lists and resyncs low. */
export type QueuePriority = 'high' | 'normal' | 'low';

/** Is told what a queue does. Must not throw, and must cost next to nothing. */
export interface WorkQueueObserver {
  /** A key can be taken from now on, or more urgently than before. */
  added(key: ObjectKey, priority: QueuePriority): void;
  /** It is being worked on. @param waitingSince when it began to wait, for one of a backlog, which nobody added */
  taken(key: ObjectKey, waitingSince?: number): void;
  /** The work on it has ended. */
  done(key: ObjectKey): void;
  /** All that waited is forgotten. */
  closed(): void;
}

/** Options of a WorkQueue. */
export interface WorkQueueOptions {
  /** Whose time the delays are in. */
  clock: Clock;
  /**
   * Called when the queue goes from 'nothing to take' to 'something to take': once, not for each add. It is called in the
   * middle of add(), done() or a timer; whoever starts work from it should do so in a microtask, so that a burst that is
   * being added is one item. @default nobody
   */
  onReady?: () => void;
  /** @default nobody */
  observer?: WorkQueueObserver | undefined;
}

/** Options of an add. */
export interface AddOptions {
  /** A key that waits already keeps the more urgent of the two. @default 'normal' */
  priority?: QueuePriority;
}

/** A line of one priority. */
interface Lane {
  readonly line: KeyLine;
  /** After how many takes from more urgent lanes it has its turn. */
  readonly patience: number;
  /** How many takes have passed it over. */
  passedOver: number;
}

const HIGH = 0;
const NORMAL = 1;
const LOW = 2;
const RANKS: Readonly<Record<QueuePriority, number>> = { high: HIGH, normal: NORMAL, low: LOW };
const PRIORITIES: readonly QueuePriority[] = ['high', 'normal', 'low'];

/** The most takes from more urgent lanes while a normal or a low key stands first in its own. */
const NORMAL_PATIENCE = 4;
const LOW_PATIENCE = 16;

/** A work queue. */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #onReady: (() => void) | undefined;
  readonly #observer: WorkQueueObserver | undefined;
  /** Keys that can be taken, with the rank under which they can. A key in a line that isn't here with that rank doesn't count. */
  readonly #ready = new Map<ObjectKey, number>();
  /** Keys being worked on; the value is the rank under which they were added meanwhile, or undefined. */
  readonly #processing = new Map<ObjectKey, number | undefined>();
  readonly #lanes: readonly [Lane, Lane, Lane] = [lane(Number.POSITIVE_INFINITY), lane(NORMAL_PATIENCE), lane(LOW_PATIENCE)];
  /** Waits as if each of its keys had been added as a low one, but is nowhere but where it comes from. */
  #backlog: Backlog | undefined;
  /** Whether the next low key is one of the backlog, when there are others as well: they take turns. */
  #backlogIsNext = false;
  readonly #delayed = new DelayHeap();
  #timer: Timer | undefined;
  #timerDue = Number.POSITIVE_INFINITY;
  #closed = false;

  constructor(options: WorkQueueOptions) {
    this.#clock = options.clock;
    this.#onReady = options.onReady;
    this.#observer = options.observer;
  }

  /** How many keys can be taken now; of those of a backlog, about how many. */
  get size(): number {
    return this.#ready.size + (this.#nextOfBacklog() === undefined ? 0 : (this.#backlog?.size ?? 0));
  }

  /** How many of them have each priority. */
  depths(): Record<QueuePriority, number> {
    const depths = { high: 0, normal: 0, low: this.size - this.#ready.size };
    for (const rank of this.#ready.values()) depths[PRIORITIES[rank] as QueuePriority] += 1;
    return depths;
  }

  /** How many keys wait for their time. */
  get delayed(): number {
    return this.#delayed.size;
  }

  /** How many keys are being worked on. */
  get processing(): number {
    return this.#processing.size;
  }

  /** The keys that are being worked on. */
  processingKeys(): IterableIterator<ObjectKey> {
    return this.#processing.keys();
  }

  /** True while the key is being worked on. */
  isProcessing(key: ObjectKey): boolean {
    return this.#processing.has(key);
  }

  /** True when the key waits to be taken, now or after the work on it is done. */
  isWaiting(key: ObjectKey): boolean {
    return this.priorityOf(key) !== undefined;
  }

  /** How a key waits to be taken, now or after the work on it is done; undefined when it doesn't. */
  priorityOf(key: ObjectKey): QueuePriority | undefined {
    const rank = this.#ready.get(key) ?? this.#processing.get(key);
    if (rank !== undefined) return PRIORITIES[rank];
    return this.#backlog?.has(key) ? 'low' : undefined;
  }

  /** When the delay of a key ends, on the clock's monotonic time; undefined without one. */
  delayOf(key: ObjectKey): number | undefined {
    return this.#delayed.dueOf(key);
  }

  /** Adds a key to be handed out as soon as possible. A delay that it waits for goes on. */
  add(key: ObjectKey, options?: AddOptions): void {
    this.#add(key, RANKS[options?.priority ?? 'normal']);
  }

  /** Many keys wait from now on, in the place of those of an earlier backlog, as if each had been added as a low one. */
  addAll(source: BacklogSource): void {
    if (this.#closed) return;
    const isFirst = this.size === 0;
    this.#backlog = new Backlog(source, this.#clock.monotonic());
    if (isFirst && this.size > 0) this.#onReady?.();
  }

  /** Adds a key after a delay; of several delays of one key the one that ends first counts. */
  addAfter(key: ObjectKey, delayMilliseconds: number): void {
    if (this.#closed) return;
    if (!(delayMilliseconds > 0)) {
      this.#add(key, NORMAL);
      return;
    }
    this.#delayed.add(key, this.#clock.monotonic() + delayMilliseconds);
    this.#setTimer();
  }

  /** Forgets the delay of a key; what was added without one stays. */
  cancelDelay(key: ObjectKey): void {
    if (this.#delayed.remove(key)) this.#setTimer();
  }

  /** Hands out the next key, which is being worked on until done(); undefined when there is none. */
  take(): ObjectKey | undefined {
    const backlogged = this.#nextOfBacklog();
    const rank = this.#nextRank(backlogged !== undefined);
    if (rank < 0) return undefined;
    const { line } = this.#lanes[rank as 0 | 1 | 2];
    const isBacklogged = rank === LOW && backlogged !== undefined && (this.#backlogIsNext || line.length === 0);
    if (rank === LOW) this.#backlogIsNext = !isBacklogged;
    return isBacklogged ? this.#takeBacklogged(backlogged) : this.#takeFrom(line);
  }

  /**
   * Ends the work on a key. If it was added meanwhile it can be taken again.
   *
   * @param isAnswered asked in that case: whether the work has seen to what it was added for. @default it hasn't
   */
  done(key: ObjectKey, isAnswered?: (key: ObjectKey) => boolean): void {
    const rank = this.#processing.get(key);
    if (!this.#processing.delete(key)) return;
    this.#observer?.done(key);
    if (rank !== undefined && isAnswered?.(key) !== true) this.#add(key, rank);
  }

  /** Forgets everything and takes nothing more. Work that is under way may still call done(). */
  close(): void {
    this.#closed = true;
    this.clear();
  }

  /** Forgets everything that waits. Work that is under way goes on. */
  clear(): void {
    this.#ready.clear();
    this.#backlog = undefined;
    for (const { line } of this.#lanes) line.clear();
    for (const key of this.#processing.keys()) this.#processing.set(key, undefined);
    this.#delayed.clear();
    this.#setTimer();
    this.#observer?.closed();
  }

  #add(key: ObjectKey, rank: number): void {
    if (this.#closed) return;
    if (this.#processing.has(key)) {
      this.#processing.set(key, Math.min(rank, this.#processing.get(key) ?? LOW));
      return;
    }
    const known = this.#ready.get(key);
    if (known !== undefined && known <= rank) return;
    // Made more urgent: its entry in the old line no longer counts.
    this.#ready.set(key, rank);
    this.#lanes[rank as 0 | 1 | 2].line.push(key);
    this.#observer?.added(key, PRIORITIES[rank] as QueuePriority);
    if (this.#ready.size === 1 && known === undefined) this.#onReady?.();
  }

  #takeFrom(line: KeyLine): ObjectKey {
    const key = line.first() as ObjectKey;
    line.shift();
    this.#ready.delete(key);
    this.#processing.set(key, undefined);
    this.#observer?.taken(key);
    return key;
  }

  #takeBacklogged(key: ObjectKey): ObjectKey {
    this.#backlog?.shift();
    this.#processing.set(key, undefined);
    this.#observer?.taken(key, this.#backlog?.since);
    return key;
  }

  /**
   * The lane that has its turn: the most urgent one, or one whose patience is at its end; -1 when all are empty.
   *
   * @param hasBacklog whether a backlog waits, which is part of the last lane
   */
  #nextRank(hasBacklog: boolean): number {
    const lanes = this.#lanes;
    const waits = (rank: number, line: KeyLine) => line.length > 0 || (hasBacklog && rank === LOW);
    let chosen = -1;
    for (let rank = LOW; rank >= HIGH; rank--) {
      const candidate = lanes[rank as 0 | 1 | 2];
      this.#dropStale(candidate.line, rank);
      if (!waits(rank, candidate.line)) candidate.passedOver = 0;
      else if (chosen < 0 || (lanes[chosen as 0 | 1 | 2] as Lane).passedOver < lanes[chosen as 0 | 1 | 2].patience) chosen = rank;
    }
    for (let rank = LOW; rank > chosen && chosen >= 0; rank--) {
      const candidate = lanes[rank as 0 | 1 | 2];
      if (waits(rank, candidate.line)) candidate.passedOver++;
    }
    if (chosen >= 0) lanes[chosen as 0 | 1 | 2].passedOver = 0;
    return chosen;
  }

  /** The first key of the backlog that doesn't wait otherwise, and isn't being worked on. */
  #nextOfBacklog(): ObjectKey | undefined {
    for (let key = this.#backlog?.first(); key !== undefined; key = this.#backlog?.first()) {
      if (this.#processing.has(key)) this.#add(key, LOW);
      else if (!this.#ready.has(key)) return key;
      this.#backlog?.shift();
    }
    this.#backlog = undefined;
    return undefined;
  }

  /** Drops entries at the head of a line that were taken or made more urgent since. */
  #dropStale(line: KeyLine, rank: number): void {
    for (let key = line.first(); key !== undefined && this.#ready.get(key) !== rank; key = line.first()) line.shift();
  }

  /** One timer for all delays, set anew only when the first of them changed. */
  #setTimer(): void {
    const due = this.#delayed.nextDue ?? Number.POSITIVE_INFINITY;
    if (due === this.#timerDue) return;
    this.#timer?.cancel();
    this.#timerDue = due;
    this.#timer = due === Number.POSITIVE_INFINITY ? undefined : this.#clock.setTimeout(() => this.#ripen(), due - this.#clock.monotonic());
  }

  #ripen(): void {
    this.#timerDue = Number.POSITIVE_INFINITY;
    const now = this.#clock.monotonic();
    for (let key = this.#delayed.takeDue(now); key !== undefined; key = this.#delayed.takeDue(now)) this.#add(key, NORMAL);
    this.#setTimer();
  }
}

function lane(patience: number): Lane {
  return { line: new KeyLine(), patience, passedOver: 0 };
}
