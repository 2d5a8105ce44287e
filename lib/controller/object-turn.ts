/**
 * One object's turn: the newest version is read, the finalizer invariant restored, the routing table asked, and at most one
 * handler called. The controller gives turns, one at a time for each object.
 */
import { type Eventual, whenThere } from '../base/eventual.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import { type Essence, sameEssence } from '../resource/essence.ts';
import { EssenceReader } from '../resource/essence-reader.ts';
import type { KnownVersion } from '../resource/known-version.ts';
import { readRemembered } from '../resource/record.ts';
import { StatusKeys } from '../resource/status-keys.ts';
import { Background } from './background.ts';
import { Burial } from './burial.ts';
import { CallRunner } from './call-runner.ts';
import { CallsAside } from './calls-aside.ts';
import type { ChildTracker } from './child-tracker.ts';
import type { ControllerCluster, ControllerContext } from './controller-context.ts';
import { DaemonKeeper } from './daemon-keeper.ts';
import { callNextField } from './field-handlers.ts';
import { FinalizerKeeper } from './finalizer-keeper.ts';
import type { Grave } from './graves.ts';
import type { Informer } from './informer.ts';
import { LateRecordWriter } from './late-record-writer.ts';
import type { LateRecords } from './late-records.ts';
import { oldObjectOf } from './old-object.ts';
import type { OldVersions } from './old-versions.ts';
import type { PresentObject } from './present-object.ts';
import { reconcileOf } from './reconcile-span.ts';
import { mendedRecord } from './record-mending.ts';
import { countsAsCreated, type Route, type RoutedObject, route } from './routing.ts';
import type { AbortCause, TrackedObject } from './tracked-object.ts';

/** What turns are given by. */
export interface ObjectTurnOptions {
  /** Whether a handler of an object, which may be gone, may begin at this very moment. */
  readonly mayAct: (key: ObjectKey, gone?: boolean) => boolean;
  /** What is done for an object goes by this. @default the context's cluster */
  clusterOf?(tracked: TrackedObject): ControllerCluster;
  /** Whether what is said of an object is this replica's to say. @default as mayAct */
  maySpeak?(tracked: TrackedObject): boolean;
  readonly context: ControllerContext;
  readonly informer: Informer;
  readonly children: ChildTracker;
  readonly lateRecords: LateRecords;
  readonly olds: OldVersions;
  /** Whether status has an endpoint of its own. */
  readonly statusSubresource: boolean;
  /** All daemons of an object that were to end have ended, or are left behind. */
  daemonsEnded(key: ObjectKey): void;
  /** A daemon asks for a call of its object. */
  requeue(tracked: TrackedObject, seconds: number): void;
  /** Daemons that have been asked to end and may not have, by the uid of their object. */
  readonly formerDaemons: Map<string, Promise<unknown>>;
}

/**
 * How a turn ended: there may be more to do at once; nothing is, until its time comes; the object could not be looked at, and is
 * again after a pause.
 */
export type TurnEnd = 'again' | 'done' | 'later';

type Called = Extract<Route, { call: string }>;

/** See the file's comment. */
export class ObjectTurn {
  readonly #context: ControllerContext;
  readonly #options: ObjectTurnOptions;
  readonly #runner: CallRunner;
  readonly #finalizers: FinalizerKeeper;
  readonly #essences: EssenceReader;
  readonly #burial: Burial;
  readonly #aside: CallsAside;
  readonly #recordWriter: LateRecordWriter;
  /** The timers and daemons of all objects. */
  readonly background: Background;

