/**
 * One object's turn: the newest version is read, the finalizer invariant restored, the routing table asked, and at most one
 * handler called. The controller gives turns, one at a time for each object.
 */
import { ApiError } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { ObjectReference } from '../cluster/client.ts';
import { type ChangeReason, changeOf } from '../resource/change.ts';
import type { HandlerName } from '../resource/crd-class.ts';
import { type Essence, essenceOf, sameEssence } from '../resource/essence.ts';
import { afterStep, changeFinalizers, finalizerStep } from '../resource/finalizer.ts';
import { readRemembered } from '../resource/record.ts';
import { StatusKeys } from '../resource/status-keys.ts';
import { StatusWriter } from '../resource/status-writer.ts';
import { invalidSpecError, parseSpec } from '../schema/spec-parsing.ts';
import { CallEnding, type EndedCall } from './call-ending.ts';
import type { ChildTracker } from './child-tracker.ts';
import { type ControllerContext, objectFields } from './controller-context.ts';
import { HandlerCall } from './handler-call.ts';
import type { Informer } from './informer.ts';
import type { LateRecords } from './late-records.ts';
import { type Route, type RoutedObject, route } from './routing.ts';
import type { ChildEvent, TrackedObject } from './tracked-object.ts';

/** What turns are given by. */
export interface ObjectTurnOptions {
  readonly context: ControllerContext;
  readonly informer: Informer;
  readonly children: ChildTracker;
  readonly lateRecords: LateRecords;
  /** Whether status has an endpoint of its own. */
  readonly statusSubresource: boolean;
}

/** What a call is made for. */
interface Calling {
  readonly tracked: TrackedObject;
  readonly object: StoredObject;
  readonly essence: Essence;
  readonly handler: HandlerName;
  readonly reason: ChangeReason;
  readonly childEvent?: ChildEvent;
}

/** See the file's comment. */
export class ObjectTurn {
  readonly #context: ControllerContext;
  readonly #options: ObjectTurnOptions;
  readonly #ending: CallEnding;
  readonly #statusKeys: StatusKeys;

  constructor(options: ObjectTurnOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#ending = new CallEnding(options.context, options.lateRecords);
    this.#statusKeys = new StatusKeys((keys, why) => this.#reportLeftOut(keys, why));
  }

  /**
   * A turn of an object that is there.
   *
   * @returns true when there may be more to do at once
   * @throws whatever kept it from being routed; the controller backs off
   */
  async take(tracked: TrackedObject, text: ObjectText): Promise<boolean> {
    const object = await this.#restoreFinalizer(tracked, text.parse());
    if (!object) return false;
    const essence = essenceOf(object, this.#options.statusSubresource);
    const view = this.#view(tracked, object, essence);
    const now = this.#context.clock.monotonic();
    const { retry, settled, failed } = tracked;
    const decision = route(this.#context.type, view, {
      settled,
      failed,
      retry: retry && { ...retry, due: retry.dueAt <= now },
      due: tracked.dueReason(now),
    });
    if (decision.call === undefined) return this.#rest(tracked, object, essence, view);
    await this.#act(tracked, object, essence, decision);
    if (tracked.settled === essence) this.#keepOld(tracked, text);
    return tracked.childEvents.size > 0;
  }

