/**
 * One daemon of one object: it is called, called again after a pause when it fails, and lives until it returns or is ended.
 * It never runs twice at once. The state machine is one pure step; the loop around it waits and calls.
 */
import { type Clock, sleep } from '../base/clock.ts';
import { settlesWithin } from '../base/settles-within.ts';
import type { AbortCause } from './tracked-object.ts';

/** Where a daemon stands. Times are on the clock's monotonic time. */
export type DaemonState =
  | { readonly kind: 'running'; readonly attempt: number }
  /** It failed, and runs again at that time. */
  | { readonly kind: 'waiting'; readonly attempt: number; readonly dueAt: number }
  /** It failed for good, and waits for a change of its object. */
  | { readonly kind: 'resting' }
  /** It has returned, or was ended. */
  | { readonly kind: 'over' };

/** What happens to a daemon. */
export type DaemonInput =
  | DaemonEnd
  /** Its pause is over. */
  | { readonly kind: 'due' }
  /** Somebody changed its object. */
  | { readonly kind: 'changed' };

/** How one call of it ended. */
export type DaemonEnd =
  | { readonly kind: 'returned' }
  /** `attempt` is the number of the one that failed; `retryAt` is when it is made again, undefined for never. */
  | { readonly kind: 'failed'; readonly attempt: number; readonly retryAt: number | undefined; readonly error?: unknown }
  | { readonly kind: 'aborted' };

/** How long a daemon pauses that failed for good while its object changed. */
const CHANGED_PAUSE_SECONDS = 1;

/** What follows. Pure. */
export function nextDaemonState(state: DaemonState, input: DaemonInput): DaemonState {
  switch (input.kind) {
    case 'returned':
    case 'aborted':
      return { kind: 'over' };
    case 'failed':
      return input.retryAt === undefined ? { kind: 'resting' } : { kind: 'waiting', attempt: input.attempt + 1, dueAt: input.retryAt };
    case 'due':
      return state.kind === 'waiting' ? { kind: 'running', attempt: state.attempt } : state;
    case 'changed':
      return state.kind === 'waiting' || state.kind === 'resting' ? { kind: 'running', attempt: 1 } : state;
  }
}

/** One call of a daemon's method. */
export interface DaemonCall {
  /** Resolves when its promise has settled and what it assigned is saved. Never rejects. */
  readonly done: Promise<DaemonEnd>;
  /** Asks it to end. */
  abort(cause: AbortCause): void;
  /** It did not end when asked: from now on it can change nothing. */
  leave(): void;
}

/** What a daemon is made of. */
export interface DaemonParts {
  readonly clock: Clock;
  readonly graceSeconds: number;
  /** Before this it doesn't begin: an older one of the same object may have been left behind. */
  readonly after: Promise<unknown>;
  call(attempt: number): DaemonCall;
}

/** See the file's comment. */
export class Daemon {
  readonly #parts: DaemonParts;
  #state: DaemonState = { kind: 'running', attempt: 1 };
  #call: DaemonCall | undefined;
  #pause: AbortController | undefined;
  /** Somebody has changed the object since the last call began. */
  #changed = false;
  #cause: AbortCause | undefined;
  /** Resolves when it is over. Never rejects. */
  readonly done: Promise<void>;

  /** Begins it. */
  constructor(parts: DaemonParts) {
    this.#parts = parts;
    this.done = this.#live();
  }

  /** Where it stands. */
  get state(): DaemonState {
    return this.#state;
  }

  /** Somebody has changed its object: what waits because it failed runs again at once. */
  changed(): void {
    this.#changed = true;
    this.#pause?.abort();
  }

  /** Ends it; resolves with whether it did in its grace, else it is left behind. */
  async end(cause: AbortCause): Promise<boolean> {
    this.#cause ??= cause;
    this.#pause?.abort();
    this.#call?.abort(cause);
    const { clock, graceSeconds } = this.#parts;
    if (await settlesWithin(clock, graceSeconds, this.done)) return true;
    this.#call?.leave();
    return false;
  }

  async #live(): Promise<void> {
    await this.#parts.after;
    while (this.#state.kind !== 'over') this.#state = nextDaemonState(this.#state, await this.#next(this.#state));
  }

  async #next(state: DaemonState): Promise<DaemonInput> {
    if (this.#cause) return { kind: 'aborted' };
    if (state.kind === 'running') return await this.#run(state.attempt);
    await this.#wait(state.kind === 'waiting' ? state.dueAt : undefined);
    if (this.#cause) return { kind: 'aborted' };
    return this.#changed ? { kind: 'changed' } : { kind: 'due' };
  }

  async #run(attempt: number): Promise<DaemonInput> {
    this.#changed = false;
    this.#call = this.#parts.call(attempt);
    const end = await this.#call.done;
    this.#call = undefined;
    const isChanged = this.#changed;
    this.#changed = false;
    if (end.kind !== 'failed' || end.retryAt !== undefined || !isChanged) return end;
    // It has failed for good, but not on the object as it is now; not at once, since the change may be its own.
    return { kind: 'failed', attempt: 0, retryAt: this.#parts.clock.monotonic() + CHANGED_PAUSE_SECONDS * 1000 };
  }

  /** Waits for a time, or for ever; less long when something happens. */
  async #wait(dueAt: number | undefined): Promise<void> {
    const { clock } = this.#parts;
    const pause = new AbortController();
    this.#pause = pause;
    if (dueAt !== undefined) await sleep(clock, dueAt - clock.monotonic(), pause.signal);
    else await new Promise<void>((resolve) => pause.signal.addEventListener('abort', () => resolve(), { once: true }));
    this.#pause = undefined;
  }
}
