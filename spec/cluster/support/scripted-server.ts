/**
 * A small HTTP(S) server for specs: it answers by a function and remembers what it was asked and on how many sockets.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** A request as it came. */
export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What a spec's function answers with; `raw` takes the answer over. */
export type Reply = { status?: number; json?: unknown; text?: string; headers?: Record<string, string> } | 'raw';

/** Answers a request; `index` counts from 0. */
export type Answer = (request: SeenRequest, raw: { response: ServerResponse; socket: Socket }, index: number) => Reply | Promise<Reply>;

/** The server. */
export class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  readonly sockets = new Set<Socket>();
  /** Every socket that was ever opened. */
  socketCount = 0;
  answer: Answer;
  readonly #server: Server;
  readonly #scheme: string;

  private constructor(answer: Answer, tls: ServerOptions | undefined) {
    this.answer = answer;
    const listener = (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response);
    this.#server = tls ? createTlsServer(tls, listener) : createServer(listener);
    this.#server.keepAliveTimeout = 60_000;
    this.#scheme = tls ? 'https' : 'http';
    this.#server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.socketCount += 1;
      this.sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  static async start(answer: Answer = () => ({ json: {} }), tls?: ServerOptions): Promise<ScriptedServer> {
    const server = new ScriptedServer(answer, tls);
    await new Promise<void>((resolve) => {
      server.#server.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  /** Method and URL of each request, in order. */
  get asked(): string[] {
    return this.requests.map(({ method, url }) => `${method} ${url}`);
  }

  /** Uses other certificates for new connections. */
  setCertificate(tls: { cert: string; key: string; ca?: string }): void {
    (this.#server as ReturnType<typeof createTlsServer>).setSecureContext(tls);
  }

  dropSockets(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.dropSockets();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
    this.requests.push(seen);
    const reply = await this.answer(seen, { response, socket: request.socket }, this.requests.length - 1);
    if (reply === 'raw' || response.destroyed) return;
    const { status = 200, json, text, headers = {} } = reply;
    response.writeHead(status, { 'content-type': text === undefined ? 'application/json' : 'text/plain', ...headers });
    response.end(text ?? JSON.stringify(json ?? {}));
  }
}

/** Waits until a condition holds; the spec's own time-out is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
