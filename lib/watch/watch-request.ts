/**
 * One request for a stream, from its opening to its end: hands out its lines, gives it up when it is silent for too long, and
 * always frees its connection.
 */
import type { Clock, Timer } from '../base/clock.ts';
import { ApiError, DeadlineError } from '../base/errors.ts';
import { apiErrorOf, isSuccess } from '../cluster/api-answer.ts';
import type { Transport, TransportRequest } from '../cluster/transport.ts';
import { LineSplitter, type LineTaker } from './line-splitter.ts';

/** What is asked for, and who is told. */
export interface WatchRequestOptions {
  transport: Transport;
  clock: Clock;
  path: string;
  query: NonNullable<TransportRequest['query']>;
  /** Ends it at once. */
  signal: AbortSignal;
  /** How long it may be silent now, in milliseconds; asked anew now and then. */
  silenceMilliseconds: () => number;
  /** The server has accepted it. */
  onOpen: () => void;
  onLine: LineTaker;
  /** All lines of a chunk have been handed out; `rest` is the beginning of the next one. */
  onChunk: (rest: () => Buffer) => void;
}

/** How long a server may take to accept a stream, in milliseconds. */
const ANSWER_MILLISECONDS = 60_000;

/** How often it is looked at least, since the limit may become shorter meanwhile. */
const LOOK_MILLISECONDS = 30_000;

/** The error of a stream that was silent. */
export class SilenceError extends DeadlineError {
  /** True when the server had accepted the stream. */
  readonly accepted: boolean;

  constructor(path: string, accepted: boolean, milliseconds: number) {
    const what = accepted ? 'has sent nothing' : 'has not answered';
    super(`WATCH ${path}: the server ${what} for ${Math.round(milliseconds / 1000)} s`);
    this.accepted = accepted;
  }
}

/** A request for a stream. */
export class WatchRequest {
  readonly #options: WatchRequestOptions;
  readonly #controller = new AbortController();
  #timer: Timer | undefined;
  #lastContact: number;
  #accepted = false;
  #silent: SilenceError | undefined;

  constructor(options: WatchRequestOptions) {
    this.#options = options;
    this.#lastContact = options.clock.monotonic();
  }

  /** When something last came, or it was opened, by the monotonic clock. */
  get lastContact(): number {
    return this.#lastContact;
  }

  /**
   * Reads the stream until the server ends it, or the signal aborts.
   *
   * @returns the rest that was no whole line
   * @throws ApiError the server refused it; SilenceError; UnreachableError; whatever onLine throws
   */
  async read(): Promise<Buffer> {
    const { signal } = this.#options;
    const abort = () => this.#controller.abort(signal.reason);
    if (signal.aborted) return Buffer.alloc(0);
    signal.addEventListener('abort', abort, { once: true });
    this.#guard(this.#limit());
    try {
      return await this.#exchange();
    } catch (error) {
      if (this.#silent && !ApiError.is(error)) throw this.#silent;
      throw error;
    } finally {
      this.#timer?.cancel();
      signal.removeEventListener('abort', abort);
    }
  }

  async #exchange(): Promise<Buffer> {
    const { transport, path, query, clock, onOpen, onLine, onChunk } = this.#options;
    const request = { method: 'GET', path, query, signal: this.#controller.signal, timeoutSeconds: 0 } as const;
    const response = await transport.request(request);
    const splitter = new LineSplitter(onLine);
    const rest = () => splitter.rest;
    try {
      this.#lastContact = clock.monotonic();
      if (!isSuccess(response.status)) throw await apiErrorOf(request, response, clock.now());
      this.#accepted = true;
      this.#guard(this.#limit());
      onOpen();
      for await (const chunk of response.body) {
        if (this.#controller.signal.aborted) break;
        this.#lastContact = clock.monotonic();
        splitter.push(chunk);
        onChunk(rest);
      }
    } finally {
      response.body.destroy();
    }
    if (this.#silent) throw this.#silent;
    return splitter.rest;
  }

  #limit(): number {
    return this.#accepted ? this.#options.silenceMilliseconds() : ANSWER_MILLISECONDS;
  }

  /** Looks again when the limit may have passed. It isn't set anew for each chunk: that would cost more than the chunk. */
  #guard(milliseconds: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.setTimeout(
      () => {
        const limit = this.#limit();
        const silent = this.#options.clock.monotonic() - this.#lastContact;
        if (silent < limit) {
          this.#guard(limit - silent);
          return;
        }
        this.#silent = new SilenceError(this.#options.path, this.#accepted, silent);
        this.#controller.abort(this.#silent);
      },
      Math.min(milliseconds, LOOK_MILLISECONDS),
    );
  }
}
