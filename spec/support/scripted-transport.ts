/**
 * A transport whose answers a spec gives, in order. A request for which there is no answer yet waits for one. Bodies behave as
 * the contract of Transport says: an abort rejects the read that is under way, destroy() ends it.
 */
import { AbortedError } from '../../lib/base/errors.ts';
import type { Transport, TransportBody, TransportRequest, TransportResponse } from '../../lib/cluster/transport.ts';

/** A body that a spec feeds. */
export class ScriptedBody implements TransportBody {
  /** True when it holds its connection no longer: it was destroyed, or read to its end. */
  destroyed = false;
  readonly #chunks: Uint8Array[] = [];
  #ended = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  /** Sends bytes, or text, as one chunk. */
  send(chunk: string | Uint8Array): this {
    this.#chunks.push(Buffer.from(chunk));
    this.#wake?.();
    return this;
  }

  /** Sends one line of a watch. */
  sendEvent(type: string, object: unknown): this {
    return this.send(`${JSON.stringify({ type, object })}\n`);
  }

  /** Ends it as a server does. */
  end(): this {
    this.#ended = true;
    this.#wake?.();
    return this;
  }

  /** Breaks it off. */
  fail(error: unknown): void {
    this.#error = error;
    this.#wake?.();
  }

  destroy(): void {
    this.destroyed = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.destroyed) return;
      if (this.#error) throw this.#error;
      const chunk = this.#chunks.shift();
      if (chunk) yield chunk;
      else if (this.#ended) this.destroyed = true;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

/** What a spec answers with. */
export type ScriptedAnswer =
  | { status?: number; headers?: Record<string, string>; body: string | object | ScriptedBody }
  /** No answer at all. */
  | { error: unknown };

/** A transport for unit specs. */
export class ScriptedTransport implements Transport {
  readonly server = 'https://scripted.test';
  readonly requests: TransportRequest[] = [];
  /** The bodies handed out, in order. */
  readonly bodies: ScriptedBody[] = [];
  /** The most bodies that were open at once. */
  mostOpen = 0;
  readonly #answers: ScriptedAnswer[] = [];
  readonly #waiting: ((answer: ScriptedAnswer) => void)[] = [];

  /** Says how the next requests are answered. */
  answer(...answers: ScriptedAnswer[]): this {
    for (const answer of answers) {
      const waiting = this.#waiting.shift();
      if (waiting) waiting(answer);
      else this.#answers.push(answer);
    }
    return this;
  }

  /** Answers the next request with a stream. */
  stream(): ScriptedBody {
    const body = new ScriptedBody();
    this.answer({ body });
    return body;
  }

  /** How many requests are without an answer. */
  get unanswered(): number {
    return this.#waiting.length;
  }

  /** The query of the last request. */
  get lastQuery(): NonNullable<TransportRequest['query']> {
    return this.requests.at(-1)?.query ?? {};
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    this.requests.push(request);
    const answer = await this.#nextAnswer(request.signal);
    if ('error' in answer) throw answer.error;
    const body = bodyOf(answer.body);
    this.bodies.push(body);
    this.mostOpen = Math.max(this.mostOpen, this.bodies.filter((other) => !other.destroyed).length);
    request.signal?.addEventListener('abort', () => body.fail(new AbortedError('the request was given up')));
    return { status: answer.status ?? 200, headers: answer.headers ?? {}, body, text: () => textOf(body) };
  }

  async close(): Promise<void> {}

  #nextAnswer(signal: AbortSignal | undefined): Promise<ScriptedAnswer> {
    const answer = this.#answers.shift();
    if (answer) return Promise.resolve(answer);
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      signal?.addEventListener('abort', () => {
        const index = this.#waiting.indexOf(resolve);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(new AbortedError('the request was given up'));
      });
    });
  }
}

function bodyOf(body: string | object | ScriptedBody): ScriptedBody {
  if (body instanceof ScriptedBody) return body;
  return new ScriptedBody().send(typeof body === 'string' ? body : JSON.stringify(body)).end();
}

async function textOf(body: ScriptedBody): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  body.destroy();
  return Buffer.concat(chunks).toString();
}
