/**
 * The last call of each object, for whoever asks why something happened or didn't. Bounded: of very many objects only those that
 * were handled last are known.
 */
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { ControllerObserver, ObservedCall, ObservedCallEnd } from './controller-context.ts';

/** The last call of an object. */
export interface LastCall {
  readonly uid: string;
  readonly handler: string;
  readonly reason: string;
  readonly attempt: number;
  readonly reconcileId: string;
  /** When it began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** How long it took, or has taken so far. */
  readonly seconds: number;
  /** Undefined while it runs. */
  readonly outcome: ObservedCallEnd['outcome'] | undefined;
  /** The message of what it failed with, without secrets. */
  readonly error: string | undefined;
}

/** A turn that failed before a handler was reached. */
export interface FailedTurn {
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  /** The message, without secrets. */
  readonly error: string;
}

interface Entry {
  readonly call: ObservedCall;
  readonly startedAt: number;
  readonly began: number;
  ended: number | undefined;
  outcome: ObservedCallEnd['outcome'] | undefined;
  error: string | undefined;
}

/** As many objects are remembered. */
const REMEMBERED = 4096;

/** The longest message that is kept. */
const MAX_MESSAGE = 1000;

/** See the file's comment. */
export class CallHistory implements ControllerObserver {
  readonly #clock: Clock;
  readonly #redact: (message: string) => string;
  readonly #calls = new Map<ObjectKey, Entry>();
  readonly #failedTurns = new Map<ObjectKey, FailedTurn>();

  constructor({ clock, redact }: { clock: Clock; redact: (message: string) => string }) {
    this.#clock = clock;
    this.#redact = redact;
  }

  /** The last call of the object of that name. */
  lastCall(key: ObjectKey): LastCall | undefined {
    const entry = this.#calls.get(key);
    if (!entry) return undefined;
    const { call, startedAt, began, ended, outcome, error } = entry;
    const { uid, handler, reason, attempt, reconcileId } = call;
    return {
      uid,
      handler,
      reason,
      attempt,
      reconcileId,
      startedAt,
      seconds: Math.round((ended ?? this.#clock.monotonic()) - began) / 1000,
      outcome,
      error,
    };
  }

  /** The last turn of the object that failed before a handler was reached, unless one has succeeded since. */
  failedTurn(key: ObjectKey): FailedTurn | undefined {
    return this.#failedTurns.get(key);
  }

  callStarted(call: ObservedCall): void {
    // A daemon runs beside all others, for as long as the object lives.
    if (call.reason === 'daemon') return;
    // In the order of the last calls, so that the oldest is the first.
    this.#calls.delete(call.key);
    if (this.#calls.size >= REMEMBERED) this.#calls.delete(this.#calls.keys().next().value as ObjectKey);
    this.#calls.set(call.key, {
      call,
      startedAt: this.#clock.now(),
      began: this.#clock.monotonic(),
      ended: undefined,
      outcome: undefined,
      error: undefined,
    });
    if (this.#failedTurns.size > 0) this.#failedTurns.delete(call.key);
  }

  callEnded(call: ObservedCall, outcome: ObservedCallEnd['outcome'], end: ObservedCallEnd): void {
    const entry = this.#calls.get(call.key);
    if (entry?.call !== call) return;
    entry.ended = this.#clock.monotonic();
    entry.outcome = outcome;
    if (outcome === 'failed') entry.error = this.#message(end.error);
  }

  turnFailed(_kind: string, key: ObjectKey, error: unknown): void {
    this.#failedTurns.delete(key);
    if (this.#failedTurns.size >= REMEMBERED) this.#failedTurns.delete(this.#failedTurns.keys().next().value as ObjectKey);
    this.#failedTurns.set(key, { at: this.#clock.now(), error: this.#message(error) });
  }

  #message(error: unknown): string {
    const message = this.#redact(messageOf(error));
    return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message;
  }
}