  constructor(options: ObjectTurnOptions) {
    const { context, informer, lateRecords, daemonsEnded, requeue, formerDaemons } = options;
    const { type, clock, logger } = context;
    this.#options = options;
    this.#context = context;
    this.#essences = new EssenceReader(options.statusSubresource);
    this.#finalizers = new FinalizerKeeper({ context, written: (object) => informer.changed(object) });
    const statusKeys = new StatusKeys({
      gated: type.stateGate && !type.levelTriggered,
      report: (keys, why) => this.#reportLeftOut(keys, why),
    });
    this.#runner = new CallRunner({ ...options, statusKeys });
    const [runner, finalizers, essences, { client }] = [this.#runner, this.#finalizers, this.#essences, context.cluster];
    this.#burial = new Burial({ type, clock, client, runner, finalizers, essences });
    this.#aside = new CallsAside({ clock, runner });
    this.#recordWriter = new LateRecordWriter({ informer, lateRecords, runner, logger });
    const daemons = new DaemonKeeper({ context, runner, lateRecords, ended: daemonsEnded, requeue, former: formerDaemons });
    this.background = new Background({ type, clock, daemons });
  }

  /** No handler is called any more, no timer and no daemon begins, and daemons are asked to end. */
  stop(cause: AbortCause = 'stopped'): void {
    this.#runner.stop();
    this.#finalizers.close();
    this.background.stop(cause);
  }

  /** Whether a handler of an object may begin at this very moment. */
  mayAct(key: ObjectKey): boolean {
    return this.#options.mayAct(key);
  }

  /** Nothing begins any more for an object that is gone, or has left what is handled. */
  end(tracked: TrackedObject, cause: AbortCause): void {
    this.#finalizers.forget(tracked.key);
    this.background.end(tracked, cause);
  }

  /**
   * A turn of an object that is there; it ends at once when nothing has to be waited for.
   *
   * @throws whatever kept it from being routed; the controller backs off
   */
  take(tracked: TrackedObject, text: ObjectText): Eventual<TurnEnd> {
    if (tracked.isCalm(text.resourceVersion, () => this.#context.clock.monotonic())) return 'done';
    const object = text.parse();
    return this.#asWhole(
      () => object,
      () => whenThere(this.#ready(tracked, text, object), (present) => (typeof present === 'string' ? present : this.#go(present))),
    );
  }

  /** What the object's next turn would see and do, if it began now. Nothing happens. */
  foresee(tracked: TrackedObject, object: StoredObject): { readonly view: RoutedObject; readonly decision: Route } {
    const view = this.#view(object, this.#essences.essenceOf(object));
    return { view, decision: this.#decide(tracked, view) };
  }

  #go(present: PresentObject): Eventual<TurnEnd> {
    // The lease may still be renewed: then what is to be done must not have been forgotten.
    const { tracked, object, essence } = present;
    if (!this.mayAct(tracked.key)) return 'later';
    const view = this.#view(object, essence);
    const { background } = this;
    const { type } = this.#context;
    if (view.deleting) background.end(tracked, 'deleted');
    else background.seen(tracked, essence);
    // It was seen to be deleted only now: its daemons end first.
    if (background.isEnding(tracked.key)) return 'done';
    const decision = this.#decide(tracked, view);
    if (decision.call === undefined) {
      return whenThere(this.#rest(present, view), (more) => {
        if (countsAsCreated(type, view)) background.begin(tracked, () => this.#newestOf(present), essence);
        this.#endTurn(tracked);
        return more ? 'again' : 'done';
      });
    }
    if (tracked.isDoubtful) return this.#readAnew(tracked, object);
    return whenThere(this.#act(present, view, decision), (again) => {
      const isSettled = tracked.settled === essence;
      if (isSettled) this.#keepOld(present);
      const isDone = isSettled && !tracked.failed && !view.deleting;
      if (isDone || countsAsCreated(type, view)) background.begin(tracked, () => this.#newestOf(present), essence);
      // Of what becomes of its children an object that is being deleted is not told any more.
      const isToBeTold = !view.deleting && tracked.hasChildNotes;
      this.#endTurn(tracked);
      return again || isToBeTold ? 'again' : 'done';
    });
  }

  /** From now on, until something happens, no more of it is kept than has to be. */
  #endTurn(tracked: TrackedObject): void {
    if (tracked.settled) tracked.settled = this.#essences.shared(tracked.settled);
    tracked.rest();
  }

  /** Another replica may have handled it since: what it made of the object is not shown by the watch for sure. */
  async #readAnew(tracked: TrackedObject, object: StoredObject): Promise<TurnEnd> {
    const { client } = this.#context.cluster;
    const found = await client.find(this.#runner.referenceTo(object));
    // It is gone, as will be seen.
    if (!found) return 'later';
    this.#options.informer.changed(found);
    tracked.isDoubtful = false;
    return 'again';
  }

  #decide(tracked: TrackedObject, view: RoutedObject): Route {
    // Asking for the time costs as much as deciding does.
    const now = tracked.hasTimes ? this.#context.clock.monotonic() : 0;
    const { retry, settled, failed } = tracked;
    const { type } = this.#context;
    return route(type, view, {
      settled,
      failed,
      retry: retry && { ...retry, due: retry.dueAt <= now },
      due: type.levelTriggered && tracked.hasChildNotes ? 'child' : tracked.dueReason(now),
    });
  }

  /**
   * The call has succeeded, and the newest version is what its own status writes made of the one that it was given: if that needs no
   * call either, it is not looked at again when it is shown.
   */
  #noteOwn(present: PresentObject, view: RoutedObject, own: KnownVersion): void {
    const { tracked } = present;
    const newest = this.#options.informer.text(tracked.key);
    if (newest?.uid !== tracked.uid || newest.resourceVersion !== own.resourceVersion) return;
    const { state, record } = own.remembered;
    if (this.#decide(tracked, { ...view, state, record }).call !== undefined) return;
    if (mendedRecord(this.#context.type, present, record)) return;
    tracked.calm = newest.resourceVersion;
  }

  /** The end of an object that is gone, or has left what is watched. @returns true when nothing is left to do for it */
  async bury(grave: Grave): Promise<boolean> {
    return await this.#asWhole(
      () => grave.last.parse(),
      () => this.#burial.bury(grave),
    );
  }

  /** Writes the record that waits for company. @throws when it can be written later */
  writeLateRecord(tracked: TrackedObject): Promise<void> {
    return this.#recordWriter.write(tracked);
  }

  /** What is done for an object in one turn belongs together. */
  #asWhole<T>(object: () => StoredObject, take: () => Eventual<T>): Eventual<T> {
    const { type, cluster } = this.#context;
    const { tracer } = cluster.transport;
    return tracer?.isListening ? tracer.whole(reconcileOf(type.kind, object()), take) : take();
  }

  /** The newest version with its finalizers as they should be, or why there is none to go on with. */
  #ready(tracked: TrackedObject, text: ObjectText, object: StoredObject): Eventual<PresentObject | TurnEnd> {
    if (this.#finalizers.isHeld(object)) tracked.held = true;
    if (this.#finalizers.stepFor(object)) return this.#restoreFinalizers(tracked, object);
    return this.#present(tracked, text, object);
  }

  #present(tracked: TrackedObject, text: ObjectText, object: StoredObject): PresentObject {
    return { tracked, text, object, essence: this.#essences.essenceOf(object) };
  }

  async #restoreFinalizers(tracked: TrackedObject, object: StoredObject): Promise<PresentObject | TurnEnd> {
    const restored = await this.#finalizers.restore(object, this.#runner.referenceTo(object));
    // It is gone, as will be seen.
    if (!restored) return 'later';
    if (this.#finalizers.isHeld(restored)) tracked.held = true;
    // Meanwhile it may have changed again, have been deleted, or be another one: all that is told to be seen by another turn.
    const newest = this.#options.informer.text(tracked.key);
    if (newest?.uid !== tracked.uid || tracked.left) return 'done';
    const changed = newest.parse();
    return this.#finalizers.stepFor(changed) ? 'again' : this.#present(tracked, newest, changed);
  }

  /** Nothing to call for the object itself; perhaps something to record, or to tell of its children. */
  #rest(present: PresentObject, view: RoutedObject): Eventual<boolean> {
    const { tracked, essence } = present;
    const now = this.#context.clock.monotonic();
    // Asked for in vain: the call that waits, or the next change, answers it.
    tracked.answerAsked(now);
    if (view.deleting) {
      this.#options.lateRecords.forget(tracked);
      tracked.endsWith(view.held);
      return false;
    }
    if (!tracked.retry && !tracked.settled) {
      tracked.settled = essence;
      const { resyncSeconds } = this.#context.type;
      if (resyncSeconds !== undefined) tracked.ask('resync', now + resyncSeconds * 1000);
    }
    if (tracked.settled && sameEssence(tracked.settled, essence)) this.#keepOld(present);
    const mended = mendedRecord(this.#context.type, present, view.record);
    if (mended) this.#options.lateRecords.add(tracked, { record: mended, clearsError: !tracked.hasFailedChildNotes }, now);
    const created = view.record ? view.record.created : view.state !== undefined;
    const telling =
      created && tracked.hasChildNotes ? this.#aside.tellOfChild(present, oldObjectOf(this.#context.type, present, view.record)) : false;
    const calling = telling === false && this.#aside.isTimerDue(tracked) ? this.#aside.tick(present).then(() => false) : telling;
    return whenThere(calling, (more) => {
      if (more || !tracked.late || tracked.late.dueAt > this.#context.clock.monotonic()) return more;
      return this.writeLateRecord(tracked).then(() => false);
    });
  }

  /** @returns whether there is more to do at once */
  #act(present: PresentObject, view: RoutedObject, decision: Called): Eventual<boolean> {
    const { call: handler, reason, retry } = decision;
    const { tracked, object, essence } = present;
    const isCleanedUp = tracked.cleanedUp || !this.#context.type.handlers.has('ensureDeleted');
    if (handler === 'ensureDeleted' && isCleanedUp) return this.#letGo(present);
    // A change by the user starts the count anew.
    if (!retry) tracked.retry = undefined;
    // Who is told that nothing is new has not been told of what is.
    if (tracked.hasTimes)
      tracked.answerAsked(this.#context.clock.monotonic(), handler === 'ensureResumed' ? ['reference', 'triggered'] : []);
    if (this.#context.type.levelTriggered && tracked.hasChildNotes) tracked.children.clear();
    const { type, clock } = this.#context;
    if (handler === 'ensureModified' && type.fields.length > 0) {
      return callNextField({
        type,
        clock,
        runner: this.#runner,
        tracked,
        object,
        essence,
        old: oldObjectOf(this.#context.type, present, view.record),
        reason,
        retry,
      });
    }
    tracked.steps = undefined;
    if (handler === 'ensureModified' && !this.#context.type.handlers.has('ensureModified')) {
      tracked.settled = essence;
      return false;
    }
    const failures = tracked.retry?.failures ?? 0;
    const running = this.#runner.run({
      tracked,
      object,
      essence,
      handler,
      reason,
      old: oldObjectOf(this.#context.type, present, view.record),
      failures,
    });
    return whenThere(running, ({ own }) => {
      if (handler === 'ensureDeleted') return tracked.cleanedUp ? this.#letGo(present) : false;
      if (own) this.#noteOwn(present, view, own);
      return false;
    });
  }

  /** ensureDeleted has succeeded: our finalizer goes. @returns false: there is nothing more to do */
  async #letGo(present: PresentObject): Promise<false> {
    const newest = this.#newestOf(present);
    await this.#finalizers.release(newest, this.#runner.referenceTo(newest));
    return false;
  }

  #newestOf({ tracked, object }: PresentObject): StoredObject {
    const text = this.#options.informer.text(tracked.key);
    return text?.uid === tracked.uid ? text.parse() : object;
  }

  #view(object: StoredObject, essence: Essence): RoutedObject {
    const deleting = object.metadata.deletionTimestamp !== undefined;
    return { ...readRemembered(object), deleting, held: this.#finalizers.isHeld(object), essence };
  }

  #keepOld({ tracked, text }: PresentObject): void {
    this.#options.olds.handled(tracked, text, this.#options.informer.text(tracked.key));
  }

  #reportLeftOut(keys: readonly string[], why: 'pruned' | 'refused'): void {
    const { logger, health, clock, type } = this.#context;
    const message = `the status schema of ${type.kind} has no room for ${keys.join(', ')} (${why} by the API server): left out from now on; what must be remembered goes into the annotation tskubeop/handled`;
    logger.warn(message, { kind: type.kind });
    health.set(`status of ${type.kind}`, { ok: true, message, since: clock.now() });
  }
}
