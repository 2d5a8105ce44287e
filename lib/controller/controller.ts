/**
 * One class at work: what its watches see becomes turns of its objects, one at a time for each object and a bounded number
 * side by side. What it remembers of them is in object-register.ts; what a turn does, in object-turn.ts; which handler it calls, in
 * routing.ts.
 */
import { type ObjectKey, splitKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import type { ChildEvent } from './child-notes.ts';
import { ClassTerms } from './class-terms.ts';
import { ClassWatches } from './class-watches.ts';
import type { ControllerContext, Leadership } from './controller-context.ts';
import type { ObjectFacts } from './explanation.ts';
import { NameTurn } from './name-turn.ts';
import { type FactSources, factsOf, isSettled } from './object-facts.ts';
import type { HandoverFigures } from './object-handover.ts';
import { ObjectRegister } from './object-register.ts';
import type { AskedReason } from './particulars.ts';
import { Progress } from './progress.ts';
import { ScopeSelection } from './scope-selection.ts';
import { StatusSubresource } from './status-subresource.ts';
import { turnReports } from './turn-reports.ts';
import { type ScheduleFigures, TurnSchedule } from './turn-schedule.ts';
import type { WatchReport } from './watched-scope.ts';

/** See the file's comment. */
export class Controller {
  readonly #context: ControllerContext;
  readonly #schedule: TurnSchedule;
  readonly #watches: ClassWatches;
  readonly #objects: ObjectRegister;
  readonly #names: NameTurn;
  readonly #progress = new Progress();
  readonly #terms: ClassTerms;
  readonly #selection: ScopeSelection | undefined;
  readonly #statusSubresource: StatusSubresource;
  #stopping = false;
  /** What was given to lead by; undefined on standby. */
  #leadership: Leadership | undefined;

  constructor(context: ControllerContext) {
    this.#context = context;
    const { clock, type } = context;
    this.#schedule = new TurnSchedule({
      clock,
      limit: type.concurrency,
      take: (key) => this.#names.take(key),
      nextDueAt: (key) => this.#terms.nextDueAt(key),
      isCalm: (key) => this.#names.isCalm(key),
      ...turnReports(context),
      ended: (key) => {
        this.#terms.handover?.look(key);
        this.#progress.made();
      },
      queueObserver: context.queueObserver,
    });
    this.#watches = new ClassWatches({
      context,
      changed: (change, synced) => this.#changed(change, synced),
      scopeSynced: (keys) => this.#scopeSynced(keys),
      listedAnew: () => this.#statusSubresource.listedAnew(),
      childChanged: (key, uid, event) => this.#childChanged(key, uid, event),
      childWritten: (key, uid, child) => this.#objects.childWritten(key, uid, child),
      concern: (key) => this.#concern(key),
      synced: () => this.#enqueueSynced(),
    });
    this.#objects = new ObjectRegister({
      type,
      clock,
      isOurs: (key) => this.#terms.isOurs(key),
      childrenOf: (uid) => this.#watches.children.existing(uid),
      updated: (tracked, current) => this.#terms.turn?.background.updated(tracked, current),
      left: (tracked, cause) => this.#terms.turn?.end(tracked, cause),
      isDoubtful: (version) => this.#terms.isDoubtful(version),
    });
    this.#names = new NameTurn({
      objects: this.#objects,
      watches: this.#watches,
      turn: () => this.#terms.turn,
      allowed: (key) => this.#terms.allowed(key),
    });
    this.#terms = new ClassTerms({
      context,
      watches: this.#watches,
      objects: this.#objects,
      schedule: this.#schedule,
      progress: this.#progress,
    });
    this.#statusSubresource = new StatusSubresource({
      context,
      isThere: () => this.#watches.informer.isAnySynced,
      progress: this.#progress,
      learnt: (isFirst) => this.#learnt(isFirst),
    });
    this.#selection = context.selective ? this.#scopeSelection() : undefined;
  }

  /** The kind's name. */
  get kind(): string {
    return this.#context.type.kind;
  }

  /** True when every first list is complete, so that nothing that exists is unknown. */
  get isSynced(): boolean {
    return this.#statusSubresource.known !== undefined && this.#watches.isSynced;
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
    return factsOf({ ...this.#sources, shard: this.#terms.handover?.ownerOf(key), isKept: (namespace) => this.#isKept(namespace) }, key);
  }

  /** True when nothing is being handled, nothing waits but for its time, and everything is recorded. */
  get isIdle(): boolean {
    return this.isSynced && this.#schedule.isIdle && this.#objects.lateRecords.size === 0 && this.#terms.endingDaemons === 0;
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
    await Promise.all([this.#watches.run(signal), this.#selection?.run(signal), this.#statusSubresource.follow(signal)]);
  }

  /** From now on turns are handed out; each object is seen for the first time. */
  lead(leadership: Leadership = { cluster: this.#context.cluster, mayAct: () => true }): void {
    this.#leadership = leadership;
    this.#terms.lead(leadership);
    this.#selection?.changed();
    this.#begin();
  }

  /** Which objects are this replica's has changed: what is another's departs, and what is ours is seen for the first time. */
  shareChanged(): void {
    const { informer, references } = this.#watches;
    const { handover, turn } = this.#terms;
    if (turn) handover?.begin(this.#terms.activeKeys());
    this.#selection?.changed();
    if (!handover || !turn) return;
    const gained = [...informer.keys()].filter((key) => !this.#objects.has(key) && handover.allowed(key) === 'all');
    references.classSynced(gained);
    this.#enqueueSynced();
  }

  /** Whether nothing is under way any more for objects that are assigned by other keys than these. */
  isDone(stillOurs: (shardKey: string) => boolean): boolean {
    return this.#terms.handover?.isDone(stillOurs) ?? true;
  }

  /** How objects move; undefined where they are not shared. */
  get handoverFigures(): HandoverFigures | undefined {
    return this.#terms.handoverFigures;
  }

  /**
   * No turn is handed out any more, running handlers are asked to end, and what is remembered of the objects is forgotten: another
   * replica handles them from now on. What is cached stays, and is kept current.
   *
   * @returns resolves when no turn is under way, and no daemon is ending
   */
  async standBy(): Promise<void> {
    this.#leadership = undefined;
    await this.#terms.end();
  }

  /** Asks for a call of one object; false when there is none that is handled, or another replica leads. What isn't listed yet may be there. */
  trigger(key: ObjectKey, reason: AskedReason): boolean {
    const { informer, view } = this.#watches;
    if (this.#stopping || !this.#terms.isLeading || this.#terms.allowed(key) !== 'all' || view.isOutside(key)) return false;
    const text = informer.text(key);
    if (!text && informer.isSyncedFor(key)) return false;
    this.#ask(key, text, reason);
    return true;
  }

  /** Hands out no more turns, and no handler is called any more; those that run go on, but daemons are asked to end. */
  stopTaking(): void {
    this.#stopping = true;
    this.#schedule.stop();
    this.#terms.turn?.stop();
  }

  /** Resolves when no turn is under way, and no daemon is ending. */
  async untilStill(): Promise<void> {
    while (this.busy > 0 || this.#terms.endingDaemons > 0) await this.#progress.next();
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
    await this.#terms.saveLateRecords();
  }

  #scopeSynced(keys: Iterable<ObjectKey>): void {
    this.#watches.references.classSynced(keys);
    this.#context.classes.synced();
    this.#enqueueSynced();
  }

  #scopeSelection(): ScopeSelection {
    return new ScopeSelection({
      informer: this.#watches.informer,
      handover: () => (this.#terms.isLeading ? this.#terms.handover : undefined),
      busyKeys: () => this.#terms.busyKeys(),
      progress: this.#progress,
    });
  }

  /** Whether some replica watches a namespace for the class. */
  #isKept(namespace: string | undefined): boolean {
    return this.#context.namespaces.includes(namespace);
  }

  get #sources(): FactSources {
    return { type: this.#context.type, watches: this.#watches, objects: this.#objects, schedule: this.#schedule, turn: this.#terms.turn };
  }

  /** Whether status has an endpoint of its own is known, or has changed: then all that is remembered goes by other rules. */
  async #learnt(isFirst: boolean): Promise<void> {
    if (isFirst) this.#begin();
    else await this.#beginAnew();
    this.#progress.made();
  }

  async #beginAnew(): Promise<void> {
    const { logger, type } = this.#context;
    const has = this.#statusSubresource.known ? 'has a status subresource now' : 'has no status subresource any more';
    logger.warn(`the definition ${has}: all objects are looked at anew`, { kind: type.kind });
    const leadership = this.#leadership;
    if (!leadership) return;
    await this.#terms.end('redefined');
    // Meanwhile this replica may have been deposed, and may lead again.
    if (this.#leadership === leadership) this.lead(leadership);
  }

  /** As soon as it leads and knows its kind. */
  #begin(): void {
    const statusSubresource = this.#statusSubresource.known;
    if (statusSubresource === undefined || this.#stopping || !this.#terms.begin(statusSubresource)) return;
    const { informer, references } = this.#watches;
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
    if (synced && this.#terms.isOurs(key)) this.#schedule.add(key, 'high');
  }

  /** Some first list is complete: whoever can be handled now, is. */
  #enqueueSynced(): void {
    const { informer } = this.#watches;
    const objects = this.#objects;
    if (informer.isSynced) objects.keepEarly((key) => informer.text(key) !== undefined);
    if (this.#terms.turn) {
      this.#schedule.addAll({
        keys: informer.keys(),
        isWanted: (key) => !objects.has(key) && informer.text(key) !== undefined && this.#terms.isReady(key),
        count: () => informer.size - objects.size,
      });
      for (const key of objects.graves.keys()) if (this.#terms.isOurs(key)) this.#schedule.add(key, 'low');
    }
    this.#progress.made();
  }

  /** Something that the object refers to has changed. */
  #concern(key: ObjectKey): void {
    const { informer, view } = this.#watches;
    const text = this.#terms.isLeading && informer.text(key);
    if (text && this.#terms.allowed(key) === 'all' && !view.isOutside(key)) this.#ask(key, text, 'reference');
  }

  #ask(key: ObjectKey, text: ObjectText | undefined, reason: AskedReason): void {
    this.#objects.ask(key, text?.uid, reason);
    if (this.#terms.isReady(key)) this.#schedule.add(key, 'high');
  }

  #childChanged(key: ObjectKey, uid: string, event: ChildEvent): void {
    if (this.#objects.childChanged(key, uid, event)) this.#schedule.add(key, 'high');
  }
}
