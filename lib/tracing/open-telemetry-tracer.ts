/**
 * Spans by OpenTelemetry: the only file that reaches its API. The API is loaded when somebody has registered an SDK with it, and
 * not before, so that whoever traces nothing pays for nothing: neither time nor memory.
 *
 * What is under way is known by the API's context manager, which goes along with promises and timers. A turn of an object begins a
 * whole of its own, in whose context ever it is begun: the turn before, a watch, a timer.
 */
import type * as Api from '@opentelemetry/api';
import { messageOf } from '../base/errors.ts';
import type { Eventual } from '../base/eventual.ts';
import type { Logger } from '../base/logger.ts';
import { errorTypeOf, type Span, type SpanAttributes, type SpanStart, type Tracer } from '../base/span.ts';

/** Under which name our spans are made. */
export const INSTRUMENTATION_NAME = 'tskubeop';

/** Where each copy of the API, of whatever version below 2, keeps what was registered with it. */
const REGISTRY = Symbol.for('opentelemetry.js.api.1');

/** See the file's comment. */
export class OpenTelemetryTracer implements Tracer {
  readonly #logger: Logger;
  #api: typeof Api | undefined;
  #loading: Promise<void> | undefined;
  /** Under which a context has its whole. */
  #wholeKey: symbol | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Loads the API if an SDK has been registered. Else that is done at the first span after it was. Never rejects. */
  async prepare(): Promise<void> {
    if (!isRegistered()) return;
    this.#loading ??= this.#load();
    await this.#loading;
  }

  get isListening(): boolean {
    return this.#listening !== undefined;
  }

  start(start: SpanStart): Span | undefined {
    const api = this.#listening;
    return api && this.#begin(api, start, start.isRoot ? api.ROOT_CONTEXT : this.#parent(api));
  }

  whole<T>(start: SpanStart, run: () => Eventual<T>): Eventual<T> {
    const api = this.#listening;
    if (!api) return run();
    const whole = new Whole(() => this.#begin(api, start, api.ROOT_CONTEXT));
    const context = api.ROOT_CONTEXT.setValue(this.#wholeKey as symbol, whole);
    try {
      const result = api.context.with(context, run);
      if (result instanceof Promise) return ending(result, whole);
      whole.end();
      return result;
    } catch (error) {
      return whole.rethrow(error);
    }
  }

  claim(start: SpanStart): Span | undefined {
    const api = this.#listening;
    if (!api) return undefined;
    const claimed = this.#wholeOf(api.context.active())?.claim();
    if (!claimed) return this.#begin(api, start, api.ROOT_CONTEXT);
    claimed.add(start.attributes);
    return claimed;
  }

  apart<T>(run: () => T): T {
    const api = this.#listening;
    return api ? api.context.with(api.ROOT_CONTEXT, run) : run();
  }

  /** The API, if somebody records. One that was registered just now is heard as soon as it is loaded. */
  get #listening(): typeof Api | undefined {
    if (!this.#api && isRegistered()) void this.prepare();
    return this.#api;
  }

  async #load(): Promise<void> {
    try {
      const api = await import('@opentelemetry/api');
      this.#wholeKey = api.createContextKey(`${INSTRUMENTATION_NAME} whole`);
      this.#api = api;
    } catch (error) {
      this.#logger.warn('spans cannot be recorded: @opentelemetry/api could not be loaded', { error: messageOf(error) });
    }
  }

  #wholeOf(context: Api.Context): Whole | undefined {
    return context.getValue(this.#wholeKey as symbol) as Whole | undefined;
  }

  /** What is under way; a whole gets its span by that. */
  #parent(api: typeof Api): Api.Context {
    const active = api.context.active();
    if (api.trace.getSpan(active)) return active;
    return this.#wholeOf(active)?.span?.context ?? active;
  }

  #begin(api: typeof Api, { name, attributes, isRequest }: SpanStart, parent: Api.Context): RecordedSpan {
    // Asked anew each time, since SDKs may be exchanged.
    const tracer = api.trace.getTracer(INSTRUMENTATION_NAME);
    const kind = isRequest ? api.SpanKind.CLIENT : api.SpanKind.INTERNAL;
    const span = tracer.startSpan(name, { kind, attributes: defined(attributes) }, parent);
    return new RecordedSpan(api, span, api.trace.setSpan(parent, span));
  }
}

/** A span of OpenTelemetry. */
class RecordedSpan implements Span {
  readonly context: Api.Context;
  readonly #api: typeof Api;
  readonly #span: Api.Span;
  #ended = false;

  constructor(api: typeof Api, span: Api.Span, context: Api.Context) {
    this.#api = api;
    this.#span = span;
    this.context = context;
  }

  add(attributes: SpanAttributes): void {
    this.#span.setAttributes(defined(attributes));
  }

  fail(type: string, message?: string): void {
    const code = this.#api.SpanStatusCode.ERROR;
    this.#span.setAttribute('error.type', type);
    this.#span.setStatus(message === undefined ? { code } : { code, message });
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#span.end();
  }

  around<T>(run: () => T): T {
    return this.#api.context.with(this.context, run);
  }
}

/** Something with a span as soon as it needs one. */
class Whole {
  readonly #begin: () => RecordedSpan;
  #span: RecordedSpan | undefined;
  #claimed = false;
  #ended = false;

  constructor(begin: () => RecordedSpan) {
    this.#begin = begin;
  }

  /** Its span; undefined when it ended without one: what still comes of it is part of nothing. */
  get span(): RecordedSpan | undefined {
    if (!this.#span && !this.#ended) this.#span = this.#begin();
    return this.#span;
  }

  /** Its span, which the whole ends; undefined for all but the first. */
  claim(): Span | undefined {
    const { span } = this;
    if (!span || this.#claimed || this.#ended) return undefined;
    this.#claimed = true;
    return { add: (attributes) => span.add(attributes), fail: (...why) => span.fail(...why), end() {}, around: (run) => span.around(run) };
  }

  end(): void {
    this.#ended = true;
    this.#span?.end();
  }

  /** Ends it by an error. */
  rethrow(error: unknown): never {
    this.#span?.fail(errorTypeOf(error));
    this.end();
    throw error;
  }
}

async function ending<T>(result: Promise<T>, whole: Whole): Promise<T> {
  try {
    const value = await result;
    whole.end();
    return value;
  } catch (error) {
    return whole.rethrow(error);
  }
}

/** Whether an SDK has been registered, asked without loading the API. */
function isRegistered(): boolean {
  const registry = (globalThis as { [REGISTRY]?: { trace?: unknown } })[REGISTRY];
  return registry?.trace !== undefined;
}

function defined(attributes: SpanAttributes): Api.Attributes {
  const kept: Api.Attributes = {};
  for (const name in attributes) if (attributes[name] !== undefined) kept[name] = attributes[name];
  return kept;
}
