/**
 * Serves routes over HTTP on a port or a Unix domain socket. Small requests only: a body has a limit, a slow sender a deadline,
 * and what a handler throws reaches the log, not the sender.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { nodeHttp } from '../base/node-http.ts';
import { type HttpAnswer, HttpRefusal, type HttpRequest, type HttpRoutes } from './http-routes.ts';

/** The largest body of a request. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** How long a request may take to arrive. */
const REQUEST_MILLISECONDS = 10_000;

/** As many connections are served at once; more are turned away. */
const MAX_CONNECTIONS = 256;

/** What a server works with. */
export interface HttpServerOptions {
  readonly routes: HttpRoutes;
  readonly logger: Logger;
}

/** See the file's comment. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #server: Server;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    const limits = { requestTimeout: REQUEST_MILLISECONDS, headersTimeout: REQUEST_MILLISECONDS, connectionsCheckingInterval: 5000 };
    this.#server = nodeHttp().createServer(limits, (incoming, response) => void this.#receive(incoming, response));
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.on('upgrade', (_incoming, socket) => socket.end('HTTP/1.1 501 Not Implemented\r\nConnection: close\r\n\r\n'));
  }

  /** The port it listens on; undefined on a socket, or when it doesn't listen. */
  get port(): number | undefined {
    const address = this.#server.address() as AddressInfo | string | null;
    return typeof address === 'object' ? address?.port : undefined;
  }

  /** Listens. @throws the system's error, such as EADDRINUSE */
  listen(where: Pick<ListenOptions, 'host' | 'port' | 'path'>): Promise<void> {
    const server = this.#server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(where, () => {
        server.removeListener('error', reject);
        server.on('error', (error) => this.#options.logger.warn('the HTTP server failed', { error }));
        resolve();
      });
    });
  }

  /** Listens no more and ends all connections. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that goes away in the middle needs no answer.
    incoming.on('error', () => response.destroy());
    response.on('error', () => response.destroy());
    let answer: HttpAnswer;
    try {
      answer = await this.#answer(incoming);
    } catch (error) {
      answer = this.#failed(error, incoming);
    }
    send(response, answer, incoming.method === 'HEAD');
  }

  async #answer(incoming: IncomingMessage): Promise<HttpAnswer> {
    const { method = 'GET', url = '/', headers } = incoming;
    const mark = url.indexOf('?');
    const path = decodedPath(mark < 0 ? url : url.slice(0, mark));
    const found = this.#options.routes.find(method, path);
    if (found.kind === 'nothing') return { status: 404, body: `404: nothing is served at this path\n` };
    if (found.kind === 'wrong method') {
      return { status: 405, headers: { allow: found.methods.join(', ') }, body: `405: ${found.methods.join(', ')} only\n` };
    }
    const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
    const request: HttpRequest = { method, path, rest: found.rest, query, headers, body: () => wholeBody(incoming) };
    return await found.handler(request);
  }

  #failed(error: unknown, { method, url }: IncomingMessage): HttpAnswer {
    if (error instanceof HttpRefusal) return { status: error.status, body: `${error.message}\n` };
    this.#options.logger.error('a request could not be answered', { method, path: url?.split('?')[0], error: messageOf(error) });
    return { status: 500, body: '500: the reason is in the log\n' };
  }
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new HttpRefusal(400, '400: the path is not well percent-encoded');
  }
}

async function wholeBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new HttpRefusal(413, `413: the body is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status = 200, contentType, headers = {}, body }: HttpAnswer, headOnly: boolean): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': contentType ?? 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(headOnly ? undefined : body);
}
