/**
 * One class at work: what its informer sees becomes turns of its objects, one at a time for each object and a bounded number
 * side by side. What a turn does is in object-turn.ts; which handler it calls, in routing.ts.
 */
import { type BackOff, backOffDelay } from '../base/back-off.ts';
import { sleep } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import { compareResourceVersions } from '../cache/resource-version.ts';
import { WorkQueue } from '../queue/work-queue.ts';
import { ChildTracker } from './child-tracker.ts';
import type { ControllerContext } from './controller-context.ts';
import { Informer } from './informer.ts';
import { LateRecords } from './late-records.ts';
import { ObjectTurn } from './object-turn.ts';
import { type AskedReason, type ChildEvent, TrackedObject } from './tracked-object.ts';
import { WorkerSlots } from './worker-slots.ts';

/** How turns back off that fail before a handler is reached: the API server is the reason, not the object. */
const TURN_BACK_OFF: BackOff = { initialSeconds: 0.5, factor: 2, maxSeconds: 60 };

/** An object that is gone, and what of its end is still to be done. */
interface Grave {
  readonly tracked: TrackedObject;
  readonly last: ObjectText;
}

/** See the file's comment. */
export class Controller {
  readonly #context: ControllerContext;
  readonly #queue: WorkQueue;
  readonly #slots: WorkerSlots;
  readonly #informer: Informer;
  readonly #children: ChildTracker;
  readonly #lateRecords: LateRecords;
  readonly #tracked = new Map<ObjectKey, TrackedObject>();
  /** Per name the objects that had it before, the oldest first: their end comes before the present one's turn. */
  readonly #graves = new Map<ObjectKey, Grave[]>();
  readonly #turnFailures = new Map<ObjectKey, number>();
  readonly #changeWaiters = new Set<() => void>();
  #turn: ObjectTurn | undefined;
  #pumping = false;
  #stopping = false;

