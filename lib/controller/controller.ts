/**
 * One class at work: what its watches see becomes turns of its objects, one at a time for each object and a bounded number
 * side by side. What it remembers of them is in object-register.ts; what a turn does, in object-turn.ts; which handler it calls, in
 * routing.ts.
 */
import { type ObjectKey, splitKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import type { Background } from './background.ts';
import type { ChildEvent } from './child-notes.ts';
import { ClassWatches } from './class-watches.ts';
import type { ControllerContext, Leadership } from './controller-context.ts';
import type { ObjectFacts } from './explanation.ts';
import type { WatchReport } from './informer.ts';
import { discoverStatusSubresource } from './kind-discovery.ts';
import { type AllowedTurn, NameTurn } from './name-turn.ts';
import { type FactSources, factsOf, isSettled } from './object-facts.ts';
import { type HandoverFigures, ObjectHandover } from './object-handover.ts';
import { ObjectRegister } from './object-register.ts';
import { ObjectTurn } from './object-turn.ts';
import { Progress } from './progress.ts';
import type { AskedReason, TrackedObject } from './tracked-object.ts';
import { type ScheduleFigures, TurnSchedule } from './turn-schedule.ts';

/** See the file's comment. */
export class Controller {
  readonly #context: ControllerContext;
  readonly #schedule: TurnSchedule;
  readonly #watches: ClassWatches;
  readonly #objects: ObjectRegister;
  readonly #names: NameTurn;
  readonly #progress = new Progress();
  #leadership: Leadership | undefined;
  /** Whether status has an endpoint of its own; undefined until that is known. */
  #statusSubresource: boolean | undefined;
  /** Of objects, by their uid: what has been asked to end and may not have, also while another replica led. */
  readonly #formerDaemons = new Map<string, Promise<unknown>>();
  /** Of earlier terms, whose daemons may still be ending. */
  readonly #deposed = new Set<Background>();
  #turn: ObjectTurn | undefined;
  /** Only where several replicas share the objects. */
  #handover: ObjectHandover | undefined;
  /** In all terms. */
  readonly #moves = { lost: 0 };
  #stopping = false;

  constructor(context: ControllerContext) {
    this.#context = context;
    const { clock, type } = context;
    this.#schedule = new TurnSchedule({
      clock,
      limit: type.concurrency,
      take: (key) => this.#names.take(key),
      nextDueAt: (key, now) => this.#nextDueAt(key, now),
      failed: (key, error, inMilliseconds) => this.#turnFailed(key, error, inMilliseconds),
      overdue: (key) => this.#overdue(key),
      ended: (key) => {
        this.#handover?.look(key);
        this.#progress.made();
      },
      queueObserver: context.queueObserver,
    });
    this.#watches = new ClassWatches({
      context,
      changed: (change, synced) => this.#changed(change, synced),
      scopeSynced: (keys) => this.#scopeSynced(keys),
      childChanged: (key, uid, event) => this.#childChanged(key, uid, event),
      childWritten: (key, uid, child) => this.#objects.childWritten(key, uid, child),
      concern: (key) => this.#concern(key),
      synced: () => this.#enqueueSynced(),
    });
    this.#objects = new ObjectRegister({
      type,
      clock,
      isOurs: (key) => this.#leadership !== undefined && this.#allowed(key) !== 'nothing',
      childrenOf: (uid) => this.#watches.children.existing(uid),
      updated: (tracked, current) => this.#turn?.background.updated(tracked, current),
      left: (tracked, cause) => this.#turn?.end(tracked, cause),
      isDoubtful: (version) => this.#leadership?.share?.isDoubtful(version) ?? false,
    });
    this.#names = new NameTurn({
      objects: this.#objects,
      watches: this.#watches,
      turn: () => this.#turn,
      allowed: (key) => this.#allowed(key),
    });
  }

  /** The kind's name. */
  get kind(): string {
    return this.#context.type.kind;
  }

  /** True when every first list is complete, so that nothing that exists is unknown. */
  get isSynced(): boolean {
    return this.#statusSubresource !== undefined && this.#watches.isSynced;
  }

  /** What waits and what is under way. */
  get figures(): ScheduleFigures {
    return this.#schedule.figures;
  }

  /** Each of its list-and-watches as it is now, those of its children and references included. */
  watches(): WatchReport[] {
    return this.#watches.reports();
  }

  /** The keys of the objects of that name, in any of the namespaces that are watched. */
  keysNamed(name: string): ObjectKey[] {
    return [...this.#watches.informer.keys()].filter((key) => splitKey(key).name === name);
  }

  /** What is known of the object of that name. */
  factsOf(key: ObjectKey): ObjectFacts {
    return factsOf({ ...this.#sources, shard: this.#handover?.ownerOf(key) }, key);
  }

  /** True when nothing is being handled, nothing waits but for its time, and everything is recorded. */
  get isIdle(): boolean {
    return this.isSynced && this.#schedule.isIdle && this.#objects.lateRecords.size === 0 && this.#endingDaemons === 0;
  }

  /**
   * True when the object, in a version at least as new as the given one, has nothing left to do but to wait for its time; without a
   * version, when it is gone and nothing of its end is left to do.
   */
  isSettled(key: ObjectKey, version: StoredObject | undefined): boolean {
    return isSettled(this.#sources, key, version);
  }

  /** Calls back after each turn and each finished list, until the function that it returns is called. */
  onProgress(listener: () => void): () => void {
    return this.#progress.on(listener);
  }

  /** Lists and watches until the signal aborts, and hands out turns while it leads; `stopTaking` should have been called before. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#watches.run(signal), this.#learnSubresource(signal)]);
  }

  /** From now on turns are handed out; each object is seen for the first time. */
  lead(leadership: Leadership = { cluster: this.#context.cluster, mayAct: () => true }): void {
    this.#leadership = leadership;
    const { share } = leadership;
    if (share) this.#handover = this.#handoverTo(share);
    this.#begin();
  }

  /** Which objects are this replica's has changed: what is another's departs, and what is ours is seen for the first time. */
  shareChanged(): void {
    const { informer, references } = this.#watches;
    if (!this.#handover || !this.#turn) return;
    this.#handover.begin(this.#activeKeys());
    const gained = [...informer.keys()].filter((key) => !this.#objects.has(key) && this.#allowed(key) === 'all');
    references.classSynced(gained);
    this.#enqueueSynced();
  }

  /** Whether nothing is under way any more for objects that are assigned by other keys than these. */
  isDone(stillOurs: (shardKey: string) => boolean): boolean {
    return this.#handover?.isDone(stillOurs) ?? true;
  }

  /** How objects move; undefined where they are not shared. */
  get handoverFigures(): HandoverFigures | undefined {
    return this.#handover && { ...this.#handover.figures, owned: this.#objects.size };
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
    this.#objects.abort('deposed');
    this.#objects.endTerm();
    this.#handover?.clear();
    if (background) this.#deposed.add(background);
    while (this.busy > 0 || background?.ending) await this.#progress.next();
    if (background) this.#deposed.delete(background);
  }

  /** Asks for a call of one object; false when there is none that is handled, or another replica leads. What isn't listed yet may be there. */
  trigger(key: ObjectKey, reason: AskedReason): boolean {
    const { informer, view } = this.#watches;
    if (this.#stopping || !this.#leadership || this.#allowed(key) !== 'all' || view.isOutside(key)) return false;
    const text = informer.text(key);
    if (!text && informer.isSyncedFor(key)) return false;
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
    this.#objects.abort('stopped');
  }

  /** How many turns are under way. */
  get busy(): number {
    return this.#schedule.busy;
  }

  /** Saves what still waits to be recorded. Never rejects: what isn't recorded is handled again after the next start. */
  async finish(): Promise<void> {
    const { logger, type } = this.#context;
    const waiting = this.#objects.lateRecords.objects().filter(({ running }) => !running);
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
    this.#watches.references.classSynced(keys);
    this.#context.classes.synced();
    this.#enqueueSynced();
  }

  get #sources(): FactSources {
    return { type: this.#context.type, watches: this.#watches, objects: this.#objects, schedule: this.#schedule, turn: this.#turn };
  }

  get #endingDaemons(): number {
    let ending = this.#turn?.background.ending ?? 0;
    for (const background of this.#deposed) ending += background.ending;
    return ending;
  }

  #nextDueAt(key: ObjectKey, now: number): number | undefined {
    // The end of its daemons brings the next turn; and one that departs has no time to wait for.
    if (this.#turn?.background.isEnding(key) || this.#allowed(key) === 'nothing') return undefined;
    return this.#allowed(key) === 'ends' && !this.#objects.graves.has(key) ? undefined : this.#objects.nextDueAt(key, now);
  }

  #daemonsEnded(key: ObjectKey): void {
    if (this.#leadership) this.#schedule.add(key, 'high');
    this.#handover?.look(key);
    this.#progress.made();
  }

  #requeue(tracked: TrackedObject, seconds: number): void {
    if (this.#objects.find(tracked.key, tracked.uid) !== tracked) return;
    tracked.asked.set('requeue', this.#context.clock.monotonic() + seconds * 1000);
    this.#schedule.add(tracked.key, 'low');
  }

  async #learnSubresource(signal: AbortSignal): Promise<void> {
    const isThere = () => this.#watches.informer.isAnySynced;
    const found = await discoverStatusSubresource({ context: this.#context, isThere, progress: this.#progress }, signal);
    if (found === undefined) return;
    this.#statusSubresource = found;
    this.#begin();
    this.#progress.made();
  }

  /** As soon as it leads and knows its kind. */
  #begin(): void {
    const statusSubresource = this.#statusSubresource;
    if (!this.#leadership || statusSubresource === undefined || this.#stopping) return;
    const { cluster, mayAct, share } = this.#leadership;
    const { informer, children, references } = this.#watches;
    this.#turn = new ObjectTurn({
      context: { ...this.#context, cluster },
      mayAct: (key, gone) => mayAct() && isAmong(this.#allowed(key), gone),
      ...(share
        ? { clusterOf: (tracked) => share.clusterUntil(() => tracked.moved), maySpeak: (tracked) => mayAct() && !tracked.moved }
        : {}),
      informer,
      children,
      lateRecords: this.#objects.lateRecords,
      olds: this.#objects.olds,
      statusSubresource,
      daemonsEnded: (key) => this.#daemonsEnded(key),
      requeue: (tracked, seconds) => this.#requeue(tracked, seconds),
      formerDaemons: this.#formerDaemons,
    });
    // What changed while nobody led is as new as what changed while nobody watched.
    references.classSynced(informer.keys());
    this.#enqueueSynced();
    this.#schedule.begin();
  }

  /** What the informer of our own kind saw. */
  #changed(change: CacheChange, synced: boolean): void {
    if (change.kind === 'stale' || change.kind === 'repeated') return;
    for (const seen of this.#watches.view.see(change)) this.#objects.see(seen, synced);
    const { key } = change.kind === 'removed' ? change.previous : change.current;
    if (synced && this.#leadership && this.#allowed(key) !== 'nothing') this.#schedule.add(key, 'high');
  }

  /** Some first list is complete: whoever can be handled now, is. */
  #enqueueSynced(): void {
    const { informer } = this.#watches;
    const objects = this.#objects;
    if (informer.isSynced) objects.keepEarly((key) => informer.text(key) !== undefined);
    if (this.#turn) {
      for (const key of informer.keys()) if (!objects.has(key) && this.#isReady(key)) this.#schedule.add(key, 'low');
      for (const key of objects.graves.keys()) if (this.#allowed(key) !== 'nothing') this.#schedule.add(key, 'low');
    }
    this.#progress.made();
  }

  #isReady(key: ObjectKey): boolean {
    return this.#turn !== undefined && this.#allowed(key) === 'all' && this.#watches.isReadyFor(key);
  }

  /** What this replica may do for a name. */
  #allowed(key: ObjectKey): AllowedTurn {
    return this.#handover?.allowed(key) ?? 'all';
  }

  /** The names for which something is remembered, waits or is under way. */
  *#activeKeys(): IterableIterator<ObjectKey> {
    yield* this.#objects.keys();
    yield* this.#schedule.workingKeys();
    yield* this.#turn?.background.endingKeys() ?? [];
  }

  #handoverTo(share: NonNullable<Leadership['share']>): ObjectHandover {
    const { clock, logger, type } = this.#context;
    return new ObjectHandover({
      type,
      share,
      clock,
      logger,
      objects: this.#objects,
      schedule: this.#schedule,
      moves: this.#moves,
      turn: () => this.#turn,
      back: (key) => {
        if (this.#isReady(key)) this.#schedule.add(key, 'low');
        this.#progress.made();
      },
    });
  }

  /** Something that the object refers to has changed. */
  #concern(key: ObjectKey): void {
    const { informer, view } = this.#watches;
    const text = this.#leadership && informer.text(key);
    if (text && this.#allowed(key) === 'all' && !view.isOutside(key)) this.#ask(key, text, 'reference');
  }

  #ask(key: ObjectKey, text: ObjectText | undefined, reason: AskedReason): void {
    this.#objects.ask(key, text?.uid, reason);
    if (this.#isReady(key)) this.#schedule.add(key, 'high');
  }

  #childChanged(key: ObjectKey, uid: string, event: ChildEvent): void {
    if (this.#objects.childChanged(key, uid, event)) this.#schedule.add(key, 'high');
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

function isAmong(allowed: AllowedTurn, gone = false): boolean {
  return allowed === 'all' || (gone && allowed === 'ends');
}
