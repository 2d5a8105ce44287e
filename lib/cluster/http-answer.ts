/**
 * The answer to one request over HTTP. Its body is read as it comes, or gathered beforehand where the connection is to be free for
 * the next request.
 */
import type { AnswerHead, HttpExchange } from './http-exchange.ts';
import type { TransportBody, TransportResponse } from './transport.ts';

/** See the file's comment. */
export class HttpAnswer implements TransportResponse {
  readonly #head: AnswerHead;
  readonly #exchange: HttpExchange;
  #gathered: string | undefined;

  constructor(head: AnswerHead, exchange: HttpExchange) {
    this.#head = head;
    this.#exchange = exchange;
  }

  get status(): number {
    return this.#head.status;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#head.headers;
  }

  get body(): TransportBody {
    const gathered = this.#gathered;
    if (gathered === undefined) return this.#exchange;
    return {
      destroy() {},
      async *[Symbol.asyncIterator]() {
        yield Buffer.from(gathered);
      },
    };
  }

  async text(): Promise<string> {
    return this.#gathered ?? (await this.#exchange.text());
  }

  /** Reads the body into memory, which frees the connection. */
  async gather(): Promise<void> {
    this.#gathered = await this.#exchange.text();
  }

  /** Calls back once when the exchange has ended. */
  onceDone(callback: () => void): void {
    this.#exchange.onceDone(callback);
  }
}
