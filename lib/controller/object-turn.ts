/**
 * One object's turn: the newest version is read, the finalizer invariant restored, the routing table asked, and at most one
 * handler called. The controller gives turns, one at a time for each object.
 */
import { type Eventual, whenThere } from '../base/eventual.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import { sameEssence } from '../resource/essence.ts';
import { EssenceReader } from '../resource/essence-reader.ts';
import { StatusKeys } from '../resource/status-keys.ts';
import { Background } from './background.ts';
import { Burial } from './burial.ts';
import { CallRunner } from './call-runner.ts';
import { CallsAside } from './calls-aside.ts';
import type { ChildTracker } from './child-tracker.ts';
import type { ControllerCluster, ControllerContext } from './controller-context.ts';
import { DaemonKeeper } from './daemon-keeper.ts';
import { FinalizerKeeper } from './finalizer-keeper.ts';
import type { Grave } from './graves.ts';
import type { Informer } from './informer.ts';
import { LateRecordWriter } from './late-record-writer.ts';
import type { LateRecords } from './late-records.ts';
import { reportLeftOut } from './left-out-keys.ts';
import { oldObjectOf } from './old-object.ts';
import type { OldVersions } from './old-versions.ts';
import type { PresentObject } from './present-object.ts';
import { reconcileOf } from './reconcile-span.ts';
import { mendedRecord } from './record-mending.ts';
import { countsAsCreated, type Route, type RoutedObject } from './routing.ts';
import type { AbortCause, TrackedObject } from './tracked-object.ts';
import { TurnCall } from './turn-call.ts';
import { TurnDecision } from './turn-decision.ts';
import { TurnEnding } from './turn-ending.ts';

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

/** See the file's comment. */
export class ObjectTurn {
  readonly #context: ControllerContext;
  readonly #options: ObjectTurnOptions;
  readonly #runner: CallRunner;
  readonly #finalizers: FinalizerKeeper;
  readonly #essences: EssenceReader;
  readonly #decision: TurnDecision;
  readonly #burial: Burial;
  readonly #aside: CallsAside;
  readonly #recordWriter: LateRecordWriter;
  readonly #ending: TurnEnding;
  readonly #turnCall: TurnCall;
  /** The timers and daemons of all objects. */
  readonly background: Background;

