/**
 * When the timers of one object are due. It knows the time only as it is told, and calls nothing: the object's turns ask it
 * what is due, and say how that ended. No clock runs for it, since the next due time is one of those that the object waits for.
 */
import type { ResolvedTimer } from '../resource/timers-and-daemons.ts';

/** Where one timer stands. Times are on the clock's monotonic time. */
export type TimerState =
  /** The next call waits for its time. */
  | { readonly kind: 'waiting'; readonly dueAt: number }
  /** The last call failed and is made again; `since` is when its first attempt was due. */
  | { readonly kind: 'retrying'; readonly dueAt: number; readonly since: number; readonly failures: number }
  /** It has failed for good: it waits for a change. */
  | { readonly kind: 'stopped' };

/** What happened to a timer. */
export type TimerInput =
  | { readonly kind: 'succeeded'; readonly dueAt: number; readonly now: number }
  /** `retryAt` is when the call is made again; undefined for never. */
  | { readonly kind: 'failed'; readonly dueAt: number; readonly retryAt: number | undefined }
  /** The object was changed by somebody. */
  | { readonly kind: 'changed'; readonly now: number };

/** A timer that is due. */
export interface DueTimer {
  readonly timer: ResolvedTimer;
  /** Since when. */
  readonly dueAt: number;
  /** How many attempts have failed. */
  readonly failures: number;
}

/** What follows. Pure; a change makes a failed call due at once, and leaves a timer alone that waits for its time. */
export function nextTimerState(timer: ResolvedTimer, state: TimerState, input: TimerInput): TimerState {
  switch (input.kind) {
    case 'succeeded':
      return { kind: 'waiting', dueAt: afterSuccess(timer, state.kind === 'retrying' ? state.since : input.dueAt, input.now) };
    case 'failed': {
      if (input.retryAt === undefined) return { kind: 'stopped' };
      const [since, failures] = state.kind === 'retrying' ? [state.since, state.failures] : [input.dueAt, 0];
      return { kind: 'retrying', dueAt: input.retryAt, since, failures: failures + 1 };
    }
    case 'changed':
      return state.kind === 'waiting' ? state : { kind: 'waiting', dueAt: input.now };
  }
}

/** A sharp timer keeps to the grid that its calls began on, however long they take. */
function afterSuccess({ sharp, intervalSeconds }: ResolvedTimer, since: number, now: number): number {
  const interval = intervalSeconds * 1000;
  return sharp ? since + (Math.floor((now - since) / interval) + 1) * interval : now + interval;
}

/** See the file's comment. */
export class TimerSchedule {
  readonly #timers: readonly ResolvedTimer[];
  /** One for each timer, in the same order. */
  readonly #states: TimerState[];
  /** When the object was last seen to be changed by somebody. */
  #changedAt: number;

  /** From now on the initial delays count. */
  constructor(timers: readonly ResolvedTimer[], now: number) {
    this.#timers = timers;
    this.#states = timers.map(({ initialDelaySeconds }) => ({ kind: 'waiting', dueAt: now + initialDelaySeconds * 1000 }));
    this.#changedAt = now;
  }

  /** The object was changed by somebody. */
  changed(now: number): void {
    this.#changedAt = now;
    for (const timer of this.#timers) this.#step(timer, { kind: 'changed', now });
  }

  /** The timer that has been due for longest. */
  due(now: number): DueTimer | undefined {
    let first: DueTimer | undefined;
    for (const [place, timer] of this.#timers.entries()) {
      const dueAt = this.#dueAt(place);
      if (dueAt > now || (first && first.dueAt <= dueAt)) continue;
      const state = this.#states[place];
      first = { timer, dueAt, failures: state?.kind === 'retrying' ? state.failures : 0 };
    }
    return first;
  }

  /** A call that was due has succeeded. */
  succeeded({ timer, dueAt }: DueTimer, now: number): void {
    this.#step(timer, { kind: 'succeeded', dueAt, now });
  }

  /** A call that was due has failed; it is made again at that time, or never. */
  failed({ timer, dueAt }: DueTimer, retryAt: number | undefined): void {
    this.#step(timer, { kind: 'failed', dueAt, retryAt });
  }

  /** When the next one is due; undefined for never. */
  get nextDueAt(): number | undefined {
    let next = Number.POSITIVE_INFINITY;
    for (const place of this.#states.keys()) next = Math.min(next, this.#dueAt(place));
    return next === Number.POSITIVE_INFINITY ? undefined : next;
  }

  #dueAt(place: number): number {
    const state = this.#states[place] as TimerState;
    if (state.kind === 'stopped') return Number.POSITIVE_INFINITY;
    const { idleSeconds } = this.#timers[place] as ResolvedTimer;
    return idleSeconds === 0 ? state.dueAt : Math.max(state.dueAt, this.#changedAt + idleSeconds * 1000);
  }

  #step(timer: ResolvedTimer, input: TimerInput): void {
    const place = this.#timers.indexOf(timer);
    this.#states[place] = nextTimerState(timer, this.#states[place] as TimerState, input);
  }
}
