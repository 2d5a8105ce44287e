/**
 * The end that a request may meet before its time: its signal, or its deadline. Whatever is under way for it (a wait, an
 * exchange) is told, at any stage, until the body has been read.
 */
import { type Clock, sleep, type Timer } from '../base/clock.ts';
import { AbortedError, DeadlineError } from '../base/errors.ts';
import type { TransportRequest } from './transport.ts';

/** Whatever can be given up with a reason. */
export interface Abortable {
  abort(error: Error): void;
}

/** The seconds that a request is given when it doesn't say. */
export const DEFAULT_TIMEOUT_SECONDS = 30;

/** One request's signal and deadline. */
export class RequestLife {
  #ended: Error | undefined;
  #under: Abortable | undefined;
  readonly #request: TransportRequest;
  readonly #server: string;
  readonly #timer: Timer | undefined;
  readonly #endsAt: number;
  readonly #clock: Clock;
  readonly #onAbort: (() => void) | undefined;

  /** @throws AbortedError the signal has aborted already */
  constructor(request: TransportRequest, server: string, clock: Clock) {
    this.#request = request;
    this.#server = server;
    this.#clock = clock;
    const { signal, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = request;
    if (signal?.aborted) throw this.#aborted();
    this.#endsAt = timeoutSeconds > 0 ? clock.monotonic() + timeoutSeconds * 1000 : Number.POSITIVE_INFINITY;
    if (timeoutSeconds > 0) this.#timer = clock.setTimeout(() => this.#end(this.#late(timeoutSeconds)), timeoutSeconds * 1000);
    if (signal) {
      this.#onAbort = () => this.#end(this.#aborted());
      signal.addEventListener('abort', this.#onAbort, { once: true });
    }
  }

  /** Why it ended early, if it did. */
  get ended(): Error | undefined {
    return this.#ended;
  }

  /** Milliseconds until the deadline. */
  get leftMilliseconds(): number {
    return this.#endsAt - this.#clock.monotonic();
  }

  /** From now on this is what is under way. */
  attend(under: Abortable): void {
    this.#under = under;
    if (this.#ended) under.abort(this.#ended);
  }

  /** A promise's outcome, or a rejection as soon as the request ends early. */
  race<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.attend({ abort: reject });
      promise.then(resolve, reject);
    });
  }

  /** Waits by another clock, such as a fake one, that back-off goes by. */
  async pause(clock: Clock, milliseconds: number): Promise<void> {
    const given = new AbortController();
    try {
      await this.race(sleep(clock, milliseconds, given.signal));
    } finally {
      given.abort();
    }
  }

  /** The request is over: nothing can end it any more. */
  release(): void {
    this.#timer?.cancel();
    if (this.#onAbort) this.#request.signal?.removeEventListener('abort', this.#onAbort);
    this.#under = undefined;
  }

  #end(error: Error): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#under?.abort(error);
  }

  #aborted(): AbortedError {
    const { method, path, signal } = this.#request;
    return new AbortedError(`${method} ${path} was given up`, { cause: signal?.reason });
  }

  #late(timeoutSeconds: number): DeadlineError {
    const { method, path } = this.#request;
    return new DeadlineError(`${method} ${path}: no complete answer from ${this.#server} within ${timeoutSeconds} s`);
  }
}
