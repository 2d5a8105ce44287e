/**
 * What may stand in the place of the sockets, or before them: for tests that own what goes between an operator and its server. All that
 * the transport does (credentials, repeating, deadlines) is above it, and works as ever.
 */
import type { Dispatcher } from 'undici';

/** A request as it would go over a socket. */
export interface NetworkRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string | Uint8Array | undefined;
}

/** Takes an answer, bit by bit: the head, the body, and its end or what broke it off. */
export interface NetworkAnswer {
  start(status: number, headers: Record<string, string>): void;
  data(chunk: Buffer): void;
  end(): void;
  fail(error: Error): void;
}

/** Sends a request; returns how to give it up. Nothing may be told to the answer before it has returned. */
export type SendRequest = (request: NetworkRequest, answer: NetworkAnswer) => () => void;

/** What sends all requests of a connection; `sockets` would send them to the server. */
export type Network = (request: NetworkRequest, answer: NetworkAnswer, sockets: SendRequest) => () => void;

/** The part of an undici dispatcher that a transport needs. */
export interface LineDispatcher {
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean;
  close(): Promise<void>;
  destroy(): Promise<void>;
}

/** A dispatcher whose requests go through a network; the sockets behind it are opened by the first request that needs them. */
export class NetworkDispatcher implements LineDispatcher {
  readonly #network: Network;
  readonly #open: () => LineDispatcher;
  readonly #running = new Set<NetworkExchange>();
  #sockets: LineDispatcher | undefined;
  #ended = false;

  constructor(network: Network, open: () => LineDispatcher) {
    this.#network = network;
    this.#open = open;
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const exchange = new NetworkExchange(handler, () => this.#running.delete(exchange));
    if (this.#ended) {
      exchange.fail(closedError());
      return true;
    }
    this.#running.add(exchange);
    handler.onRequestStart?.(exchange.controller, {});
    if (exchange.ended) return true;
    const request = {
      method: options.method,
      path: options.path,
      headers: (options.headers ?? {}) as NetworkRequest['headers'],
      body: (options.body ?? undefined) as NetworkRequest['body'],
    };
    const sockets: SendRequest = (asked, answer) => sendBySockets(this.#line(), String(options.origin), asked, answer);
    exchange.giveUp = this.#network(request, exchange, sockets);
    return true;
  }

  /** Takes no more; what is under way goes on to its end. */
  async close(): Promise<void> {
    this.#ended = true;
    await this.#sockets?.close();
  }

  async destroy(): Promise<void> {
    this.#ended = true;
    for (const exchange of [...this.#running]) exchange.abort(closedError());
    await this.#sockets?.destroy();
  }

  #line(): LineDispatcher {
    this.#sockets ??= this.#open();
    return this.#sockets;
  }
}

/** One request under way: what the network says becomes what undici would. */
class NetworkExchange implements NetworkAnswer {
  giveUp: () => void = () => {};
  ended = false;
  readonly controller: Dispatcher.DispatchController;
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #forget: () => void;

  constructor(handler: Dispatcher.DispatchHandler, forget: () => void) {
    this.#handler = handler;
    this.#forget = forget;
    // Whoever reads slowly keeps what has come: there is no socket to hold back.
    this.controller = {
      aborted: false,
      paused: false,
      reason: null,
      abort: (error: Error) => this.abort(error),
      pause() {},
      resume() {},
    } as unknown as Dispatcher.DispatchController;
  }

  start(status: number, headers: Record<string, string>): void {
    if (!this.ended) this.#handler.onResponseStart?.(this.controller, status, headers);
  }

  data(chunk: Buffer): void {
    if (!this.ended) this.#handler.onResponseData?.(this.controller, chunk);
  }

  end(): void {
    if (this.#finish()) this.#handler.onResponseEnd?.(this.controller, {});
  }

  fail(error: Error): void {
    if (this.#finish()) this.#handler.onResponseError?.(this.controller, error);
  }

  abort(error: Error): void {
    if (!this.#finish()) return;
    this.giveUp();
    this.#handler.onResponseError?.(this.controller, error);
  }

  #finish(): boolean {
    if (this.ended) return false;
    this.ended = true;
    this.#forget();
    return true;
  }
}

function sendBySockets(dispatcher: LineDispatcher, origin: string, request: NetworkRequest, answer: NetworkAnswer): () => void {
  let controller: Dispatcher.DispatchController | undefined;
  let given = false;
  dispatcher.dispatch(
    {
      origin,
      path: request.path,
      method: request.method as Dispatcher.HttpMethod,
      headers: request.headers as Record<string, string | string[]>,
      body: request.body ?? null,
    },
    {
      onRequestStart(started) {
        controller = started;
        if (given) started.abort(closedError());
      },
      onResponseStart(_controller, status, headers) {
        if (status >= 200) answer.start(status, headers as Record<string, string>);
      },
      onResponseData: (_controller, chunk) => answer.data(chunk),
      onResponseEnd: () => answer.end(),
      onResponseError: (_controller, error) => answer.fail(error),
    },
  );
  return () => {
    given = true;
    controller?.abort(closedError());
  };
}

function closedError(): Error {
  return Object.assign(new Error('the connection was closed on our side'), { code: 'UND_ERR_DESTROYED' });
}
