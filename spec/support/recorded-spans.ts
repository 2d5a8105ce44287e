/**
 * An SDK of OpenTelemetry as small as can be: it keeps the spans in memory, and what is under way in an AsyncLocalStorage. Only one
 * can be registered in a process, so that a spec takes it off again.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import * as api from '@opentelemetry/api';

/** A span as it was recorded. */
export interface RecordedSpan {
  readonly name: string;
  readonly kind: api.SpanKind;
  readonly id: string;
  readonly traceId: string;
  readonly parentId: string | undefined;
  readonly attributes: Record<string, unknown>;
  status: api.SpanStatus;
  ended: boolean;
}

/** See the file's comment. */
export class RecordedSpans {
  readonly all: RecordedSpan[] = [];
  readonly #storage = new AsyncLocalStorage<api.Context>();

  /** Registers it. */
  register(): void {
    api.context.setGlobalContextManager(this.#contextManager());
    api.trace.setGlobalTracerProvider({ getTracer: () => this.#tracer() });
  }

  /** Takes it off again. */
  unregister(): void {
    api.trace.disable();
    api.context.disable();
  }

  /** Those with a name, or whose name begins so. */
  named(name: string | RegExp): RecordedSpan[] {
    return this.all.filter((span) => (typeof name === 'string' ? span.name === name : name.test(span.name)));
  }

  /** The names of the parts of a span, in order. */
  partsOf({ id }: RecordedSpan): string[] {
    return this.all.filter(({ parentId }) => parentId === id).map(({ name }) => name);
  }

  #contextManager(): api.ContextManager {
    const storage = this.#storage;
    const manager: api.ContextManager = {
      active: () => storage.getStore() ?? api.ROOT_CONTEXT,
      with: (context, run, self, ...args) => storage.run(context, () => run.call(self as never, ...args)),
      bind: (_context, target) => target,
      enable: () => manager,
      disable: () => manager,
    };
    return manager;
  }

  #tracer(): api.Tracer {
    return {
      startSpan: (name, options = {}, context = api.context.active()) => this.#start(name, options, context),
      startActiveSpan: () => {
        throw new TypeError('nobody asks for it');
      },
    };
  }

  #start(name: string, { kind = api.SpanKind.INTERNAL, attributes = {} }: api.SpanOptions, context: api.Context): api.Span {
    const parent = api.trace.getSpanContext(context);
    const id = String(this.all.length + 1).padStart(16, '0');
    const traceId = parent?.traceId ?? id.padStart(32, '0');
    const recorded: RecordedSpan = {
      name,
      kind,
      id,
      traceId,
      parentId: parent?.spanId,
      attributes: { ...attributes },
      status: { code: api.SpanStatusCode.UNSET },
      ended: false,
    };
    this.all.push(recorded);
    return spanOf(recorded);
  }
}

function spanOf(recorded: RecordedSpan): api.Span {
  const whileOpen = (change: () => void) => {
    if (!recorded.ended) change();
    return span;
  };
  const span: api.Span = {
    spanContext: () => ({ traceId: recorded.traceId, spanId: recorded.id, traceFlags: api.TraceFlags.SAMPLED }),
    setAttribute: (name, value) => whileOpen(() => Object.assign(recorded.attributes, { [name]: value })),
    setAttributes: (attributes) => whileOpen(() => Object.assign(recorded.attributes, attributes)),
    setStatus: (status) =>
      whileOpen(() => {
        recorded.status = status;
      }),
    addEvent: () => span,
    addLink: () => span,
    addLinks: () => span,
    updateName: () => span,
    isRecording: () => !recorded.ended,
    recordException: () => undefined,
    end: () => {
      if (recorded.ended) throw new TypeError(`${recorded.name} has ended before`);
      recorded.ended = true;
    },
  };
  return span;
}
