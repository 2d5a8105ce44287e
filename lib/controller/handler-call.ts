/**
 * One call of one handler from beginning to end: its signal, its time-out, the instance, and how it ended.
 * What follows from that is decided elsewhere.
 */
import type { Clock } from '../base/clock.ts';
import { AbortedError, DeadlineError, InvalidClassError } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { Call, type CallOptions, type CallStatus } from '../resource/call.ts';
import type { Change } from '../resource/change.ts';
import type { CRDBase } from '../resource/crd-base.ts';
import { type CRDClass, HANDLER_NAMES, type HandlerName } from '../resource/crd-class.ts';
import type { FieldHandler } from '../resource/on-field.ts';
import type { ChildEvent } from './child-notes.ts';
import type { AbortCause, RunningCall } from './tracked-object.ts';

/** How a call ended. */
export type CallOutcome =
  | { readonly kind: 'succeeded'; readonly requeueAfterSeconds: number | undefined }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** It was given up from outside: neither success nor failure. */
  | { readonly kind: 'aborted'; readonly cause: AbortCause };

/** What a call is of. */
export interface HandlerCallOptions {
  readonly type: CRDClass;
  readonly handler: HandlerName;
  readonly change: Change;
  /** The method of ON_FIELD that is called in the handler's place. @default none */
  readonly field?: FieldHandler | undefined;
  /** Only for childChanged. */
  readonly childEvent: ChildEvent | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly clock: Clock;
  readonly call: Omit<CallOptions, 'signal' | 'status' | 'spec'>;
  readonly status: CallStatus;
  /** Parses the spec. What it throws is what the call fails with. */
  spec(): Promise<object>;
}

type Methods = Record<string, (change: Change) => void | Promise<void>>;

/** A call under way. */
export class HandlerCall implements RunningCall {
  readonly #options: HandlerCallOptions;
  readonly #abort = new AbortController();
  readonly #assigned = new Set<string>();
  #call: Call | undefined;
  #cause: AbortCause | undefined;
  #settled: Promise<void> = Promise.resolve();

  constructor(options: HandlerCallOptions) {
    this.#options = options;
  }

  get handler(): HandlerName {
    return this.#options.handler;
  }

  /** Whether the handler itself has put a value at this key of the status; removing it, also later, doesn't count. */
  assigned(key: string): boolean {
    return this.#assigned.has(key);
  }

  /** Resolves when the handler's promise has, which after a time-out may be long after the outcome. Never rejects. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** Asks the handler to end; however it does, it then counts as neither success nor failure. */
  abort(cause: AbortCause): void {
    if (this.#cause) return;
    this.#cause = cause;
    this.#abort.abort(new AbortedError(cause === 'deleted' ? 'the object is being deleted' : 'the operator is stopping'));
  }

  /** Runs it. Never rejects. */
  async run(): Promise<CallOutcome> {
    const running = this.#invoke();
    this.#settled = running.then(ignore, ignore);
    try {
      await this.#untilTimeout(running);
      if (this.#cause) return { kind: 'aborted', cause: this.#cause };
      return { kind: 'succeeded', requeueAfterSeconds: this.#call?.requeueAfterSeconds };
    } catch (error) {
      return this.#cause ? { kind: 'aborted', cause: this.#cause } : { kind: 'failed', error };
    } finally {
      this.#call?.end();
    }
  }

  async #invoke(): Promise<void> {
    const { type, handler, field, change, childEvent, call: options, status } = this.#options;
    const spec = await this.#options.spec();
    // Deleted, stopped or too late before it began.
    if (this.#abort.signal.aborted) return;
    const call = new Call({ ...options, spec, signal: this.#abort.signal, status: this.#watchAssignments(status) });
    this.#call = call;
    const instance = new type(call) as CRDBase;
    const hidden = HANDLER_NAMES.find((name) => Object.hasOwn(instance, name));
    if (hidden) throw new InvalidClassError(`class ${type.name}: ${hidden} is a property: write it as a method`);
    if (field) await (instance as unknown as Methods)[field.method]?.(change);
    else if (handler === 'childChanged') await instance.childChanged?.(childEvent?.child as StoredObject, childEvent?.type ?? 'MODIFIED');
    else await instance[handler]?.(change as Change<CRDBase>);
  }

  /** A handler without time-out costs no timer. */
  async #untilTimeout(running: Promise<void>): Promise<void> {
    const { timeoutSeconds, clock, handler, field } = this.#options;
    if (timeoutSeconds === undefined) return running;
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = clock.setTimeout(() => {
      const error = new DeadlineError(`${field?.method ?? handler} took longer than ${timeoutSeconds} s`);
      this.#abort.abort(error);
      reject(error);
    }, timeoutSeconds * 1000);
    try {
      await Promise.race([running, promise]);
    } finally {
      timer.cancel();
    }
  }

  #watchAssignments(status: CallStatus): CallStatus {
    const assigned = this.#assigned;
    return {
      get status() {
        return status.status;
      },
      assign(value) {
        status.assign(value);
        for (const [key, field] of Object.entries(value)) {
          if (field === null) assigned.delete(key);
          else if (field !== undefined) assigned.add(key);
        }
      },
      flush: () => status.flush(),
    };
  }
}

function ignore(): void {}
