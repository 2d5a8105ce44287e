/**
 * One call of a handler with everything around it: instance, status, signal, and what follows from how it ends. While it runs,
 * `running` of its object can abort it.
 */
import { type Eventual, whenThere } from '../base/eventual.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectReference } from '../cluster/client.ts';
import type { CallReason } from '../resource/change.ts';
import type { CallRole } from '../resource/crd-class.ts';
import type { Essence } from '../resource/essence.ts';
import type { KnownVersion } from '../resource/known-version.ts';
import { ManifestFiles } from '../resource/manifest-files.ts';
import type { FieldHandler } from '../resource/on-field.ts';
import type { StatusKeys } from '../resource/status-keys.ts';
import { StatusWriter } from '../resource/status-writer.ts';
import { WriteLoops } from '../resource/write-loop.ts';
import { invalidSpecError, parseSpec } from '../schema/spec-parsing.ts';
import { CallEnding, type EndedCall } from './call-ending.ts';
import { CallParts, type SharedCallParts } from './call-parts.ts';
import type { ChildEvent } from './child-notes.ts';
import type { ChildTracker } from './child-tracker.ts';
import { type ControllerCluster, type ControllerContext, type ObservedCallEnd, objectFields } from './controller-context.ts';
import { type CallOutcome, HandlerCall } from './handler-call.ts';
import { HandlerRun } from './handler-run.ts';
import { type Informer, newestOf } from './informer.ts';
import type { LateRecords } from './late-records.ts';
import type { LiveObject } from './live-object.ts';
import { readyWhileDeleting } from './ready-condition.ts';
import { ReconcileSpan } from './reconcile-span.ts';
import { endsTerm, type TrackedObject } from './tracked-object.ts';
import { type SharedWriterParts, WriterParts, type Writing } from './writer-parts.ts';

/** What calls are made with. */
export interface CallRunnerOptions {
  /** Whether a handler of an object, which may be gone, may begin at this very moment. */
  readonly mayAct: (key: ObjectKey, gone?: boolean) => boolean;
  readonly context: ControllerContext;
  /** What is done for an object goes by this. @default the context's cluster */
  clusterOf?(tracked: TrackedObject): ControllerCluster;
  /** Whether what is said of an object is this replica's to say. @default as mayAct */
  maySpeak?(tracked: TrackedObject): boolean;
  readonly informer: Informer;
  readonly children: ChildTracker;
  readonly lateRecords: LateRecords;
  readonly statusKeys: StatusKeys;
  /** Whether status has an endpoint of its own. */
  readonly statusSubresource: boolean;
}

/** What a call is made for. */
export interface Calling {
  readonly tracked: TrackedObject;
  readonly object: StoredObject;
  readonly essence: Essence;
  readonly handler: CallRole;
  readonly reason: CallReason;
  /** The method of a timer or a daemon. @default none: the handler is one */
  readonly timed?: string;
  /** The object as the last finished call was given it. */
  old(): StoredObject | undefined;
  /** How many attempts have failed before. */
  readonly failures: number;
  /** The method of ON_FIELD that is called in the handler's place. @default none */
  readonly field?: FieldHandler | undefined;
  /** Only for childChanged. @default none */
  readonly childEvent?: ChildEvent;
  /** Only for daemons. @default the call reads the object that it began with */
  readonly live?: LiveObject;
  /** Only for daemons: asks for a call of the object. @default the end of the call plans it */
  requeue?(seconds: number): void;
  /** The object is gone, so that its status can't be written. @default false */
  readonly gone?: boolean;
}

/** How a call ended. */
export interface CallEnd extends ObservedCallEnd {
  /** The newest version, where it differs from the one that the call was given in nothing but the status that was written. */
  readonly own?: KnownVersion | undefined;
}

/** What a call is made with. */
export interface NewCall {
  readonly reconcileId: string;
  readonly writer: StatusWriter;
}

