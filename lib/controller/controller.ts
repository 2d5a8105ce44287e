/**
 * One class at work: what its informer sees becomes turns of its objects, one at a time for each object and a bounded number
 * side by side. What a turn does is in object-turn.ts; which handler it calls, in routing.ts.
 */
import { backOffDelay } from '../base/back-off.ts';
import { sleep } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Eventual } from '../base/eventual.ts';
import { type ObjectKey, splitKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import { compareResourceVersions } from '../cache/resource-version.ts';
import type { ChildEvent } from './child-notes.ts';
import { ChildTracker } from './child-tracker.ts';
import { ClassView } from './class-view.ts';
import type { ControllerContext, Leadership } from './controller-context.ts';
import { EarlyRequests } from './early-requests.ts';
import type { ObjectFacts } from './explanation.ts';
import { Graves } from './graves.ts';
import { Informer, type WatchReport } from './informer.ts';
import { LateRecords } from './late-records.ts';
import type { FilteredChange } from './object-filter.ts';
import { ObjectTurn, type TurnEnd } from './object-turn.ts';
import { OldVersions } from './old-versions.ts';
import { Progress } from './progress.ts';
import { ReferenceTracker } from './reference-tracker.ts';
import { type AbortCause, type AskedReason, TrackedObject } from './tracked-object.ts';
import { type ScheduleFigures, TURN_BACK_OFF, TurnSchedule } from './turn-schedule.ts';

/** See the file's comment. */
export class Controller {
  readonly #context: ControllerContext;
  readonly #schedule: TurnSchedule;
  readonly #informer: Informer;
  readonly #children: ChildTracker;
  #lateRecords = new LateRecords();
  readonly #tracked = new Map<ObjectKey, TrackedObject>();
  readonly #olds = new OldVersions((key) => this.#tracked.get(key));
  /** Their end comes before the turn of the object that has the name now. */
  readonly #graves = new Graves();
  readonly #progress = new Progress();
  readonly #view: ClassView;
  readonly #references: ReferenceTracker;
  #early = new EarlyRequests();
  #leadership: Leadership | undefined;
  /** Whether status has an endpoint of its own; undefined until that is known. */
  #statusSubresource: boolean | undefined;
  /** Of objects, by their uid: what has been asked to end and may not have, also while another replica led. */
  readonly #formerDaemons = new Map<string, Promise<unknown>>();
  #turn: ObjectTurn | undefined;
  #stopping = false;

  constructor(context: ControllerContext) {
    this.#context = context;
    const { clock, type } = context;
    this.#schedule = new TurnSchedule({
      clock,
      limit: type.concurrency,
      take: (key) => this.#takeTurn(key),
      nextDueAt: (key, now) => this.#nextDueAt(key, now),
      failed: (key, error, inMilliseconds) => this.#turnFailed(key, error, inMilliseconds),
      overdue: (key) => this.#overdue(key),
      ended: () => this.#progress.made(),
      queueObserver: context.queueObserver,
    });
    const common = { namespaces: type.namespaced ? context.namespaces : [undefined], ...this.#informerParts() };
    this.#informer = new Informer({
      ...common,
      kind: type.kind,
      path: (namespace) => context.cluster.collectionPath({ class: type.type }, namespace),
      labelSelector: type.labelSelector,
      fieldSelector: type.fieldSelector,
      observer: { changed: (change, synced) => this.#changed(change, synced), scopeSynced: (keys) => this.#scopeSynced(keys) },
    });
    this.#children = new ChildTracker({
      type,
      scopes: context.cluster.scopes,
      informer: common,
      path: (kind, namespace) => context.cluster.collectionPath(kind, namespace),
      childChanged: (key, uid, event) => this.#childChanged(key, uid, event),
      childWritten: (key, uid, child) => this.#childWritten(key, uid, child),
      synced: () => this.#enqueueSynced(),
    });
    const view = new ClassView({ type, informer: this.#informer, logger: context.logger });
    this.#view = view;
    this.#references = new ReferenceTracker({
      type,
      scopes: context.cluster.scopes,
      logger: context.logger,
      informer: { ...common, namespaces: context.namespaces },
      path: (kind, namespace) => context.cluster.collectionPath(kind, namespace),
      objects: { list: () => view.list(), byIndex: (index, key) => view.lookup(index, key) },
      isKnown: (key) => this.#informer.isSyncedFor(key),
      concern: (key) => this.#concern(key),
      synced: () => this.#enqueueSynced(),
    });
    context.classes.add(type.type, { view, ready: () => this.#enqueueSynced() });
  }

  /** The kind's name. */
  get kind(): string {
    return this.#context.type.kind;
  }

  /** True when every first list is complete, so that nothing that exists is unknown. */
  get isSynced(): boolean {
    return this.#statusSubresource !== undefined && this.#informer.isSynced && this.#children.isSynced && this.#references.isSynced;
  }

  /** What waits and what is under way. */
  get figures(): ScheduleFigures {
    return this.#schedule.figures;
  }

  /** Each of its list-and-watches as it is now, those of its children and references included. */
  watches(): WatchReport[] {
    return [...this.#informer.watches(), ...this.#children.watches(), ...this.#references.watches()];
  }

  /** The keys of the objects of that name, in any of the namespaces that are watched. */
  keysNamed(name: string): ObjectKey[] {
    return [...this.#informer.keys()].filter((key) => splitKey(key).name === name);
  }

  /** What is known of the object of that name. */
  factsOf(key: ObjectKey): ObjectFacts {
    const { type } = this.#context;
    const text = this.#informer.text(key);
    const object = text?.parse();
    const known = this.#tracked.get(key);
    const tracked = known?.uid === text?.uid ? known : undefined;
    const { namespace } = splitKey(key);
    const watches = this.#informer.watches();
    return {
      kind: type.kind,
      key,
      object,
      outside: this.#view.isOutside(key),
      ready: this.#isReady(key),
      ending: this.#graves.has(key),
      tracked,
      scheduled: this.#schedule.of(key),
      foreseen: object && this.#turn?.foresee(tracked ?? new TrackedObject(key, object.metadata.uid), object),
      finalizer: type.finalizer,
      watch: watches.find((watch) => watch.namespace === undefined || watch.namespace === namespace),
    };
  }

  /** True when nothing is being handled, nothing waits but for its time, and everything is recorded. */
  get isIdle(): boolean {
    return this.isSynced && this.#schedule.isIdle && this.#lateRecords.size === 0 && this.#endingDaemons === 0;
  }

  /**
   * True when the object, in a version at least as new as the given one, has nothing left to do but to wait for its time; without a
   * version, when it is gone and nothing of its end is left to do.
   */
  isSettled(key: ObjectKey, version: StoredObject | undefined): boolean {
    if (this.#schedule.isBusy(key) || this.#graves.has(key) || this.#turn?.background.isEnding(key)) return false;
    const text = this.#informer.text(key);
    if (!text || !version) return !text && !version;
    const tracked = this.#tracked.get(key);
    const isNewest = compareResourceVersions(text.resourceVersion, version.metadata.resourceVersion) >= 0;
    if (this.#view.isOutside(key)) return isNewest;
    return isNewest && tracked?.uid === text.uid && !tracked.retry;
  }

  /** Calls back after each turn and each finished list, until the function that it returns is called. */
  onProgress(listener: () => void): () => void {
    return this.#progress.on(listener);
  }

  /** Lists and watches until the signal aborts, and hands out turns while it leads; `stopTaking` should have been called before. */
  async run(signal: AbortSignal): Promise<void> {
    const parts = [this.#informer, this.#children, this.#references];
    await Promise.all([...parts.map((part) => part.run(signal)), this.#learnSubresource(signal)]);
  }

  /** From now on turns are handed out; each object is seen for the first time. */
  lead(leadership: Leadership = { cluster: this.#context.cluster, mayAct: () => true }): void {
    this.#leadership = leadership;
    this.#begin();
  }

  /**
   * No turn is handed out any more, running handlers are asked to end, and what is remembered of the objects is forgotten: another
   * replica handles them from now on. What is cached stays, and is kept current.
   *
   * @returns resolves when no turn is under way, and no daemon is ending
   */
  async standBy(): Promise<void> {
    this.#leadership = undefined;
    this.#schedule.pause();
    const { background } = this.#turn ?? {};
    this.#turn?.stop('deposed');
    this.#turn = undefined;
    this.#abort('deposed');
    for (const tracked of this.#tracked.values()) this.#olds.drop(tracked);
    this.#tracked.clear();
    this.#graves.forgetEnds();
    // What a turn that is still under way has to record is not this replica's business any more.
    this.#lateRecords = new LateRecords();
    this.#early = new EarlyRequests();
    while (this.busy > 0 || background?.ending) await this.#progress.next();
  }

  /** Asks for a call of one object; false when there is none that is handled, or another replica leads. What isn't listed yet may be there. */
  trigger(key: ObjectKey, reason: AskedReason): boolean {
    if (this.#stopping || !this.#leadership || this.#view.isOutside(key)) return false;
    const text = this.#informer.text(key);
    if (!text && this.#informer.isSyncedFor(key)) return false;
    this.#ask(key, text, reason);
    return true;
  }

  /** Hands out no more turns, and no handler is called any more; those that run go on, but daemons are asked to end. */
  stopTaking(): void {
    this.#stopping = true;
    this.#schedule.stop();
    this.#turn?.stop();
  }

  /** Resolves when no turn is under way, and no daemon is ending. */
  async untilStill(): Promise<void> {
    while (this.busy > 0 || this.#endingDaemons > 0) await this.#progress.next();
  }

  /** Aborts every running handler. */
  abortAll(): void {
    this.#abort('stopped');
  }

  /** How many turns are under way. */
  get busy(): number {
    return this.#schedule.busy;
  }

  /** Saves what still waits to be recorded. Never rejects: what isn't recorded is handled again after the next start. */
  async finish(): Promise<void> {
    const { logger, type } = this.#context;
    const waiting = this.#lateRecords.objects().filter(({ running }) => !running);
    const writes = waiting.map(async (tracked) => {
      try {
        await this.#turn?.writeLateRecord(tracked);
      } catch (error) {
        logger.warn('record could not be written', { kind: type.kind, object: tracked.key, uid: tracked.uid, error });
      }
    });
    await Promise.all(writes);
  }

  #scopeSynced(keys: Iterable<ObjectKey>): void {
    this.#references.classSynced(keys);
    this.#context.classes.synced();
    this.#enqueueSynced();
  }

  #abort(cause: AbortCause): void {
    for (const { running } of this.#tracked.values()) running?.abort(cause);
    for (const { tracked } of this.#graves) tracked.running?.abort(cause);
  }

  get #endingDaemons(): number {
    return this.#turn?.background.ending ?? 0;
  }

  #nextDueAt(key: ObjectKey, now: number): number | undefined {
    // The end of its daemons brings the next turn.
    if (this.#turn?.background.isEnding(key)) return undefined;
    return (this.#graves.first(key)?.tracked ?? this.#tracked.get(key))?.nextDueAt(now);
  }

  #daemonsEnded(key: ObjectKey): void {
    this.#schedule.add(key, 'high');
    this.#progress.made();
  }

  #requeue(tracked: TrackedObject, seconds: number): void {
    if (this.#tracked.get(tracked.key) !== tracked) return;
    tracked.asked.set('requeue', this.#context.clock.monotonic() + seconds * 1000);
    this.#schedule.add(tracked.key, 'low');
  }

  #informerParts() {
    const { cluster, clock, logger, health } = this.#context;
    return { transport: cluster.transport, clock, logger, health };
  }

  /** Whether status has an endpoint of its own decides how the record is kept, so nothing is handled before that is known. */
  async #learnSubresource(signal: AbortSignal): Promise<void> {
    const { cluster, clock, type } = this.#context;
    // Before the first list the kind may not be there at all.
    while (!signal.aborted && !this.#informer.isAnySynced) await this.#progress.next(signal);
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        this.#statusSubresource = await cluster.hasStatusSubresource({ class: type.type });
        this.#begin();
        this.#progress.made();
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#context.logger.warn('discovery failed, will be tried again', { kind: type.kind, error: messageOf(error) });
        await sleep(clock, backOffDelay(TURN_BACK_OFF, attempt, clock.random()), signal);
      }
    }
  }

  /** As soon as it leads and knows its kind. */
  #begin(): void {
    const statusSubresource = this.#statusSubresource;
    if (!this.#leadership || statusSubresource === undefined || this.#stopping) return;
    const { cluster, mayAct } = this.#leadership;
    this.#turn = new ObjectTurn({
      context: { ...this.#context, cluster },
      mayAct,
      informer: this.#informer,
      children: this.#children,
      lateRecords: this.#lateRecords,
      olds: this.#olds,
      statusSubresource,
      daemonsEnded: (key) => this.#daemonsEnded(key),
      requeue: (tracked, seconds) => this.#requeue(tracked, seconds),
      formerDaemons: this.#formerDaemons,
    });
    // What changed while nobody led is as new as what changed while nobody watched.
    this.#references.classSynced(this.#informer.keys());
    this.#enqueueSynced();
    this.#schedule.begin();
  }

  /** What the informer of our own kind saw. */
  #changed(change: CacheChange, synced: boolean): void {
    if (change.kind === 'stale' || change.kind === 'repeated') return;
    for (const seen of this.#view.see(change)) this.#seen(seen, synced);
    const { key } = change.kind === 'removed' ? change.previous : change.current;
    if (synced && this.#leadership) this.#schedule.add(key, 'high');
  }

  #seen(change: CacheChange | FilteredChange, synced: boolean): void {
    // It may have been away while what it refers to changed; for one that is new its creation answers that.
    if (change.kind === 'added' && synced && this.#leadership && this.#context.type.watches.length > 0)
      this.#early.add(change.current.key, 'reference');
    if (change.kind === 'updated') this.#updated(change.previous, change.current);
    else if (change.kind === 'replaced') this.#entomb(change.previous, change.previous);
    else if (change.kind === 'removed') this.#entomb(change.previous, change.last);
    else if (change.kind === 'left' || change.kind === 'outside') this.#release(change.current);
  }

  #updated(previous: ObjectText, current: ObjectText): void {
    const tracked = this.#tracked.get(current.key);
    if (!tracked) return;
    if (tracked.settled && !tracked.old) this.#olds.keep(tracked, previous);
    this.#turn?.background.updated(tracked, current);
    const { running } = tracked;
    if (running && running.handler !== 'ensureDeleted' && isDeleting(current)) running.abort('deleted');
  }

  /** An object is gone from what is watched: what it leaves behind is dealt with in the turn of its name. */
  #entomb(previous: ObjectText, last: ObjectText): void {
    const { key } = previous;
    const tracked = this.#untrack(previous);
    this.#turn?.background.end(tracked, 'deleted');
    // Its end is what ensureDeleted is for: it goes on.
    if (tracked.running?.handler !== 'ensureDeleted') tracked.running?.abort('deleted');
    const { type } = this.#context;
    // On standby it is the leader's to deal with.
    if (!this.#leadership || (!type.handlers.has('ensureDeleted') && type.finalizer === undefined)) return this.#olds.drop(tracked);
    if (type.finalizer !== undefined && previous.parse().metadata.finalizers?.includes(type.finalizer)) tracked.held = true;
    tracked.endsWith(tracked.retry?.handler === 'ensureDeleted');
    const old = tracked.settled ? (tracked.old ?? previous).detached() : undefined;
    this.#olds.drop(tracked);
    this.#graves.add(key, { tracked, last: last.detached(), old });
  }

  /** An object is there, but not one that WHEN lets in: our finalizer goes, and nothing else is done for it. */
  #release(current: ObjectText): void {
    const tracked = this.#untrack(current);
    this.#turn?.background.end(tracked, 'released');
    tracked.running?.abort('released');
    tracked.endsWith(false);
    this.#olds.drop(tracked);
    const { finalizer, defaultFinalizer } = this.#context.type;
    const held = current.parse().metadata.finalizers?.some((name) => name === finalizer || name === defaultFinalizer);
    const waiting = this.#graves.first(current.key);
    if (!held || (waiting?.released && waiting.tracked.uid === current.uid)) return;
    this.#graves.add(current.key, { tracked, last: current.detached(), old: undefined, released: true });
  }

  /** What was remembered of an object that is gone or has left. */
  #untrack({ key, uid }: ObjectText): TrackedObject {
    const known = this.#tracked.get(key);
    const tracked = known?.uid === uid ? known : new TrackedObject(key, uid);
    if (known === tracked) this.#tracked.delete(key);
    this.#lateRecords.forget(tracked);
    this.#turn?.forget(tracked);
    this.#early.take(key);
    tracked.left = true;
    return tracked;
  }

  /** Some first list is complete: whoever can be handled now, is. */
  #enqueueSynced(): void {
    if (this.#informer.isSynced) this.#early.keepOnly((key) => this.#informer.text(key) !== undefined);
    if (this.#turn) {
      for (const key of this.#informer.keys()) if (!this.#tracked.has(key) && this.#isReady(key)) this.#schedule.add(key, 'low');
      for (const key of this.#graves.keys()) this.#schedule.add(key, 'low');
    }
    this.#progress.made();
  }

  #isReady(key: ObjectKey): boolean {
    if (this.#view.isOutside(key) || !this.#context.classes.isReady) return false;
    return (
      this.#turn !== undefined && this.#informer.isSyncedFor(key) && this.#children.isSyncedFor(key) && this.#references.isSyncedFor(key)
    );
  }

  /** Something that the object refers to has changed. */
  #concern(key: ObjectKey): void {
    const text = this.#leadership && this.#informer.text(key);
    if (text && !this.#view.isOutside(key)) this.#ask(key, text, 'reference');
  }

  #ask(key: ObjectKey, text: ObjectText | undefined, reason: AskedReason): void {
    const tracked = this.#tracked.get(key);
    if (tracked && tracked.uid === text?.uid) tracked.ask(reason, this.#context.clock.monotonic());
    else this.#early.add(key, reason);
    if (this.#isReady(key)) this.#schedule.add(key, 'high');
  }

  #childChanged(key: ObjectKey, uid: string, event: ChildEvent): void {
    const tracked = this.#tracked.get(key);
    // Who isn't tracked yet is shown all its children when it is.
    if (tracked?.uid !== uid) return;
    if (this.#noteChild(tracked, event)) this.#schedule.add(key, 'high');
  }

  #noteChild(tracked: TrackedObject, event: ChildEvent): boolean {
    const { type } = this.#context;
    if (!type.levelTriggered && !type.handlers.has('childChanged')) return false;
    tracked.children.add(event);
    return true;
  }

  /** The echo of our own write may have come before its answer. */
  #childWritten(key: ObjectKey, uid: string, child: StoredObject): void {
    const tracked = this.#tracked.get(key);
    if (tracked?.uid === uid) tracked.children.written(child);
  }

  #track({ key, uid }: ObjectText): TrackedObject {
    const known = this.#tracked.get(key);
    if (known?.uid === uid) return known;
    const tracked = new TrackedObject(key, uid);
    this.#tracked.set(key, tracked);
    for (const reason of this.#early.take(key)) tracked.ask(reason, this.#context.clock.monotonic());
    // For reconcile the first sight is a call anyway.
    if (!this.#context.type.levelTriggered) for (const event of this.#children.existing(uid)) this.#noteChild(tracked, event);
    return tracked;
  }

  #takeTurn(key: ObjectKey): Eventual<TurnEnd> {
    const turn = this.#turn;
    if (!turn || turn.background.isEnding(key)) return 'done';
    if (this.#graves.has(key)) return this.#buryFirst(key, turn);
    return this.#takeText(key, turn);
  }

  async #buryFirst(key: ObjectKey, turn: ObjectTurn): Promise<TurnEnd> {
    for (let grave = this.#graves.first(key); grave; grave = this.#graves.first(key)) {
      // It left what is watched, and has come back.
      const isBack = this.#informer.text(key)?.uid === grave.tracked.uid && !this.#view.isOutside(key);
      if (!isBack && !(await turn.bury(grave))) return 'done';
      this.#graves.remove(key, grave);
    }
    return this.#takeText(key, turn);
  }

  #takeText(key: ObjectKey, turn: ObjectTurn): Eventual<TurnEnd> {
    const text = this.#isReady(key) ? this.#informer.text(key) : undefined;
    return text ? turn.take(this.#track(text), text) : 'done';
  }

  #turnFailed(key: ObjectKey, error: unknown, inMilliseconds: number): void {
    const { logger, type, observer } = this.#context;
    const inSeconds = Math.round(inMilliseconds) / 1000;
    logger.warn('object could not be looked at, will be tried again', { kind: type.kind, object: key, inSeconds, error });
    observer.turnFailed?.(type.kind, key, error, inMilliseconds);
  }

  #overdue(key: ObjectKey): void {
    const { logger, type, observer } = this.#context;
    logger.warn('handler runs for more than 30 s: others may start beside it', { kind: type.kind, object: key });
    observer.turnOverdue?.(type.kind, key);
  }
}

function isDeleting(text: ObjectText): boolean {
  return text.includes('deletionTimestamp') && text.parse().metadata.deletionTimestamp !== undefined;
}