  /**
   * The end of an object that is gone, or has left what is watched.
   *
   * @param last its last known version
   * @returns true when nothing is left to do for it
   */
  async bury(tracked: TrackedObject, last: StoredObject): Promise<boolean> {
    const { type, cluster, clock } = this.#context;
    if (!type.handlers.has('ensureDeleted')) return true;
    const ours = type.finalizer === undefined || tracked.held;
    if (tracked.cleanedUp || !ours) return true;
    if (tracked.retry && tracked.retry.dueAt > clock.monotonic()) return false;
    const reference = this.#reference(last);
    const found = await cluster.client.find(reference);
    if (found?.metadata.uid === tracked.uid) {
      await this.#release(found);
      return true;
    }
    const essence = essenceOf(last, this.#options.statusSubresource);
    const reason = tracked.retry ? 'retry' : 'deleted';
    await this.#call({ tracked, object: last, essence, handler: 'ensureDeleted', reason });
    return tracked.cleanedUp || tracked.failed?.handler === 'ensureDeleted';
  }

  /** Writes a record that waited for company. Never rejects: the next finished call writes a newer one. */
  async writeLateRecord(tracked: TrackedObject): Promise<void> {
    const { lateRecord, writer } = tracked;
    if (!lateRecord || !writer) return;
    if (tracked.running) return this.#options.lateRecords.add(tracked);
    tracked.lateRecord = undefined;
    try {
      writer.add({ record: lateRecord });
      await writer.flush();
    } catch (error) {
      const { kind } = this.#context.type;
      this.#context.logger.warn('record could not be written', { kind, object: tracked.key, uid: tracked.uid, error });
    }
  }

  /** Nothing to call for the object itself; perhaps something to tell of its children. */
  async #rest(tracked: TrackedObject, object: StoredObject, essence: Essence, view: RoutedObject): Promise<boolean> {
    const { retry } = tracked;
    // Asked for in vain: the call that waits, or the next change, answers it.
    tracked.answerAsked(this.#context.clock.monotonic());
    if (view.deleting) {
      tracked.childEvents.clear();
      return false;
    }
    if (!retry && !tracked.settled) {
      tracked.settled = essence;
      const { resyncSeconds } = this.#context.type;
      if (resyncSeconds !== undefined) tracked.ask('resync', this.#context.clock.monotonic() + resyncSeconds * 1000);
    }
    if (tracked.settled && sameEssence(tracked.settled, essence)) tracked.old = undefined;
    const created = view.record ? view.record.created : view.state !== undefined;
    return created && (await this.#tellOfChild(tracked, object, essence));
  }

  async #tellOfChild(tracked: TrackedObject, object: StoredObject, essence: Essence): Promise<boolean> {
    const { childRetry } = tracked;
    if (childRetry && childRetry.dueAt > this.#context.clock.monotonic()) return false;
    const childEvent = tracked.takeChildEvent();
    if (!childEvent) return false;
    await this.#call({ tracked, object, essence, handler: 'childChanged', reason: 'child', childEvent });
    if (tracked.childRetry) tracked.putBackChildEvent(childEvent);
    return !tracked.childRetry && tracked.childEvents.size > 0;
  }

  async #act(
    tracked: TrackedObject,
    object: StoredObject,
    essence: Essence,
    decision: Extract<Route, { call: HandlerName }>,
  ): Promise<void> {
    const { call: handler, reason } = decision;
    if (handler === 'ensureDeleted' && tracked.cleanedUp) return this.#letGo(tracked, object);
    // A change by the user starts the count anew.
    if (!decision.retry) tracked.retry = undefined;
    tracked.answerAsked(this.#context.clock.monotonic());
    if (handler === 'ensureModified' && !this.#context.type.handlers.has('ensureModified')) {
      tracked.settled = essence;
      return;
    }
    await this.#call({ tracked, object, essence, handler, reason });
    if (handler === 'ensureDeleted' && tracked.cleanedUp) await this.#letGo(tracked, object);
  }

  /** Calls a handler and sees to everything that follows. */
  async #call(calling: Calling): Promise<void> {
    const { tracked, object, essence, handler, reason } = calling;
    const { type, observer } = this.#context;
    const failures = (handler === 'childChanged' ? tracked.childRetry : tracked.retry)?.failures ?? 0;
    const attempt = failures + 1;
    const writer = this.#writerOf(tracked, object);
    writer.reset();
    const base = { tracked, object, essence, handler, attempt, writer };
    const parsed = await parseSpec(type.type.SPEC, object.spec);
    if (parsed.issues && handler !== 'ensureDeleted') {
      return this.#ending.fail({ ...base, assigned: () => false }, invalidSpecError(parsed.issues));
    }
    const spec = (parsed.issues ? object.spec : parsed.value) as object;
    const change = changeOf(reason, this.#oldOf(tracked), object, attempt);
    const call = this.#handlerCall(calling, { spec: spec ?? {}, attempt, writer, change });
    const ended: EndedCall = { ...base, assigned: (key) => call.assigned(key) };
    const observed = { kind: type.kind, key: tracked.key, uid: tracked.uid, handler, reason, attempt };
    tracked.running = call;
    observer.callStarted?.(observed);
    try {
      const outcome = await call.run();
      let kind = outcome.kind;
      if (outcome.kind === 'succeeded') kind = await this.#succeed(ended, outcome.requeueAfterSeconds);
      else if (outcome.kind === 'failed') await this.#ending.fail(ended, outcome.error);
      else await this.#ending.abandon(ended);
      observer.callEnded?.(observed, kind);
      await call.settled;
    } finally {
      tracked.running = undefined;
    }
  }

  async #succeed(ended: EndedCall, requeueAfterSeconds: number | undefined): Promise<'succeeded' | 'failed'> {
    try {
      await this.#ending.succeed(ended, requeueAfterSeconds);
    } catch (error) {
      await this.#ending.fail(ended, error);
      return 'failed';
    }
    if (ended.handler === 'ensureDeleted') ended.tracked.cleanedUp = true;
    this.#context.logger.debug('handled', { ...objectFields(ended.object), handler: ended.handler, attempt: ended.attempt });
    return 'succeeded';
  }

  #handlerCall(
    { object, handler, childEvent }: Calling,
    { spec, attempt, writer, change }: { spec: object; attempt: number; writer: StatusWriter; change: ReturnType<typeof changeOf> },
  ): HandlerCall {
    const { type, clock, cluster, logger, args, fieldManager, recorder } = this.#context;
    return new HandlerCall({
      type: type.type,
      handler,
      change,
      childEvent,
      timeoutSeconds: type.timeoutSeconds,
      clock,
      status: writer,
      call: {
        object,
        spec,
        reference: this.#reference(object),
        client: cluster.client,
        crdApi: cluster.crdApi,
        logger: logger.child({ ...objectFields(object), attempt }),
        args,
        children: this.#options.children,
        fieldManager,
        finalizer: type.finalizer,
        postEvent: (subject, eventType, eventReason, message) => recorder.post(subject, eventType, eventReason, message),
        newest: () => this.#newest(object),
        observed: (version) => this.#options.informer.written(version),
      },
    });
  }

  /** Brings the finalizer to what the class needs. Undefined when the object is gone: its deletion will be seen. */
  async #restoreFinalizer(tracked: TrackedObject, object: StoredObject): Promise<StoredObject | undefined> {
    const { type } = this.#context;
    const finalizers = object.metadata.finalizers ?? [];
    if (type.finalizer !== undefined && finalizers.includes(type.finalizer)) tracked.held = true;
    const deleting = object.metadata.deletionTimestamp !== undefined;
    const step = finalizerStep({ finalizers, deleting, wanted: type.finalizer, fallback: type.defaultFinalizer });
    if (!step) return object;
    const changed = await this.#changeFinalizers(object, (present, current) => {
      // Since then it may have been deleted, after which the server takes no new ones.
      const next = finalizerStep({
        finalizers: present,
        deleting: current.metadata.deletionTimestamp !== undefined,
        wanted: type.finalizer,
        fallback: type.defaultFinalizer,
      });
      return next ? afterStep(present, next) : present;
    });
    if (changed && type.finalizer !== undefined && changed.metadata.finalizers?.includes(type.finalizer)) tracked.held = true;
    return changed;
  }

  /** ensureDeleted has succeeded: our finalizer goes. */
  async #letGo(tracked: TrackedObject, object: StoredObject): Promise<void> {
    await this.#release(this.#newest(object));
    tracked.settled = undefined;
  }

  /** Takes our finalizers off. */
  async #release(object: StoredObject): Promise<void> {
    const { type } = this.#context;
    await this.#changeFinalizers(object, (present) => present.filter((name) => name !== type.finalizer && name !== type.defaultFinalizer));
  }

  async #changeFinalizers(object: StoredObject, change: Parameters<typeof changeFinalizers>[1]): Promise<StoredObject | undefined> {
    const { cluster, health, clock, type } = this.#context;
    const check = `finalizer of ${type.kind} ${objectName(object)}`;
    try {
      const changed = await changeFinalizers({ client: cluster.client, reference: this.#reference(object), object }, change);
      health.delete(check);
      // Without finalizers the server has removed a deleted object by then: its answer must not bring it back.
      const removed = changed?.metadata.deletionTimestamp !== undefined && !changed.metadata.finalizers?.length;
      if (changed && !removed) this.#options.informer.written(changed);
      return changed;
    } catch (error) {
      if (ApiError.is(error) && error.status === 422) {
        const fields = error.causes.map(({ field }) => field).filter(Boolean);
        const where = fields.length > 0 ? ` because of ${fields.join(', ')}` : '';
        const message = `the API server refuses to change its finalizers${where}: mend the object, or loosen the CRD's schema, and it goes on by itself`;
        health.set(check, { ok: false, message, since: clock.now() });
        this.#context.logger.error(message, objectFields(object));
      }
      throw error;
    }
  }

  #writerOf(tracked: TrackedObject, object: StoredObject): StatusWriter {
    tracked.writer ??= new StatusWriter({
      client: this.#context.cluster.client,
      reference: this.#reference(object),
      object,
      newest: () => this.#options.informer.text(tracked.key)?.parse(),
      observed: (version) => this.#options.informer.written(version),
      subresource: this.#options.statusSubresource,
      keys: this.#statusKeys,
      firstWrite: () =>
        tracked.running?.handler === 'ensureCreated'
          ? { created: false, observedGeneration: undefined, marks: undefined, content: undefined }
          : undefined,
    });
    return tracked.writer;
  }

  #view(tracked: TrackedObject, object: StoredObject, essence: Essence): RoutedObject {
    const deleting = object.metadata.deletionTimestamp !== undefined;
    const held = tracked.held && object.metadata.finalizers?.includes(this.#context.type.finalizer ?? '') === true;
    return { ...readRemembered(object), deleting, held, essence };
  }

  #oldOf(tracked: TrackedObject): StoredObject | undefined {
    if (!tracked.settled) return undefined;
    return (tracked.old ?? this.#options.informer.text(tracked.key))?.parse();
  }

  /** After a call the version that it was given is the old one, unless it still is the newest. */
  #keepOld(tracked: TrackedObject, given: ObjectText): void {
    const newest = this.#options.informer.text(tracked.key);
    if (newest && newest.uid === given.uid && newest.resourceVersion !== given.resourceVersion) tracked.old = given.detached();
    else tracked.old = undefined;
  }

  #newest(object: StoredObject): StoredObject {
    const { namespace, name, uid } = object.metadata;
    const text = this.#options.informer.text(namespace ? `${namespace}/${name}` : name);
    return text?.uid === uid ? text.parse() : object;
  }

  #reference(object: StoredObject): ObjectReference {
    const { namespace, name } = object.metadata;
    return { class: this.#context.type.type, name, ...(namespace === undefined ? {} : { namespace }) };
  }

  #reportLeftOut(keys: readonly string[], why: 'pruned' | 'refused'): void {
    const { logger, health, clock, type } = this.#context;
    const message = `the status schema of ${type.kind} has no room for ${keys.join(', ')} (${why} by the API server): left out from now on; what must be remembered goes into the annotation tskubeop/handled`;
    logger.warn(message, { kind: type.kind });
    health.set(`status of ${type.kind}`, { ok: true, message, since: clock.now() });
  }
}

function objectName(object: StoredObject): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}
