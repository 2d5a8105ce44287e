/**
 * What is written and remembered after a handler has ended: state, record and error in the status, retries, Events.
 */
import { backOffDelay } from '../base/back-off.ts';
import { messageOf, TemporaryError } from '../base/errors.ts';
import { type Eventual, whenThere } from '../base/eventual.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { CallName, CallRole } from '../resource/crd-class.ts';
import { type Essence, sameEssence } from '../resource/essence.ts';
import { lastHandledOf } from '../resource/last-handled.ts';
import { finishedRecord, type HandledRecord, isRecorded, readRemembered, UNFINISHED_CHANGE } from '../resource/record.ts';
import type { SdkStatus } from '../resource/status-patch.ts';
import type { StatusWriter } from '../resource/status-writer.ts';
import { CallPlans, isAside, stepsOf } from './call-plans.ts';
import type { ChangeSteps } from './change-steps.ts';
import { type ControllerContext, objectFields } from './controller-context.ts';
import type { LateRecords } from './late-records.ts';
import { readyAfterFailure, readyAfterSuccess } from './ready-condition.ts';
import { decideRetry, isWorthAnEvent } from './retry-decision.ts';
import type { TrackedObject } from './tracked-object.ts';

/** The call that ended. */
export interface EndedCall {
  readonly tracked: TrackedObject;
  readonly object: StoredObject;
  readonly essence: Essence;
  readonly handler: CallRole;
  /** What is called: a method of ON_FIELD, TIMERS or DAEMONS, else the handler itself. */
  readonly name: CallName;
  readonly attempt: number;
  readonly reconcileId: string;
  readonly writer: StatusWriter;
  /** Whether the handler itself put a value at this key of the status. */
  assigned(key: string): boolean;
}

/** The longest message that is put into a status. */
const MAX_MESSAGE = 1000;

/** See the file's comment. */
export class CallEnding {
  readonly #context: ControllerContext;
  readonly #lateRecords: LateRecords;
  readonly #plans: CallPlans;

  constructor(context: ControllerContext, lateRecords: LateRecords) {
    this.#context = context;
    this.#lateRecords = lateRecords;
    this.#plans = new CallPlans(context);
  }

