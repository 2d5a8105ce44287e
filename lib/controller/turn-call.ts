/**
 * The one call of a turn, and what stands in its place where the class has no handler for it; and what follows for the object.
 */
import type { Eventual } from '../base/eventual.ts';
import type { HandlerName } from '../resource/crd-class.ts';
import type { KnownVersion } from '../resource/known-version.ts';
import { isUnfinished } from '../resource/record.ts';
import type { CallEnd, CallRunner } from './call-runner.ts';
import type { ControllerContext } from './controller-context.ts';
import { callNextField } from './field-handlers.ts';
import type { FinalizerKeeper } from './finalizer-keeper.ts';
import type { Informer } from './informer.ts';
import type { TurnEnd } from './object-turn.ts';
import { oldObjectOf } from './old-object.ts';
import type { PresentObject } from './present-object.ts';
import { mendedRecord } from './record-mending.ts';
import { countsAsCreated, type Route, type RoutedObject } from './routing.ts';
import type { TurnDecision } from './turn-decision.ts';
import type { TurnEnding } from './turn-ending.ts';

/** What it is made with. */
export interface TurnCallOptions {
  readonly context: Pick<ControllerContext, 'type' | 'clock'>;
  readonly informer: Pick<Informer, 'text'>;
  readonly runner: Pick<CallRunner, 'run' | 'referenceTo'>;
  readonly finalizers: Pick<FinalizerKeeper, 'release'>;
  readonly decision: Pick<TurnDecision, 'decide'>;
  readonly ending: TurnEnding;
}

/** A route that calls something. */
export type Called = Extract<Route, { call: string }>;

/** See the file's comment. */
export class TurnCall {
  readonly #options: TurnCallOptions;

  constructor(options: TurnCallOptions) {
    this.#options = options;
  }

  /** Makes it. @throws whatever kept our finalizer from being taken off */
  make(present: PresentObject, view: RoutedObject, decision: Called): Eventual<TurnEnd> {
    const { call: handler, retry } = decision;
    const { tracked, essence } = present;
    const { type, clock } = this.#options.context;
    const isCleanedUp = tracked.cleanedUp || !type.handlers.has('ensureDeleted');
    if (handler === 'ensureDeleted' && isCleanedUp) return this.#letGo(present).then(() => this.#afterCall(present, view, false));
    // A change by the user starts the count anew.
    if (!retry) tracked.retry = undefined;
    // Who is told that nothing is new has not been told of what is.
    if (tracked.hasTimes) tracked.answerAsked(clock.monotonic(), handler === 'ensureResumed' ? ['reference', 'triggered'] : []);
    if (type.levelTriggered && tracked.hasChildNotes) tracked.children.clear();
    if (handler === 'ensureModified' && type.fields.length > 0) return this.#callField(present, view, decision);
    tracked.steps = undefined;
    if (handler === 'ensureModified' && !type.handlers.has('ensureModified')) {
      tracked.settled = essence;
      return this.#afterCall(present, view, false);
    }
    return this.#call(present, view, decision);
  }

  /**
   * What the turn had to do has succeeded, and the newest version may be what its own status writes made of the one that it was given:
   * if that needs no call either, it is not looked at again when it is shown.
   */
  noteOwn(present: PresentObject, view: RoutedObject, own: KnownVersion): void {
    const { tracked } = present;
    const newest = this.#options.informer.text(tracked.key);
    if (newest?.uid !== tracked.uid || newest.resourceVersion !== own.resourceVersion) return;
    // As a rule nothing was written, and it is the very version that the call was given.
    const isSame = newest.resourceVersion === present.text.resourceVersion;
    // A server that doesn't heed the resourceVersion of a patch, as stand-ins for one, may have let in a change before it.
    if (!isSame && newest.generation !== present.text.generation) return;
    const { state, record } = isSame ? view : own.remembered;
    if (this.#options.decision.decide(tracked, { ...view, state, record }).call !== undefined) return;
    if (mendedRecord(this.#options.context.type, present, record)) return;
    tracked.calm = newest.resourceVersion;
  }

  async #callField(present: PresentObject, view: RoutedObject, { reason, retry }: Called): Promise<TurnEnd> {
    const { tracked, object, essence } = present;
    const { type, clock } = this.#options.context;
    const { runner } = this.#options;
    const old = oldObjectOf(type, present, view.record);
    const isLeftUndone = !tracked.settled && view.record !== undefined && isUnfinished(view.record);
    const again = await callNextField({ type, clock, runner, tracked, object, essence, old, reason, retry, isLeftUndone });
    return this.#afterCall(present, view, again);
  }

  #call(present: PresentObject, view: RoutedObject, { call: handler, reason }: Called): Eventual<TurnEnd> {
    const { tracked, object, essence } = present;
    const failures = tracked.retry?.failures ?? 0;
    const old = oldObjectOf(this.#options.context.type, present, view.record);
    const running = this.#options.runner.run({ tracked, object, essence, handler, reason, old, failures });
    if (!(running instanceof Promise)) return this.#called(present, view, handler, running);
    return running.then((end) => this.#called(present, view, handler, end));
  }

  #called(present: PresentObject, view: RoutedObject, handler: HandlerName, { own }: CallEnd): Eventual<TurnEnd> {
    const isToBeLetGo = handler === 'ensureDeleted' && present.tracked.cleanedUp;
    if (isToBeLetGo) return this.#letGo(present).then(() => this.#afterCall(present, view, false));
    if (handler !== 'ensureDeleted' && own) this.noteOwn(present, view, own);
    return this.#afterCall(present, view, false);
  }

  /** ensureDeleted has succeeded: our finalizer goes. */
  async #letGo(present: PresentObject): Promise<void> {
    const newest = this.#options.ending.newestOf(present);
    await this.#options.finalizers.release(newest, this.#options.runner.referenceTo(newest));
  }

  /** A call has been made, or what stands in its place was done. @param again whether there is more to do at once */
  #afterCall(present: PresentObject, view: RoutedObject, again: boolean): TurnEnd {
    const { tracked, essence } = present;
    const isSettled = tracked.settled === essence;
    if (isSettled) this.#options.ending.keepOld(present);
    const isDone = isSettled && !tracked.failed && !view.deleting;
    if (isDone || countsAsCreated(this.#options.context.type, view)) this.#options.ending.beginBackground(present);
    // Of what becomes of its children an object that is being deleted is not told any more.
    const isToBeTold = !view.deleting && tracked.hasChildNotes;
    this.#options.ending.rest(tracked);
    return again || isToBeTold ? 'again' : 'done';
  }
}
