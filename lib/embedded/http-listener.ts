/** The server's socket side: reads requests, writes answers, and can be away for a while. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { nodeHttp } from '../base/node-http.ts';
import { type Answer, isStream, refused, type Stream } from './answer.ts';
import type { ApiRequest } from './api-request.ts';
import type { Faults } from './faults.ts';
import type { ObjectTexts } from './object-texts.ts';
import { notImplemented, Refusal } from './refusal.ts';
import { failedAnswer, writtenAnswer } from './written-answer.ts';

const MAX_BODY_BYTES = 3 * 1024 * 1024;
const HOST = '127.0.0.1';
/** Of all requests without one; nobody changes a request. */
const NO_QUERY = new URLSearchParams();

/** What the listener works with. */
export interface ListenerParts {
  port: number;
  texts: ObjectTexts;
  handle(request: ApiRequest): Answer | Stream;
  faults(): Faults;
}

/** An HTTP server that can stop and start again on its port. */
export class HttpListener {
  readonly #parts: ListenerParts;
  #server: Server | undefined;
  #port: number;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
    this.#port = parts.port;
  }

  get port(): number {
    return this.#port;
  }

  /** Listens. */
  resume(): Promise<void> {
    if (this.#server) return Promise.resolve();
    // Connections at rest stay: a timer for each would be set and cleared with every request. Nor does the real one announce an end.
    const server = nodeHttp().createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) =>
      this.#receive(request, response),
    );
    server.on('upgrade', (_request, socket) => refuseUpgrade(socket));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, HOST, () => {
        server.removeListener('error', reject);
        this.#port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** Stops listening and breaks all connections. */
  pause(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return Promise.resolve();
    return new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  #receive(incoming: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let size = 0;
    // A client that goes away in the middle needs no answer.
    incoming.on('error', () => response.destroy());
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    incoming.on('end', () => {
      if (size > MAX_BODY_BYTES) {
        const message = `Request entity too large: limit is ${MAX_BODY_BYTES}`;
        this.#send(response, refused(new Refusal({ code: 413, reason: 'RequestEntityTooLarge', message, details: {} })));
      } else this.#answer(requestOf(incoming, chunks), response);
    });
  }

  #answer(request: ApiRequest, response: ServerResponse): void {
    const faults = this.#parts.faults();
    if (!faults.active) return this.#respond(request, response);
    faults.meet(request).then(
      () => this.#respond(request, response),
      (error) => this.#send(response, failedAnswer(error)),
    );
  }

  #respond(request: ApiRequest, response: ServerResponse): void {
    if (response.destroyed) return;
    let answer: Answer | Stream;
    try {
      answer = this.#parts.handle(request);
    } catch (error) {
      answer = failedAnswer(error);
    }
    if (!isStream(answer)) return this.#send(response, answer);
    response.writeHead(200, { 'Content-Type': answer.contentType, 'Cache-Control': 'no-cache, private' });
    answer.start(response);
  }

  #send(response: ServerResponse, answer: Answer): void {
    if (response.destroyed) return;
    const { status, headers, text } = writtenAnswer(answer, this.#parts.texts);
    response.writeHead(status, headers);
    response.end(text);
  }
}

/** What goes both ways, as exec does, isn't there; clients show the message of the Status. */
function refuseUpgrade(socket: Duplex): void {
  const body = JSON.stringify(notImplemented('connections that go both ways: exec, attach, port-forward, proxies').status());
  const head = ['HTTP/1.1 501 Not Implemented', 'Content-Type: application/json', `Content-Length: ${body.length}`, 'Connection: close'];
  // A client that goes away needs no answer.
  socket.on('error', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function requestOf(incoming: IncomingMessage, chunks: Buffer[]): ApiRequest {
  const target = incoming.url ?? '/';
  const mark = target.indexOf('?');
  const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  const isText = !incoming.headers['content-type']?.includes('protobuf');
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? NO_QUERY : new URLSearchParams(target.slice(mark + 1)),
    headers: incoming.headers,
    body: isText ? bytes.toString('utf8') : '',
    ...(!isText && { bytes }),
  };
}
