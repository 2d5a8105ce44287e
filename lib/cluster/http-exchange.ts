/**
 * One request and its answer on an undici dispatcher. It works on undici's dispatch interface, without a stream or an
 * AbortController of its own, since this is the path that every event's writes take.
 *
 * The rule it keeps: whatever ends the exchange (the body's end, an error, an abort) ends it once, and the one who asked is told once.
 */
import type { Dispatcher } from 'undici';
import type { TransportBody } from './transport.ts';

/** Bytes that may wait unread before the connection is paused. */
const HIGH_WATER_BYTES = 256 * 1024;

/** The head of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Runs one dispatch and gathers what comes back. */
export class HttpExchange implements Dispatcher.DispatchHandler, TransportBody {
  /** Resolves with the head of the answer. */
  readonly head: Promise<AnswerHead>;
  #resolveHead!: (head: AnswerHead) => void;
  #rejectHead!: (error: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #answered = false;
  #ended = false;
  #error: Error | undefined;
  #chunks: Buffer[] = [];
  #waitingBytes = 0;
  #wake: (() => void) | undefined;
  #gathering = false;
  #whenDone: (() => void) | undefined;
  readonly #explain: (error: Error) => Error;

  /** @param explain makes of undici's error the one that the caller sees */
  constructor(explain: (error: Error) => Error) {
    this.#explain = explain;
    this.head = new Promise((resolve, reject) => {
      this.#resolveHead = resolve;
      this.#rejectHead = reject;
    });
  }

  /** True once the status has arrived. */
  get answered(): boolean {
    return this.#answered;
  }

  /** Calls back once when the exchange has ended, in whatever way; at once when it has already. */
  onceDone(callback: () => void): void {
    if (this.#ended) callback();
    else this.#whenDone = callback;
  }

  /** Ends the exchange with an error, whatever its state; harmless after its end. */
  abort(error: Error): void {
    if (this.#ended) return;
    this.#end(error);
    this.#controller?.abort(error);
  }

  /** Ends it without reading on. */
  destroy(): void {
    this.abort(new Error('the body was closed by its reader'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#ended) controller.abort(this.#error ?? new Error('ended'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (statusCode < 200) return;
    this.#answered = true;
    this.#resolveHead({ status: statusCode, headers: flatHeaders(headers) });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#ended) return;
    this.#chunks.push(chunk);
    this.#waitingBytes += chunk.length;
    if (!this.#gathering && this.#waitingBytes > HIGH_WATER_BYTES) controller.pause();
    this.#wake?.();
  }

  onResponseEnd(): void {
    this.#end(undefined);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#end(this.#explain(error));
  }

  /** The whole body. */
  async text(): Promise<string> {
    this.#gathering = true;
    this.#controller?.resume();
    while (!this.#ended) await this.#change();
    if (this.#error) throw this.#error;
    const chunks = this.#take();
    return chunks.length === 1 ? (chunks[0] as Buffer).toString() : Buffer.concat(chunks).toString();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        yield* this.#take();
        if (this.#chunks.length > 0) continue;
        if (this.#error) throw this.#error;
        if (this.#ended) return;
        this.#controller?.resume();
        await this.#change();
      }
    } finally {
      this.destroy();
    }
  }

  #take(): Buffer[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#waitingBytes = 0;
    return chunks;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }

  #end(error: Error | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    if (!this.#answered) this.#rejectHead(error ?? this.#explain(new Error('the connection ended before an answer')));
    this.#wake?.();
    this.#whenDone?.();
  }
}

function flatHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) headers[name] = value.join(', ');
  }
  return headers as Record<string, string>;
}
