/** The span of one request: from when it was asked for until its answer has been read, with whatever waits and repeats it took. */
import { errorTypeOf, type Span, type Tracer } from '../base/span.ts';
import { isSuccess } from './api-answer.ts';
import { pathTemplate } from './path-template.ts';
import type { TransportRequest } from './transport.ts';

/** See the file's comment. */
export class RequestSpan {
  readonly #span: Span;

  private constructor(span: Span) {
    this.#span = span;
  }

  /** Begins one; undefined where nobody records, and for streams, which belong to a watch. */
  static begin(tracer: Tracer | undefined, server: string, request: TransportRequest): RequestSpan | undefined {
    if (!tracer?.isListening || request.timeoutSeconds === 0) return undefined;
    const { method } = request;
    const template = pathTemplate(request.path);
    const attributes = { 'http.request.method': method, 'url.template': template, 'server.address': hostOf(server) };
    const span = tracer.start({ name: `${method} ${template}`, attributes, isRequest: true });
    return span && new RequestSpan(span);
  }

  /** The head of the answer has come. */
  answered(status: number): void {
    this.#span.add({ 'http.response.status_code': status });
    if (!isSuccess(status)) this.#span.fail(String(status));
  }

  /** No answer came. */
  failed(error: unknown): void {
    this.#span.fail(errorTypeOf(error));
    this.end();
  }

  /** The answer has been read, or given up. */
  end(): void {
    this.#span.end();
  }
}

function hostOf(server: string): string | undefined {
  return URL.parse(server)?.hostname;
}
