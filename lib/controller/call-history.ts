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

/** A place for one object's last call. It is written over and not replaced, so that calls leave nothing behind for the collector. */
interface Place {
  key: ObjectKey;
  uid: string;
  handler: string;
  reason: string;
  attempt: number;
  reconcileId: string;
  startedAt: number;
  began: number;
  /** When it ended; NaN while it runs. */
  ended: number;
  outcome: ObservedCallEnd['outcome'] | undefined;
  error: string | undefined;
  /** Whether its object was called again since the hand last came by. */
  isSpared: boolean;
}

/** As many objects are remembered. */
const REMEMBERED = 4096;

/** The longest message that is kept. */
const MAX_MESSAGE = 1000;

/** See the file's comment. */
export class CallHistory implements ControllerObserver {
  readonly #clock: Clock;
  readonly #redact: (message: string) => string;
  readonly #places = new Map<ObjectKey, Place>();
  /** The same places in a ring. */
  readonly #ring: Place[] = [];
  /** Which place is looked at first when one is needed. */
  #hand = 0;
  readonly #failedTurns = new Map<ObjectKey, FailedTurn>();

  constructor({ clock, redact }: { clock: Clock; redact: (message: string) => string }) {
    this.#clock = clock;
    this.#redact = redact;
  }

  /** The last call of the object of that name. */
  lastCall(key: ObjectKey): LastCall | undefined {
    const place = this.#places.get(key);
    if (!place) return undefined;
    const { uid, handler, reason, attempt, reconcileId, startedAt, began, ended, outcome, error } = place;
    const until = outcome === undefined ? this.#clock.monotonic() : ended;
    return { uid, handler, reason, attempt, reconcileId, startedAt, seconds: Math.round(until - began) / 1000, outcome, error };
  }

  /** The last turn of the object that failed before a handler was reached, unless one has succeeded since. */
  failedTurn(key: ObjectKey): FailedTurn | undefined {
    return this.#failedTurns.get(key);
  }

  callStarted(call: ObservedCall): void {
    // A daemon runs beside all others, for as long as the object lives.
    if (call.reason === 'daemon') return;
    const place = this.#placeFor(call.key);
    place.uid = call.uid;
    place.handler = call.handler;
    place.reason = call.reason;
    place.attempt = call.attempt;
    place.reconcileId = call.reconcileId;
    place.startedAt = this.#clock.now();
    place.began = this.#clock.monotonic();
    place.ended = Number.NaN;
    place.outcome = undefined;
    place.error = undefined;
    if (this.#failedTurns.size > 0) this.#failedTurns.delete(call.key);
  }

  callEnded(call: ObservedCall, outcome: ObservedCallEnd['outcome'], end: ObservedCallEnd): void {
    const place = this.#places.get(call.key);
    if (place?.reconcileId !== call.reconcileId) return;
    place.ended = this.#clock.monotonic();
    place.outcome = outcome;
    if (outcome === 'failed') place.error = this.#message(end.error);
  }

  turnFailed(_kind: string, key: ObjectKey, error: unknown): void {
    this.#failedTurns.delete(key);
    if (this.#failedTurns.size >= REMEMBERED) this.#failedTurns.delete(this.#failedTurns.keys().next().value as ObjectKey);
    this.#failedTurns.set(key, { at: this.#clock.now(), error: this.#message(error) });
  }

  /** The place of an object; a new one while there is room, else that of an object that wasn't called for about one round. */
  #placeFor(key: ObjectKey): Place {
    const known = this.#places.get(key);
    if (known) {
      known.isSpared = true;
      return known;
    }
    const place = this.#ring.length < REMEMBERED ? this.#newPlace(key) : this.#freePlace();
    place.key = key;
    this.#places.set(key, place);
    return place;
  }

  #newPlace(key: ObjectKey): Place {
    const call = {
      uid: '',
      handler: '',
      reason: '',
      attempt: 0,
      reconcileId: '',
      startedAt: Number.NaN,
      began: Number.NaN,
      ended: Number.NaN,
    };
    const place = { key, ...call, outcome: undefined, error: undefined, isSpared: false };
    this.#ring.push(place);
    return place;
  }

  #freePlace(): Place {
    for (;;) {
      const place = this.#ring[this.#hand] as Place;
      this.#hand = (this.#hand + 1) % this.#ring.length;
      if (!place.isSpared) {
        this.#places.delete(place.key);
        return place;
      }
      place.isSpared = false;
    }
  }

  #message(error: unknown): string {
    const message = this.#redact(messageOf(error));
    return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message;
  }
}
