/**
 * One call of one handler from beginning to end: its signal, its time-out, the instance, and how it ended.
 * What follows from that is decided elsewhere.
 */
import type { Clock } from '../base/clock.ts';
import { AbortedError, DeadlineError, InvalidClassError } from '../base/errors.ts';
import type { Eventual } from '../base/eventual.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { Call, type CallOptions, type CallStatus } from '../resource/call.ts';
import type { Change } from '../resource/change.ts';
import type { StatusEdit } from '../resource/condition.ts';
import type { CRDBase } from '../resource/crd-base.ts';
import { type CallRole, type CRDClass, HANDLER_NAMES } from '../resource/crd-class.ts';
import type { FieldHandler } from '../resource/on-field.ts';
import type { ChildEvent } from './child-notes.ts';
import type { LiveObject } from './live-object.ts';
import type { AbortCause, RunningCall } from './tracked-object.ts';

/** How a call ended. */
export type CallOutcome =
  | { readonly kind: 'succeeded'; readonly requeueAfterSeconds: number | undefined }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** It was given up from outside: neither success nor failure. */
  | { readonly kind: 'aborted'; readonly cause: AbortCause };

/** What a call has of its own of what its instance works with. */
export type OwnParts = Pick<CallOptions, 'signal' | 'status' | 'spec'>;

/** What a call is of. */
export interface HandlerCallOptions {
  readonly type: CRDClass;
  readonly handler: CallRole;
  /** The method of a timer or a daemon. @default none: the handler is one */
  readonly timed?: string | undefined;
  /** Undefined for timers and daemons, which are not called for a change. */
  readonly change: Change | undefined;
  /** The method of ON_FIELD that is called in the handler's place. @default none */
  readonly field?: FieldHandler | undefined;
  /** Only for childChanged. */
  readonly childEvent: ChildEvent | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly clock: Clock;
  /** Where the status is written. */
  readonly writer: CallStatus;
  /** Parses the spec. What it throws is what the call fails with. */
  parseSpec(): Eventual<object>;
  /** What the instance works with, made once the spec is there. */
  partsFor(own: OwnParts): CallOptions;
  /** What a call reads that outlives many versions of its object. @default the object and spec that it began with */
  readonly live?: LiveObject | undefined;
}

const ABORT_MESSAGES: Readonly<Record<AbortCause, string>> = {
  deleted: 'the object is being deleted',
  stopped: 'the operator is stopping',
  deposed: 'this replica leads no longer',
  redefined: 'the definition of its kind has changed',
  moved: 'another replica handles the object from now on',
  released: 'the object is no longer one that is handled',
};

type Methods = Record<string, (what: Change | AbortSignal | undefined) => void | Promise<void>>;

/** A call under way. */
export class HandlerCall implements RunningCall, OwnParts {
  readonly #options: HandlerCallOptions;
  /** Undefined until somebody asks for the signal: most handlers never do. */
  #abort: AbortController | undefined;
  /** What it was aborted with, if it was. */
  #aborted: { readonly reason: unknown } | undefined;
  /** Undefined until it is parsed. */
  #spec: object | undefined;
  #status: WatchedStatus | undefined;
  #call: Call | undefined;
  #cause: AbortCause | undefined;
  #settled: Promise<void> | undefined;
  /** Rejects when the call has failed although its promise goes on; only where it lives on. */
  #broken: PromiseWithResolvers<never> | undefined;

  constructor(options: HandlerCallOptions) {
    this.#options = options;
  }

  get handler(): CallRole {
    return this.#options.handler;
  }