  constructor(context: ControllerContext) {
    this.#context = context;
    const { clock, type } = context;
    this.#queue = new WorkQueue({ clock, onReady: () => this.#pumpSoon() });
    this.#slots = new WorkerSlots({ clock, limit: type.concurrency, onFreed: (key) => this.#overdue(key) });
    this.#lateRecords = new LateRecords({ clock, write: async (tracked) => this.#turn?.writeLateRecord(tracked) });
    const common = { namespaces: type.namespaced ? context.namespaces : [undefined], ...this.#informerParts() };
    this.#informer = new Informer({
      ...common,
      kind: type.kind,
      path: (namespace) => context.cluster.collectionPath({ class: type.type }, namespace),
      labelSelector: type.labelSelector,
      fieldSelector: type.fieldSelector,
      observer: { changed: (change, synced) => this.#changed(change, synced), scopeSynced: () => this.#enqueueSynced() },
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
  }

  /** The kind's name. */
  get kind(): string {
    return this.#context.type.kind;
  }

  /** True when every first list is complete, so that nothing that exists is unknown. */
  get isSynced(): boolean {
    return this.#turn !== undefined && this.#informer.isSynced && this.#children.isSynced;
  }

  /** True when nothing is being handled and nothing waits but for its time. */
  get isIdle(): boolean {
    return (
      this.isSynced && this.#queue.size === 0 && this.#queue.processing === 0 && this.#lateRecords.size === 0 && this.#graves.size === 0
    );
  }

  /**
   * True when the object, in a version at least as new as the given one, has nothing left to do but to wait for its time; without a
   * version, when it is gone and nothing of its end is left to do.
   */
  isSettled(key: ObjectKey, version: StoredObject | undefined): boolean {
    if (this.#queue.isProcessing(key) || this.#queue.isWaiting(key) || this.#graves.has(key)) return false;
    const text = this.#informer.text(key);
    if (!text || !version) return !text && !version;
    const tracked = this.#tracked.get(key);
    const isNewest = compareResourceVersions(text.resourceVersion, version.metadata.resourceVersion) >= 0;
    return isNewest && tracked?.uid === text.uid && !tracked.retry;
  }

  /** Calls back after each turn and each record, until the function that it returns is called. */
  onProgress(listener: () => void): () => void {
    this.#changeWaiters.add(listener);
    return () => this.#changeWaiters.delete(listener);
  }

  /** Lists, watches and hands out turns until the signal aborts; `stop` should have been called before. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#informer.run(signal), this.#children.run(signal), this.#learnSubresource(signal)]);
  }

  /** Asks for a call of one object; false when it isn't known. */
  trigger(key: ObjectKey, reason: AskedReason): boolean {
    if (!this.#informer.text(key)) return false;
    this.#track(key)?.ask(reason, this.#context.clock.monotonic());
    this.#queue.add(key, { priority: 'high' });
    return true;
  }

  /** Hands out no more turns. */
  stopTaking(): void {
    this.#stopping = true;
    this.#queue.close();
  }

  /** Resolves when no turn is under way. */
  async untilStill(): Promise<void> {
    while (this.#queue.processing > 0) await this.#nextProgress();
  }

  /** Aborts every running handler. */
  abortAll(): void {
    for (const { running } of this.#tracked.values()) running?.abort('stopped');
    for (const graves of this.#graves.values()) for (const { tracked } of graves) tracked.running?.abort('stopped');
  }

  /** How many turns are under way. */
  get busy(): number {
    return this.#queue.processing;
  }

  /** Saves what still waits to be recorded, and ends all timers. */
  async finish(): Promise<void> {
    await this.#lateRecords.flush();
    this.#slots.close();
  }

  #informerParts() {
    const { cluster, clock, logger, health } = this.#context;
    return { transport: cluster.transport, clock, logger, health };
  }

  /** Whether status has an endpoint of its own decides how the record is kept, so nothing is handled before that is known. */
  async #learnSubresource(signal: AbortSignal): Promise<void> {
    const { cluster, clock, type } = this.#context;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        if (!this.#informer.isAnySynced) await this.#nextProgress(signal);
        if (!this.#informer.isAnySynced) continue;
        const statusSubresource = await cluster.hasStatusSubresource({ class: type.type });
        this.#turn = new ObjectTurn({
          context: this.#context,
          informer: this.#informer,
          children: this.#children,
          lateRecords: this.#lateRecords,
          statusSubresource,
        });
        return this.#enqueueSynced();
      } catch (error) {
        this.#context.logger.warn('discovery failed, will be tried again', { kind: type.kind, error: messageOf(error) });
        await sleep(clock, backOffDelay(TURN_BACK_OFF, attempt, clock.random()), signal);
      }
    }
  }

  /** What the informer of our own kind saw. */
  #changed(change: CacheChange, synced: boolean): void {
    switch (change.kind) {
      case 'added':
        return this.#enqueueChanged(change.current.key, synced);
      case 'updated':
        this.#updated(change.previous, change.current);
        return this.#enqueueChanged(change.current.key, synced);
      case 'replaced':
        this.#entomb(change.previous, change.previous);
        return this.#enqueueChanged(change.current.key, synced);
      case 'removed':
        this.#entomb(change.previous, change.last);
        return this.#enqueueChanged(change.previous.key, synced);
      default:
        return;
    }
  }

  #updated(previous: ObjectText, current: ObjectText): void {
    const tracked = this.#tracked.get(current.key);
    if (!tracked) return;
    if (tracked.settled && !tracked.old) tracked.old = previous.detached();
    const { running } = tracked;
    if (running && running.handler !== 'ensureDeleted' && current.parse().metadata.deletionTimestamp !== undefined)
      running.abort('deleted');
  }

  /** An object is gone from what is watched: what it leaves behind is dealt with in the turn of its name. */
  #entomb(previous: ObjectText, last: ObjectText): void {
    const { key, uid } = previous;
    const tracked = this.#tracked.get(key)?.uid === uid ? (this.#tracked.get(key) as TrackedObject) : new TrackedObject(key, uid);
    if (this.#tracked.get(key) === tracked) this.#tracked.delete(key);
    this.#lateRecords.forget(tracked);
    tracked.running?.abort('deleted');
    const { type } = this.#context;
    if (!type.handlers.has('ensureDeleted')) return;
    if (type.finalizer !== undefined && previous.parse().metadata.finalizers?.includes(type.finalizer)) tracked.held = true;
    // What was being retried for the living object is not what its end is about.
    if (tracked.retry?.handler !== 'ensureDeleted') tracked.retry = undefined;
    const graves = this.#graves.get(key) ?? [];
    this.#graves.set(key, [...graves, { tracked, last: last.detached() }]);
  }

