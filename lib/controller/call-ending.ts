/**
 * What is written and remembered after a handler has ended: state, record and error in the status, retries, Events.
 */
import { messageOf } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { HandlerName } from '../resource/crd-class.ts';
import type { Essence } from '../resource/essence.ts';
import { finishedRecord, isRecorded, readRemembered } from '../resource/record.ts';
import type { SdkStatus, StatusWriter } from '../resource/status-writer.ts';
import { type ControllerContext, objectFields } from './controller-context.ts';
import type { LateRecords } from './late-records.ts';
import { decideRetry } from './retry-decision.ts';
import type { TrackedObject } from './tracked-object.ts';

/** The call that ended. */
export interface EndedCall {
  readonly tracked: TrackedObject;
  readonly object: StoredObject;
  readonly essence: Essence;
  readonly handler: HandlerName;
  readonly attempt: number;
  readonly writer: StatusWriter;
  /** Whether the handler itself assigned this key of the status. */
  assigned(key: string): boolean;
}

/** The longest message that is put into a status. */
const MAX_MESSAGE = 1000;

/** See the file's comment. */
export class CallEnding {
  readonly #context: ControllerContext;
  readonly #lateRecords: LateRecords;

  constructor(context: ControllerContext, lateRecords: LateRecords) {
    this.#context = context;
    this.#lateRecords = lateRecords;
  }

  /** The handler returned. @throws when what it assigned, or what the SDK adds, cannot be saved: it then counts as failed */
  async succeed(ended: EndedCall, requeueAfterSeconds: number | undefined): Promise<void> {
    const { tracked, essence, handler, writer } = ended;
    const sdk = this.#successStatus(ended);
    const late = handler === 'ensureModified' && !writer.isDirty && sdk.state === undefined && sdk.error === undefined;
    if (late && sdk.record) {
      tracked.lateRecord = sdk.record;
      this.#lateRecords.add(tracked);
    } else {
      writer.add(sdk);
      if (sdk.record) this.#forgetLateRecord(tracked);
    }
    await writer.flush();
    if (handler === 'childChanged') tracked.childRetry = undefined;
    else this.#settle(tracked, essence);
    this.#planCalls(tracked, requeueAfterSeconds);
  }

  /** The handler failed. Never rejects: a status that cannot be written now is written with the next attempt. */
  async fail(ended: EndedCall, error: unknown): Promise<void> {
    const { tracked, handler, attempt, essence, object } = ended;
    const { clock, logger, type } = this.#context;
    const decision = decideRetry(error, { attempt, retries: type.retries, backOff: type.backOff, random: clock.random() });
    const fields = { ...objectFields(object), handler, attempt, error };
    if (decision.kind === 'retry') {
      logger.warn('handler failed, will be called again', { ...fields, inSeconds: Math.round(decision.delayMilliseconds) / 1000 });
      this.#retryLater(ended, decision.delayMilliseconds);
      await this.#saveFailure(ended, { error: this.#shown(error) });
      return;
    }
    logger.error('handler failed for good', {
      ...fields,
      why: decision.why === 'said' ? 'the error is permanent' : 'its retries are used up',
    });
    if (!(await this.#saveFailure(ended, this.#permanentStatus(ended, error)))) {
      const delay = decideRetry(undefined, { attempt, retries: Number.POSITIVE_INFINITY, backOff: type.backOff, random: clock.random() });
      if (delay.kind === 'retry') this.#retryLater(ended, delay.delayMilliseconds);
      return;
    }
    if (handler === 'childChanged') tracked.childRetry = undefined;
    else {
      this.#settle(tracked, essence);
      tracked.failed = { handler, essence };
    }
    this.#planCalls(tracked, undefined);
    await this.#context.recorder.post(object, 'Warning', 'HandlerFailed', `${handler}: ${this.#shown(error)}`);
  }

  /** The call was given up: what it assigned is saved, nothing else. Never rejects. */
  async abandon({ writer, object, handler }: EndedCall): Promise<void> {
    try {
      await writer.flush();
    } catch (error) {
      this.#context.logger.warn('status of an aborted call could not be saved', { ...objectFields(object), handler, error });
    }
  }

  #successStatus({ object, essence, handler, writer, assigned }: EndedCall): SdkStatus {
    const { type } = this.#context;
    const sdk: SdkStatus = {};
    const { state, record } = readRemembered({ ...object, status: writer.status });
    const showsError = 'error' in writer.status && !assigned('error');
    const mayClear = handler !== 'childChanged' || state !== 'error';
    if (showsError && mayClear) sdk.error = null;
    if (handler === 'ensureCreated') {
      sdk.record = finishedRecord(true, essence);
      if (type.stateGate && !assigned('state')) sdk.state = 'processed';
    } else if (handler === 'ensureModified') {
      if (!record || !isRecorded(record, essence)) sdk.record = finishedRecord(true, essence);
      if (type.stateGate && state === 'error' && !assigned('state')) sdk.state = 'processed';
    }
    return sdk;
  }

  #permanentStatus({ handler, essence }: EndedCall, error: unknown): SdkStatus {
    const sdk: SdkStatus = { error: this.#shown(error) };
    const decides = handler === 'ensureCreated' || handler === 'ensureModified' || handler === 'ensureDeleted';
    if (decides && this.#context.type.stateGate) sdk.state = 'error';
    if (handler === 'ensureCreated') sdk.record = finishedRecord(false, essence);
    if (handler === 'ensureModified') sdk.record = finishedRecord(true, essence);
    return sdk;
  }

  async #saveFailure({ writer, object, handler, tracked }: EndedCall, sdk: SdkStatus): Promise<boolean> {
    try {
      // What the failed call still had unsaved may be what the server refuses: then the error is saved without it.
      await writer.flush();
    } catch (error) {
      this.#context.logger.debug('status of a failed call could not be saved', { ...objectFields(object), handler, error });
      writer.reset();
    }
    try {
      if (sdk.record) this.#forgetLateRecord(tracked);
      writer.add(sdk);
      await writer.flush();
      return true;
    } catch (error) {
      this.#context.logger.warn('failure could not be written to the status', { ...objectFields(object), handler, error });
      writer.reset();
      return false;
    }
  }

  #retryLater({ tracked, handler, essence, attempt }: EndedCall, delayMilliseconds: number): void {
    const retry = { handler, essence, failures: attempt, dueAt: this.#context.clock.monotonic() + delayMilliseconds };
    if (handler === 'childChanged') tracked.childRetry = retry;
    else tracked.retry = retry;
  }

  #settle(tracked: TrackedObject, essence: Essence): void {
    tracked.settled = essence;
    tracked.failed = undefined;
    tracked.retry = undefined;
  }

  #planCalls(tracked: TrackedObject, requeueAfterSeconds: number | undefined): void {
    const now = this.#context.clock.monotonic();
    const { resyncSeconds } = this.#context.type;
    if (requeueAfterSeconds !== undefined) tracked.asked.set('requeue', now + requeueAfterSeconds * 1000);
    if (resyncSeconds !== undefined) tracked.asked.set('resync', now + resyncSeconds * 1000);
  }

  #forgetLateRecord(tracked: TrackedObject): void {
    tracked.lateRecord = undefined;
    this.#lateRecords.forget(tracked);
  }

  #shown(error: unknown): string {
    const message = this.#context.redact(messageOf(error));
    return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message;
  }
}