  /** Aborts when the handler should end. */
  get signal(): AbortSignal {
    if (!this.#abort) {
      this.#abort = new AbortController();
      if (this.#aborted) this.#abort.abort(this.#aborted.reason);
    }
    return this.#abort.signal;
  }

  /** The status as the handler sees it. */
  get status(): CallStatus {
    this.#status ??= new WatchedStatus(this.#options.writer);
    return this.#status;
  }

  /** The parsed spec. */
  get spec(): object {
    return this.#spec ?? {};
  }

  /** Whether the handler itself has put a value at this key of the status; removing it, also later, doesn't count. */
  assigned(key: string): boolean {
    return this.#status?.hasAssigned(key) ?? false;
  }

  /**
   * Resolves when the handler's promise has, which after a time-out may be long after the outcome; undefined when there is nothing
   * to wait for beyond the outcome. Never rejects.
   */
  get settled(): Promise<void> | undefined {
    return this.#settled;
  }

  /** Asks the handler to end; however it does, it then counts as neither success nor failure. */
  abort(cause: AbortCause): void {
    if (this.#cause) return;
    this.#cause = cause;
    this.#abortWith(new AbortedError(ABORT_MESSAGES[cause]));
  }

  /** It has failed by something else than its method, such as a status that could not be written: it is asked to end. */
  fail(error: unknown): void {
    if (this.#cause) return;
    this.#broken?.reject(error);
    this.#abortWith(error);
  }

  #abortWith(reason: unknown): void {
    this.#aborted ??= { reason };
    this.#abort?.abort(reason);
  }

  /** It does not end although it was asked to: from now on it changes nothing. */
  leave(): void {
    this.#call?.end();
  }

  /** Runs it. Never throws or rejects; the outcome of a handler that returns no promise is there at once. */
  run(): Eventual<CallOutcome> {
    return this.runThen((outcome) => outcome);
  }

  /** The same, and goes on with the outcome, of which `next` must make something without throwing: two steps for one promise. */
  runThen<T>(next: (outcome: CallOutcome) => Eventual<T>): Eventual<T> {
    let running: Eventual<void>;
    try {
      running = this.#invoke();
    } catch (error) {
      return next(this.#failed(error));
    }
    if (!(running instanceof Promise)) return next(this.#succeeded());
    const { timeoutSeconds, live } = this.#options;
    const ending = live ? this.#untilBroken(running) : timeoutSeconds === undefined ? running : this.#untilTimeout(running, timeoutSeconds);
    return ending.then(
      () => next(this.#succeeded()),
      (error: unknown) => next(this.#failed(error)),
    );
  }

  #succeeded(): CallOutcome {
    this.#call?.end();
    if (this.#cause) return { kind: 'aborted', cause: this.#cause };
    return { kind: 'succeeded', requeueAfterSeconds: this.#call?.requeueAfterSeconds };
  }

  #failed(error: unknown): CallOutcome {
    this.#call?.end();
    return this.#cause ? { kind: 'aborted', cause: this.#cause } : { kind: 'failed', error };
  }

  #invoke(): Eventual<void> {
    const spec = this.#options.parseSpec();
    return spec instanceof Promise ? spec.then((parsed) => this.#callHandler(parsed)) : this.#callHandler(spec);
  }

  #callHandler(spec: object): Eventual<void> {
    // Deleted, stopped or too late before it began.
    if (this.#aborted) return;
    const { type } = this.#options;
    this.#spec = spec;
    const call = new Call(this.#options.partsFor(this));
    this.#call = call;
    const instance = new type(call) as CRDBase;
    refuseHidden(type, instance);
    const result = this.#callMethod(instance);
    return isThenable(result) ? Promise.resolve(result) : undefined;
  }

  #callMethod(instance: CRDBase): unknown {
    const { handler, timed, field, change, childEvent } = this.#options;
    if (timed !== undefined) return (instance as unknown as Methods)[timed]?.(this.signal);
    if (field) return (instance as unknown as Methods)[field.method]?.(change);
    if (handler === 'childChanged') return instance.childChanged?.(childEvent?.child as StoredObject, childEvent?.type ?? 'MODIFIED');
    return (instance as unknown as Methods)[handler]?.(change);
  }

  #untilBroken(running: Promise<void>): Promise<void> {
    this.#settled = running.then(ignore, ignore);
    this.#broken = Promise.withResolvers<never>();
    return Promise.race([running, this.#broken.promise]);
  }

  async #untilTimeout(running: Promise<void>, timeoutSeconds: number): Promise<void> {
    const { clock, handler, timed, field } = this.#options;
    this.#settled = running.then(ignore, ignore);
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = clock.setTimeout(() => {
      const error = new DeadlineError(`${timed ?? field?.method ?? handler} took longer than ${timeoutSeconds} s`);
      this.#abortWith(error);
      reject(error);
    }, timeoutSeconds * 1000);
    try {
      await Promise.race([running, promise]);
    } finally {
      timer.cancel();
    }
  }
}

/** The status of a call, and to which of its keys the handler has given a value. */
class WatchedStatus implements CallStatus {
  readonly #status: CallStatus;
  /** Undefined until something is assigned: most calls assign nothing. */
  #assigned: Set<string> | undefined;

  constructor(status: CallStatus) {
    this.#status = status;
  }

  get status(): object {
    return this.#status.status;
  }

  hasAssigned(key: string): boolean {
    return this.#assigned?.has(key) ?? false;
  }

  assign(value: object): void {
    this.#status.assign(value);
    for (const [key, field] of Object.entries(value)) {
      if (field === null) this.#assigned?.delete(key);
      else if (field !== undefined) this.#note(key);
    }
  }

  edit(change: StatusEdit, what: string): void {
    this.#status.edit(change, what);
    this.#note(what);
  }

  flush(): Promise<void> {
    return this.#status.flush();
  }

  #note(key: string): void {
    this.#assigned ??= new Set();
    this.#assigned.add(key);
  }
}

/** A handler that is a property of the instance would hide the method. */
function refuseHidden(type: CRDClass, instance: CRDBase): void {
  const properties = Object.keys(instance);
  if (properties.length === 0) return;
  const hidden = properties.find((name) => (HANDLER_NAMES as readonly string[]).includes(name));
  if (hidden) throw new InvalidClassError(`class ${type.name}: ${hidden} is a property: write it as a method`);
}

function isThenable(value: unknown): value is PromiseLike<void> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

function ignore(): void {}
