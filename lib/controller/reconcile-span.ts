/**
 * The span of a reconcile: a turn of an object in which something is done for it, with the one call of a handler that it has. What
 * is requested in that turn, before, in and after the handler, are its parts.
 */

import { messageOf } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { errorTypeOf, type Span, type SpanAttributes, type SpanStart, type Tracer } from '../base/span.ts';
import type { ObservedCall, ObservedCallEnd } from './controller-context.ts';

/** What a reconcile of an object begins as. */
export function reconcileOf(kind: string, { metadata }: Pick<StoredObject, 'metadata'>): SpanStart {
  const { namespace, name, uid, generation } = metadata;
  return {
    name: `reconcile ${kind}`,
    attributes: {
      'tskubeop.kind': kind,
      'tskubeop.namespace': namespace,
      'tskubeop.name': name,
      'tskubeop.uid': uid,
      'tskubeop.generation': generation,
    },
  };
}

/** See the file's comment. */
export class ReconcileSpan {
  readonly #span: Span;
  readonly #redact: (message: string) => string;

  private constructor(span: Span, redact: (message: string) => string) {
    this.#span = span;
    this.#redact = redact;
  }

  /** A call of a handler begins; undefined where nobody records. */
  static begin(
    tracer: Tracer | undefined,
    object: StoredObject,
    call: ObservedCall,
    redact: (message: string) => string,
  ): ReconcileSpan | undefined {
    if (!tracer?.isListening) return undefined;
    const { name, attributes } = reconcileOf(call.kind, object);
    const span = tracer.claim({ name, attributes: { ...attributes, ...attributesOf(call) } });
    return span && new ReconcileSpan(span, redact);
  }

  /** Does what belongs to the call. */
  around<T>(run: () => T): T {
    return this.#span.around(run);
  }

  /** The call has ended. */
  end({ outcome, error }: ObservedCallEnd): void {
    this.#span.add({ 'tskubeop.outcome': outcome });
    if (outcome === 'failed') this.#span.fail(errorTypeOf(error), this.#redact(messageOf(error)));
    this.#span.end();
  }
}

function attributesOf({ handler, reason, attempt, reconcileId }: ObservedCall): SpanAttributes {
  return {
    'tskubeop.handler': handler,
    'tskubeop.reason': reason,
    'tskubeop.attempt': attempt,
    'tskubeop.reconcile_id': reconcileId,
  };
}
