/**
 * What one call of a handler is made with, and what its instance works with. Most handlers use little of it, so that it is read where
 * it lies, and made when somebody asks for it.
 */
import type { Clock } from '../base/clock.ts';
import type { Eventual } from '../base/eventual.ts';
import type { Logger } from '../base/logger.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client, ObjectReference } from '../cluster/client.ts';
import type { CustomObjectsApi } from '../cluster/client-node.ts';
import type { CallChildren, CallOptions, CallStatus } from '../resource/call.ts';
import { type CallReason, type Change, type ChangeReason, changeOf } from '../resource/change.ts';
import type { CallRole, CRDClass } from '../resource/crd-class.ts';
import type { ManifestFiles } from '../resource/manifest-files.ts';
import type { FieldHandler } from '../resource/on-field.ts';
import type { CallWrites } from '../resource/write-loop.ts';
import type { Calling } from './call-runner.ts';
import type { ChildEvent } from './child-notes.ts';
import type { ControllerCluster, ControllerContext } from './controller-context.ts';
import type { HandlerCallOptions, OwnParts } from './handler-call.ts';
import type { LiveObject } from './live-object.ts';
import { ObjectLogger } from './object-logger.ts';
import type { TrackedObject } from './tracked-object.ts';

/** What all calls of a class share. */
export interface SharedCallParts {
  readonly context: ControllerContext;
  readonly children: CallChildren;
  readonly manifests: ManifestFiles;
  readonly writes: CallWrites;
  /** What is done for an object goes by this. */
  clusterOf(tracked: TrackedObject): ControllerCluster;
  /** Whether what is said of an object is this replica's to say. */
  maySpeak(tracked: TrackedObject): boolean;
  referenceTo(object: StoredObject): ObjectReference;
  /** The newest version known of an object. */
  newestOf(object: StoredObject): StoredObject;
  /** Is told each version of an object that the server answers. */
  observed(version: StoredObject): void;
  /** Parses the spec of an object for a call. @throws when SPEC refuses it */
  parseSpec(object: StoredObject, handler: CallRole): Eventual<object>;
}

/** See the file's comment. */
export class CallParts implements HandlerCallOptions, CallOptions {
  readonly #shared: SharedCallParts;
  readonly #calling: Calling;
  readonly #reconcileId: string;
  readonly writer: CallStatus;
  #logger: Logger | undefined;
  #own: OwnParts | undefined;

  constructor(shared: SharedCallParts, calling: Calling, reconcileId: string, writer: CallStatus) {
    this.#shared = shared;
    this.#calling = calling;
    this.#reconcileId = reconcileId;
    this.writer = writer;
  }

  partsFor(own: OwnParts): CallOptions {
    this.#own = own;
    return this;
  }

  parseSpec(): Eventual<object> {
    const { live, object, handler } = this.#calling;
    return live ? live.parsed() : this.#shared.parseSpec(object, handler);
  }

  get type(): CRDClass {
    return this.#shared.context.type.type;
  }

  get handler(): CallRole {
    return this.#calling.handler;
  }

  get timed(): string | undefined {
    return this.#calling.timed;
  }

  get field(): FieldHandler | undefined {
    return this.#calling.field;
  }

  get live(): LiveObject | undefined {
    return this.#calling.live;
  }

  get childEvent(): ChildEvent | undefined {
    return this.#calling.childEvent;
  }

  get timeoutSeconds(): number | undefined {
    return this.#shared.context.type.timeoutSeconds;
  }

  get change(): Change | undefined {
    const { reason, old, object, field, failures } = this.#calling;
    return isTimed(reason) ? undefined : changeOf({ reason, old, current: object, attempt: failures + 1, path: field?.path });
  }

  /** A daemon reads the newest version. */
  get object(): StoredObject {
    return this.#calling.live?.object ?? this.#calling.object;
  }

  get spec(): object {
    return this.#calling.live?.spec ?? this.#given.spec;
  }

  get signal(): AbortSignal {
    return this.#given.signal;
  }

  get status(): CallStatus {
    return this.#given.status;
  }

  get reference(): ObjectReference {
    return this.#shared.referenceTo(this.#calling.object);
  }

  get client(): Client {
    return this.#shared.clusterOf(this.#calling.tracked).client;
  }

  get crdApi(): () => CustomObjectsApi {
    return this.#shared.clusterOf(this.#calling.tracked).crdApi;
  }

  get logger(): Logger {
    const { object, failures } = this.#calling;
    this.#logger ??= new ObjectLogger(this.#shared.context.logger, { object, attempt: failures + 1, reconcileId: this.#reconcileId });
    return this.#logger;
  }

  get clock(): Clock {
    return this.#shared.context.clock;
  }

  get args(): object {
    return this.#shared.context.args;
  }

  get children(): CallChildren {
    return this.#shared.children;
  }

  get manifests(): ManifestFiles {
    return this.#shared.manifests;
  }

  get writes(): CallWrites {
    return this.#shared.writes;
  }

  get fieldManager(): string {
    return this.#shared.context.fieldManager;
  }

  get finalizer(): string | undefined {
    return this.#shared.context.type.finalizer;
  }

  get requeue(): CallOptions['requeue'] {
    return this.#calling.requeue;
  }

  // These are taken out of the options and called by themselves.

  get postEvent(): CallOptions['postEvent'] {
    return (subject, eventType, eventReason, message) => {
      const { recorder, redact } = this.#shared.context;
      // What a handler says that has outlived its term may be untrue by now.
      if (this.#shared.maySpeak(this.#calling.tracked)) recorder.post(subject, eventType, eventReason, redact(message));
    };
  }

  get lookup(): CallOptions['lookup'] {
    const { classes } = this.#shared.context;
    return (asked, index, key) => classes.lookup(asked, index, key);
  }

  get newest(): CallOptions['newest'] {
    return () => this.#shared.newestOf(this.#calling.object);
  }

  get observed(): CallOptions['observed'] {
    return (version) => this.#shared.observed(version);
  }

  get #given(): OwnParts {
    if (!this.#own) throw new TypeError('the call has not begun');
    return this.#own;
  }
}

function isTimed(reason: CallReason): reason is Exclude<CallReason, ChangeReason> {
  return reason === 'timer' || reason === 'daemon';
}