  constructor(options: ObjectTurnOptions) {
    const { context, informer, lateRecords, daemonsEnded, requeue, formerDaemons } = options;
    const { type, clock, logger } = context;
    this.#options = options;
    this.#context = context;
    this.#essences = new EssenceReader(options.statusSubresource);
    this.#finalizers = new FinalizerKeeper({ context, written: (object) => informer.changed(object) });
    this.#decision = new TurnDecision({ type, clock, isHeld: (object) => this.#finalizers.isHeld(object) });
    const statusKeys = new StatusKeys({
      gated: type.stateGate && !type.levelTriggered,
      report: (keys, why) => reportLeftOut(context, keys, why),
    });
    this.#runner = new CallRunner({ ...options, statusKeys });
    const [runner, finalizers, essences, { client }] = [this.#runner, this.#finalizers, this.#essences, context.cluster];
    this.#burial = new Burial({ type, clock, client, runner, finalizers, essences });
    this.#aside = new CallsAside({ clock, runner });
    this.#recordWriter = new LateRecordWriter({ informer, lateRecords, runner, logger });
    const daemons = new DaemonKeeper({ context, runner, lateRecords, ended: daemonsEnded, requeue, former: formerDaemons });
    this.background = new Background({ type, clock, daemons });
    this.#ending = new TurnEnding({ type, informer, olds: options.olds, essences, background: this.background });
    this.#turnCall = new TurnCall({ context, informer, runner, finalizers, decision: this.#decision, ending: this.#ending });
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

  /** Whether it is known that nothing has to be done for a version at this moment. */
  isCalm(tracked: TrackedObject, text: ObjectText): boolean {
    return tracked.isCalm(text.resourceVersion, () => this.#context.clock.monotonic());
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
    if (this.isCalm(tracked, text)) return 'done';
    const object = text.parse();
    if (!this.#context.cluster.transport.tracer?.isListening) return this.#takeParsed(tracked, text, object);
    return this.#asWhole(
      () => object,
      () => this.#takeParsed(tracked, text, object),
    );
  }

  // What comes of nearly every turn at once does without a closure: there are many of them.

  #takeParsed(tracked: TrackedObject, text: ObjectText, object: StoredObject): Eventual<TurnEnd> {
    const ready = this.#ready(tracked, text, object);
    return ready instanceof Promise ? ready.then((present) => this.#goOn(present)) : this.#goOn(ready);
  }

  #goOn(ready: PresentObject | TurnEnd): Eventual<TurnEnd> {
    return typeof ready === 'string' ? ready : this.#go(ready);
  }

  /** What the object's next turn would see and do, if it began now. Nothing happens. */
  foresee(tracked: TrackedObject, object: StoredObject): { readonly view: RoutedObject; readonly decision: Route } {
    const view = this.#decision.viewOf(object, this.#essences.essenceOf(object));
    return { view, decision: this.#decision.decide(tracked, view) };
  }

  #go(present: PresentObject): Eventual<TurnEnd> {
    // The lease may still be renewed: then what is to be done must not have been forgotten.
    const { tracked, object, essence } = present;
    if (!this.mayAct(tracked.key)) return 'later';
    const view = this.#decision.viewOf(object, essence);
    const { background } = this;
    const { type } = this.#context;
    if (view.deleting) background.end(tracked, 'deleted');
    else background.seen(tracked, essence);
    // It was seen to be deleted only now: its daemons end first.
    if (background.isEnding(tracked.key)) return 'done';
    const decision = this.#decision.decide(tracked, view);
    if (decision.call === undefined) {
      return whenThere(this.#rest(present, view), (more) => {
        if (countsAsCreated(type, view)) this.#ending.beginBackground(present);
        this.#ending.rest(tracked);
        return more ? 'again' : 'done';
      });
    }
    if (tracked.isDoubtful) return this.#readAnew(tracked, object);
    return this.#turnCall.make(present, view, decision);
  }

  /** Another replica may have handled it since: what it made of the object is not shown by the watch for sure. */
  async #readAnew(tracked: TrackedObject, object: StoredObject): Promise<TurnEnd> {
    const { client } = this.#context.cluster;
    const found = await client.find(this.#runner.referenceTo(object));
    // It is gone, as will be seen.
    if (found?.metadata.uid !== tracked.uid) return 'later';
    this.#options.informer.changed(found);
    tracked.isDoubtful = false;
    return 'again';
  }

  /** The end of an object that is gone, or has left what is watched. @returns true when nothing is left to do for it */
  async bury(grave: Grave): Promise<boolean> {
    return await this.#asWhole(
      () => grave.last.parse(),
      () => this.#burial.bury(grave),
    );
  }

  /** Writes the record that waits for company. @throws when it can be written later */
  async writeLateRecord(tracked: TrackedObject): Promise<void> {
    await this.#recordWriter.write(tracked);
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
    if (tracked.settled && sameEssence(tracked.settled, essence)) this.#ending.keepOld(present);
    const mended = mendedRecord(this.#context.type, present, view.record);
    if (mended) this.#options.lateRecords.add(tracked, { record: mended, clearsError: !tracked.hasFailedChildNotes }, now);
    // For reconcile what became of the children is a reason to be called, and waits for that.
    const isTold = !this.#context.type.levelTriggered && (view.record ? view.record.created : view.state !== undefined);
    const telling =
      isTold && tracked.hasChildNotes ? this.#aside.tellOfChild(present, oldObjectOf(this.#context.type, present, view.record)) : false;
    const calling = telling === false && this.#aside.isTimerDue(tracked) ? this.#aside.tick(present).then(() => false) : telling;
    return whenThere(calling, (more) => {
      if (more || !tracked.late || tracked.late.dueAt > this.#context.clock.monotonic()) return more;
      return this.#writeDueRecord(present, view);
    });
  }

  async #writeDueRecord(present: PresentObject, view: RoutedObject): Promise<false> {
    const { tracked, text, object } = present;
    // What was decided of an older version doesn't hold for what is made of a newer one.
    const isNewest = this.#options.informer.text(tracked.key)?.resourceVersion === text.resourceVersion;
    const own = await this.#recordWriter.write(tracked, isNewest ? object : undefined);
    if (own && isNewest) this.#turnCall.noteOwn(present, view, own);
    return false;
  }
}