  #enqueueChanged(key: ObjectKey, synced: boolean): void {
    if (synced) this.#queue.add(key, { priority: 'high' });
  }

  /** Some first list is complete: whoever can be handled now, is. */
  #enqueueSynced(): void {
    this.#progress();
    if (!this.#turn) return;
    for (const key of this.#informer.keys()) if (this.#isReady(key)) this.#queue.add(key, { priority: 'low' });
    for (const key of this.#graves.keys()) this.#queue.add(key, { priority: 'low' });
    this.#pumpSoon();
  }

  #isReady(key: ObjectKey): boolean {
    return this.#turn !== undefined && this.#informer.isSyncedFor(key) && this.#children.isSyncedFor(key);
  }

  #childChanged(key: ObjectKey, uid: string, event: ChildEvent): void {
    const tracked = this.#tracked.get(key);
    // Who isn't tracked yet is shown all its children when it is.
    if (tracked?.uid !== uid) return;
    if (this.#noteChild(tracked, event)) this.#queue.add(key, { priority: 'high' });
  }

  #noteChild(tracked: TrackedObject, event: ChildEvent): boolean {
    const { type, clock } = this.#context;
    if (type.levelTriggered) tracked.ask('child', clock.monotonic());
    else if (type.handlers.has('childChanged')) tracked.noteChild(event);
    else return false;
    return true;
  }

  /** The echo of our own write may have come before its answer. */
  #childWritten(key: ObjectKey, uid: string, child: StoredObject): void {
    const tracked = this.#tracked.get(key);
    if (tracked?.uid !== uid) return;
    const waiting = tracked.childEvents.get(child.metadata.uid);
    if (waiting && waiting.type !== 'DELETED' && waiting.child.metadata.resourceVersion === child.metadata.resourceVersion) {
      tracked.childEvents.delete(child.metadata.uid);
    }
  }

  #track(key: ObjectKey): TrackedObject | undefined {
    const text = this.#informer.text(key);
    if (!text) return undefined;
    const known = this.#tracked.get(key);
    if (known?.uid === text.uid) return known;
    const tracked = new TrackedObject(key, text.uid);
    this.#tracked.set(key, tracked);
    // For reconcile the first sight is a call anyway.
    if (!this.#context.type.levelTriggered) for (const event of this.#children.existing(text.uid)) this.#noteChild(tracked, event);
    return tracked;
  }

  /** In a microtask, so that what arrives in one chunk is one turn. */
  #pumpSoon(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  /** The one place that starts turns. */
  #pump(): void {
    while (this.#turn && !this.#stopping && this.#slots.hasFree) {
      const key = this.#queue.take();
      if (key === undefined) return;
      this.#slots.enter(key);
      void this.#process(key, this.#turn);
    }
  }

  async #process(key: ObjectKey, turn: ObjectTurn): Promise<void> {
    try {
      await this.#takeTurn(key, turn);
      this.#turnFailures.delete(key);
    } catch (error) {
      this.#backOff(key, error);
    }
    this.#arm(key);
    this.#queue.done(key);
    this.#slots.leave(key);
    this.#progress();
    this.#pump();
  }

  async #takeTurn(key: ObjectKey, turn: ObjectTurn): Promise<void> {
    for (const grave of this.#graves.get(key) ?? []) {
      if (!(await turn.bury(grave.tracked, grave.last.parse()))) return;
      this.#unearth(key, grave);
    }
    if (!this.#isReady(key)) return;
    const text = this.#informer.text(key);
    const tracked = text && this.#track(key);
    if (tracked && (await turn.take(tracked, text))) this.#queue.add(key);
  }

  #unearth(key: ObjectKey, done: Grave): void {
    const left = (this.#graves.get(key) ?? []).filter((grave) => grave !== done);
    if (left.length > 0) this.#graves.set(key, left);
    else this.#graves.delete(key);
  }

  #backOff(key: ObjectKey, error: unknown): void {
    const { clock, logger, type } = this.#context;
    const failures = (this.#turnFailures.get(key) ?? 0) + 1;
    this.#turnFailures.set(key, failures);
    const delay = backOffDelay(TURN_BACK_OFF, failures, clock.random());
    logger.warn('object could not be looked at, will be tried again', {
      kind: type.kind,
      object: key,
      inSeconds: Math.round(delay) / 1000,
      error,
    });
    this.#queue.addAfter(key, delay);
  }

  /** Everything that the object waits for: the queue keeps one delay a key, the next one. */
  #arm(key: ObjectKey): void {
    if (this.#stopping) return;
    const [grave] = this.#graves.get(key) ?? [];
    const tracked = grave?.tracked ?? this.#tracked.get(key);
    if (!tracked) return;
    const now = this.#context.clock.monotonic();
    const due = [tracked.retry?.dueAt, tracked.childRetry?.dueAt, ...tracked.asked.values()].filter((time) => time !== undefined);
    if (due.length > 0) this.#queue.addAfter(key, Math.max(0, Math.min(...due) - now));
  }

  #overdue(key: ObjectKey): void {
    const { logger, type, observer } = this.#context;
    logger.warn('handler runs for more than 30 s: others may start beside it', { kind: type.kind, object: key });
    observer.turnOverdue?.(type.kind, key);
    this.#pumpSoon();
  }

  #progress(): void {
    for (const listener of this.#changeWaiters) listener();
  }

  #nextProgress(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        forget();
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const forget = this.onProgress(end);
      signal?.addEventListener('abort', end, { once: true });
      if (signal?.aborted) end();
    });
  }
}