const ABORTED: CallEnd = Object.freeze({ outcome: 'aborted' });

/** See the file's comment. */
export class CallRunner {
  readonly #context: ControllerContext;
  readonly #options: CallRunnerOptions;
  readonly #ending: CallEnding;
  readonly #shared: SharedCallParts & SharedWriterParts;
  /** Tells the calls of this process from those of another. */
  readonly #idPrefix: string;
  #calls = 0;
  #stopped = false;

  constructor(options: CallRunnerOptions) {
    this.#options = options;
    this.#context = options.context;
    const { clock } = options.context;
    this.#idPrefix = `${clock.random().toString(36).slice(2, 8).padEnd(6, '0')}-`;
    this.#ending = new CallEnding(options.context, options.lateRecords);
    this.#shared = this.#sharedParts();
  }

  #sharedParts(): SharedCallParts & SharedWriterParts {
    const { context, informer, children, statusKeys, statusSubresource, clusterOf, maySpeak, mayAct } = this.#options;
    const { type, clock, logger, health, observer } = context;
    return {
      context,
      informer,
      children,
      statusKeys,
      statusSubresource,
      manifests: new ManifestFiles(),
      writes: new WriteLoops({ kind: type.kind, clock, logger, health, found: (loop) => observer.writeLoopFound?.(loop) }),
      clusterOf: clusterOf ?? (() => context.cluster),
      maySpeak: maySpeak ?? ((tracked) => mayAct(tracked.key)),
      referenceTo: (object) => this.referenceTo(object),
      newestOf: (object) => newestOf(informer, object),
      observed: (version) => informer.changed(version),
      parseSpec: (object, handler) => this.parseSpec(object, handler),
    };
  }

  /** No call begins any more. */
  stop(): void {
    this.#stopped = true;
  }

  /** By which the log records of the next call are found. */
  nextReconcileId(): string {
    this.#calls += 1;
    return this.#idPrefix + this.#calls;
  }

  /**
   * Calls a handler. Resolves when its promise has settled, which after a time-out may be late; at once when it returns none.
   *
   * That handlers of an object may act is asked once in its turn, before what was to be done counts as taken up: a lease that runs out a
   * moment later, and is renewed after all, would have it forgotten. The end of one that is gone has been waited for since.
   */
  run(calling: Calling): Eventual<CallEnd> {
    const mayBegin = !calling.gone || this.#options.mayAct(calling.tracked.key, true);
    if (this.#stopped || !mayBegin) return ABORTED;
    const run = this.#begin(calling);
    const span = ReconcileSpan.begin(this.#context.cluster.transport.tracer, calling.object, run.observed, this.#context.redact);
    if (!span) return run.call.runThen((outcome) => this.#conclude(run, outcome));
    const carriedOut = span.around(() => run.call.runThen((outcome) => this.#finish(run, outcome)));
    return whenThere(carriedOut, (end) => {
      span.end(end);
      return this.#close(run, end);
    });
  }

  #begin(calling: Calling): HandlerRun {
    const { tracked, object, handler, reason, failures } = calling;
    const { observer, type } = this.#context;
    const reconcileId = this.nextReconcileId();
    const writer = this.writerOf(calling);
    // Until it has succeeded again, nothing may say that it is created.
    if (handler === 'ensureCreated') this.#options.lateRecords.forget(tracked);
    this.#options.lateRecords.keepError(tracked);
    const name = calling.timed ?? calling.field?.method ?? handler;
    const observed = { kind: type.kind, key: tracked.key, uid: tracked.uid, handler: name, reason, attempt: failures + 1, reconcileId };
    const run = new HandlerRun({ calling, writer, observed, call: this.callOf(calling, { reconcileId, writer }) });
    const deleting = handler === 'ensureDeleted' && !calling.gone ? readyWhileDeleting(this.#context, object) : undefined;
    if (deleting) writer.edit(deleting);
    tracked.running = run.call;
    observer.callStarted?.(observed);
    return run;
  }

  #conclude(run: HandlerRun, outcome: CallOutcome): Eventual<CallEnd> {
    const end = this.#finish(run, outcome);
    return end instanceof Promise ? end.then((ended) => this.#close(run, ended)) : this.#close(run, end);
  }

  #close(run: HandlerRun, end: CallEnd): Eventual<CallEnd> {
    this.#context.observer.callEnded?.(run.observed, end.outcome, end);
    const { settled } = run.call;
    if (settled) return settled.then(() => run.release(end));
    return run.release(end);
  }

  /** What writes the status of an object for one call, or without one. */
  writerOf(writing: Writing): StatusWriter {
    // Where objects have clusters of their own it is made now, so that it is one of this term.
    this.#options.clusterOf?.(writing.tracked);
    return new StatusWriter(new WriterParts(this.#shared, writing));
  }

  /** How the client is told which object. */
  referenceTo(object: StoredObject): ObjectReference {
    const { namespace, name } = object.metadata;
    return { class: this.#context.type.type, name, ...(namespace === undefined ? {} : { namespace }) };
  }

  /** Never throws or rejects. */
  #finish(ended: EndedCall, outcome: CallOutcome): Eventual<CallEnd> {
    if (outcome.kind === 'failed') return this.#fail(ended, outcome.error);
    // Another replica may be at work already, or what is written may have another place: nothing is any more.
    if (outcome.kind === 'aborted' && endsTerm(outcome.cause)) return ABORTED;
    if (outcome.kind === 'aborted') return this.#ending.abandon(ended).then(() => ABORTED);
    const { requeueAfterSeconds } = outcome;
    try {
      const saving = ended.tracked.mayShowError
        ? this.#lookAtError(ended).then(() => this.#ending.succeed(ended, requeueAfterSeconds))
        : this.#ending.succeed(ended, requeueAfterSeconds);
      if (!(saving instanceof Promise)) return this.#succeed(ended, requeueAfterSeconds);
      return saving.then(
        () => this.#succeed(ended, requeueAfterSeconds),
        (error: unknown) => this.#fail(ended, error),
      );
    } catch (error) {
      return this.#fail(ended, error);
    }
  }

  /** An earlier failure may be in the status although its write has failed: it is taken off only where it is known to be there. */
  async #lookAtError({ tracked, object }: EndedCall): Promise<void> {
    const found = await this.#shared.clusterOf(tracked).client.find(this.referenceTo(object));
    if (found?.metadata.uid === tracked.uid) this.#shared.observed(found);
    tracked.mayShowError = false;
  }

  #succeed(ended: EndedCall, requeueAfterSeconds: number | undefined): CallEnd {
    const { tracked, handler, name, object, attempt, reconcileId, writer } = ended;
    if (handler === 'ensureDeleted') tracked.cleanedUp = true;
    this.#context.logger.debug('handled', { ...objectFields(object), handler: name, attempt, reconcileId });
    return { outcome: 'succeeded', own: writer.own, requeueAfterSeconds };
  }

  async #fail(ended: EndedCall, error: unknown): Promise<CallEnd> {
    return { outcome: 'failed', retryAt: await this.#ending.fail(ended, error), error };
  }

  /** A call that hasn't begun, and whose end is its maker's business. */
  callOf(calling: Calling, { reconcileId, writer }: NewCall): HandlerCall {
    return new HandlerCall(new CallParts(this.#shared, calling, reconcileId, writer));
  }

  /** What was stored before the schema tightened must still be deletable: ensureDeleted is given the spec as it is. */
  parseSpec(object: StoredObject, handler: CallRole): Eventual<object> {
    return whenThere(parseSpec(this.#context.type.type.SPEC, object.spec), (parsed) => {
      if (!parsed.issues) return parsed.value as object;
      if (handler !== 'ensureDeleted') throw invalidSpecError(parsed.issues);
      return (object.spec as object | undefined) ?? {};
    });
  }
}