  /**
   * The handler returned. Done at once when there is nothing to save.
   *
   * @throws when what it assigned, or what the SDK adds, cannot be saved: it then counts as failed
   */
  succeed(ended: EndedCall, requeueAfterSeconds: number | undefined): Eventual<void> {
    const { tracked, essence, handler, name } = ended;
    const steps = stepsOf(ended);
    if (steps && !steps.isLast(name)) return this.#succeedOnTheWay(ended, steps, requeueAfterSeconds);
    return whenThere(this.#saveSuccess(ended), () => {
      tracked.postedFailures?.delete(name);
      if (!isAside(handler)) this.#plans.settle(tracked, essence);
      tracked.setFailing(name, false);
      this.#plans.plan(ended, requeueAfterSeconds);
    });
  }

  #saveSuccess(ended: EndedCall): Eventual<void> {
    const { tracked, writer } = ended;
    const sdk = this.#successStatus(ended);
    if (ended.handler === 'ensureDeleted' && !writer.isDirty) return whenThere(writer.save({}), () => this.#tidy(ended, sdk));
    const { record, ...rest } = sdk;
    if (record && this.#mayWait(ended, rest)) {
      return whenThere(writer.save(this.#whileHealthy(ended, rest)), () => {
        this.#lateRecords.add(tracked, { record, clearsError: rest.error === null }, this.#context.clock.monotonic());
      });
    }
    // A record that waits for company has found it.
    const taken = record ?? (writer.isDirty ? tracked.late?.record : undefined);
    if (!taken) return writer.save(this.#whileHealthy(ended, sdk));
    return whenThere(writer.save(this.#whileHealthy(ended, { ...rest, record: taken })), () => this.#lateRecords.forget(tracked));
  }

  /** What the SDK itself has to say of an object that has been ended is no reason to end it once more. */
  #tidy(ended: EndedCall, sdk: SdkStatus): Eventual<void> {
    const saving = ended.writer.save(this.#whileHealthy(ended, sdk));
    if (!(saving instanceof Promise)) return;
    return saving.catch((error: unknown) => {
      const fields = { ...objectFields(ended.object), handler: ended.name, error };
      this.#context.logger.warn('the error of an object that has been ended could not be taken off its status', fields);
    });
  }

  /**
   * The handler failed. Never rejects: a failure that cannot be written now is written with the next attempt.
   *
   * @returns when it is called again, on the clock's monotonic time; undefined for never
   */
  async fail(ended: EndedCall, error: unknown): Promise<number | undefined> {
    const { handler, name, attempt, object, tracked, reconcileId } = ended;
    const { clock, logger, type } = this.#context;
    const decision = decideRetry(error, { attempt, retries: type.retries, backOff: type.backOff, random: clock.random() });
    const fields = { ...objectFields(object), handler: name, attempt, reconcileId, error };
    // Before it is written: a daemon beside it must not take the error away.
    tracked.setFailing(name, true);
    if (decision.kind === 'retry') {
      const { delayMilliseconds } = decision;
      const inSeconds = Math.round(delayMilliseconds) / 1000;
      // A TemporaryError is how a handler says that it waits: nothing that anybody has to look after.
      if (TemporaryError.is(error)) logger.info('handler asks to be called again', { ...fields, inSeconds });
      else logger.warn('handler failed, will be called again', { ...fields, inSeconds });
      const unfinished = handler === 'ensureModified' ? { record: unfinishedChange(ended) } : {};
      await this.#saveFailure(ended, { ...this.#failureStatus(ended, error), ...unfinished });
      if (isWorthAnEvent(error)) this.#postFailure(ended, error, '');
      return this.#plans.retryLater(ended, delayMilliseconds);
    }
    const why = decision.why === 'said' ? 'the error is permanent' : 'its retries are used up';
    logger.error('handler failed for good', { ...fields, why });
    if (!(await this.#saveFailure(ended, this.#permanentStatus(ended, error)))) {
      return this.#plans.retryLater(ended, backOffDelay(type.backOff, attempt, clock.random()));
    }
    this.#plans.giveUp(ended);
    this.#postFailure(ended, error, decision.why === 'said' ? '' : ' (its retries are used up)');
    return undefined;
  }

  /** One Event for each failure, not for each attempt: again when it is another one, or of another version of the object. */
  #postFailure({ tracked, object, essence, name }: EndedCall, error: unknown, addition: string): void {
    const message = `${name}: ${this.#shown(error)}${addition}`;
    const posted = tracked.postedFailures?.get(name);
    if (posted?.message === message && sameEssence(posted.essence, essence)) return;
    tracked.postedFailures ??= new Map();
    tracked.postedFailures.set(name, { message, essence });
    this.#context.recorder.post(object, 'Warning', 'HandlerFailed', message);
  }

  /** One of several steps of a change has succeeded: what it assigned is saved, and the others are left. */
  async #succeedOnTheWay(ended: EndedCall, steps: ChangeSteps, requeueAfterSeconds: number | undefined): Promise<void> {
    const { tracked, writer, name } = ended;
    const { state } = readRemembered({ ...ended.object, status: writer.status });
    await writer.save(this.#whileHealthy(ended, !ended.assigned('error') && this.#isHealthy(ended, state) ? { error: null } : {}));
    tracked.postedFailures?.delete(name);
    steps.succeeded(name);
    this.#plans.waitForSteps(tracked, steps);
    this.#plans.plan(ended, requeueAfterSeconds);
  }

  /** A daemon returned, or has lived for so long that it counts as sound. @throws when what it assigned cannot be saved */
  async sound(ended: EndedCall): Promise<void> {
    ended.tracked.setFailing(ended.name, false);
    await ended.writer.save(this.#whileHealthy(ended, this.#successStatus(ended)));
  }

  /** The call was given up: what it assigned is saved, nothing else. Never rejects. */
  async abandon(ended: EndedCall): Promise<void> {
    await this.#saveFailure(ended, {});
  }

  /** A record may wait when nothing is written anyway, and nothing of this object has waited long enough. */
  #mayWait({ tracked, handler, writer }: EndedCall, rest: SdkStatus): boolean {
    if (handler !== 'ensureModified' || writer.isDirty || rest.state !== undefined || rest.ready || 'error' in writer.wanted) return false;
    return tracked.late === undefined || tracked.late.dueAt > this.#context.clock.monotonic();
  }

  #successStatus(ended: EndedCall): SdkStatus {
    const { object, essence, handler, writer } = ended;
    const { stateGate } = this.#context.type;
    const sdk: SdkStatus = {};
    const { state, record } = readRemembered({ metadata: object.metadata, status: writer.wanted });
    // Also where none is seen: one may be there whose answer was lost, and it costs nothing where there is none.
    if (this.#isHealthy(ended, state)) {
      if (!ended.assigned('error')) sdk.error = null;
      const ready = handler === 'ensureDeleted' ? undefined : readyAfterSuccess(this.#context, ended, writer.wanted);
      if (ready) sdk.ready = ready;
    }
    if (handler === 'ensureCreated') {
      sdk.record = this.#finished(ended, true);
      // Without any state it would count as not created, and be created for ever.
      if (stateGate && (!ended.assigned('state') || state === undefined)) sdk.state = 'processed';
    } else if (handler === 'ensureModified') {
      if (!record || !isRecorded(record, essence)) sdk.record = this.#finished(ended, true);
      if (stateGate && state === 'error' && !ended.assigned('state') && !ended.tracked.steps?.failedForGood) sdk.state = 'processed';
    }
    return sdk;
  }

  /** Where something beside it may fail until the write begins, an error is taken away only if nothing has by then. */
  #whileHealthy(ended: EndedCall, sdk: SdkStatus): SdkStatus | (() => SdkStatus) {
    if (sdk.error !== null || !ended.tracked.line) return sdk;
    const { error: _error, ready: _ready, ...rest } = sdk;
    const { metadata } = ended.object;
    return () => (this.#isHealthy(ended, readRemembered({ metadata, status: ended.writer.wanted }).state) ? sdk : rest);
  }

  /** Whether nothing else of the object has failed whose error is still to be shown. */
  #isHealthy(ended: EndedCall, state: string | undefined): boolean {
    const { tracked, handler, name } = ended;
    if (stepsOf(ended)?.othersFailed(name)) return false;
    if (tracked.hasFailedChildNotes || tracked.isFailing(name)) return false;
    return !isAside(handler) || (state !== 'error' && !tracked.retry && !tracked.failed);
  }

  #failureStatus(ended: EndedCall, error: unknown): SdkStatus {
    const message = this.#shown(error);
    const ready = readyAfterFailure(this.#context, ended, error, message);
    return { error: message, ...(ready ? { ready } : {}) };
  }

  #permanentStatus(ended: EndedCall, error: unknown): SdkStatus {
    const { handler, name } = ended;
    const sdk = this.#failureStatus(ended, error);
    const decides = handler === 'ensureCreated' || handler === 'ensureModified' || handler === 'ensureDeleted';
    if (decides && this.#context.type.stateGate) sdk.state = 'error';
    if (handler === 'ensureCreated') sdk.record = this.#finished(ended, false);
    if (handler === 'ensureModified' && (stepsOf(ended)?.isLast(name) ?? true)) sdk.record = this.#finished(ended, true);
    return sdk;
  }

  #finished({ object, essence }: EndedCall, created: boolean): HandledRecord {
    return finishedRecord(created, essence, this.#context.type.keepLastHandled ? lastHandledOf(object) : undefined);
  }

  /** What the failed call still had unsaved may be what the server refuses: then the rest is saved without it. */
  async #saveFailure({ writer, object, name, tracked }: EndedCall, sdk: SdkStatus): Promise<boolean> {
    try {
      await writer.save(sdk);
    } catch (refused) {
      const fields = { ...objectFields(object), handler: name };
      this.#context.logger.warn('status of a failed call could not be saved', { ...fields, error: refused });
      try {
        await writer.save(sdk);
      } catch (error) {
        this.#context.logger.warn('failure could not be written to the status', { ...fields, error });
        if (sdk.error !== undefined) tracked.mayShowError = true;
        return false;
      }
    }
    if (sdk.error !== undefined) tracked.mayShowError = false;
    if (sdk.record) this.#lateRecords.forget(tracked);
    return true;
  }

  #shown(error: unknown): string {
    const message = this.#context.redact(messageOf(error));
    return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message;
  }
}

/** What was last handled to its end stays known while a later change is not. */
function unfinishedChange({ tracked, object }: EndedCall): HandledRecord {
  const record = tracked.late?.record ?? readRemembered(object).record;
  return { ...UNFINISHED_CHANGE, lastHandled: record?.lastHandled };
}
