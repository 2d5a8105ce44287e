/**
 * What a controller remembers of its objects: those that are handled, those that are gone and whose end is still to be dealt with,
 * their old versions and the records that wait, and the calls that were asked for before an object was first looked at.
 *
 * An object is its uid: nothing carries over to another one that takes the name. Nothing outlives the term in which it was
 * remembered, but for those who wait for our finalizer to go.
 */
import type { Clock } from '../base/clock.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import type { ChildEvent } from './child-notes.ts';
import { EarlyRequests } from './early-requests.ts';
import { Graves } from './graves.ts';
import { LateRecords } from './late-records.ts';
import type { FilteredChange } from './object-filter.ts';
import { OldVersions } from './old-versions.ts';
import type { AskedReason } from './particulars.ts';
import { type AbortCause, TrackedObject } from './tracked-object.ts';

/** What a register is made of. */
export interface ObjectRegisterOptions {
  readonly type: Pick<ResolvedClass, 'handlers' | 'levelTriggered' | 'watches' | 'finalizer' | 'defaultFinalizer'>;
  readonly clock: Clock;
  /** Whether the object of that name is this replica's to deal with. */
  isOurs(key: ObjectKey): boolean;
  /** Whether another replica may have handled an object since it had this version. @default never */
  isDoubtful?(resourceVersion: string): boolean;
  /** The children of an owner that are known, as if they had just come. */
  childrenOf(ownerUid: string): readonly ChildEvent[];
  /** A newer version of an object is known. */
  updated(tracked: TrackedObject, current: ObjectText): void;
  /** Is told that nothing begins any more for an object that has gone, or has left what is handled. */
  left(tracked: TrackedObject, cause: AbortCause): void;
}

/** See the file's comment. */
export class ObjectRegister {
  readonly #options: ObjectRegisterOptions;
  readonly #tracked = new Map<ObjectKey, TrackedObject>();
  /** Where the cache has a newer version than the one that was last handled. */
  readonly olds = new OldVersions((key) => this.#tracked.get(key));
  /** Their end comes before the turn of the object that has the name now. */
  readonly graves = new Graves();
  #lateRecords = new LateRecords();
  #early = new EarlyRequests();

  constructor(options: ObjectRegisterOptions) {
    this.#options = options;
  }

  /** The records that wait, of this term. */
  get lateRecords(): LateRecords {
    return this.#lateRecords;
  }

  /** How many objects are remembered. */
  get size(): number {
    return this.#tracked.size;
  }

  /** The names of the objects that are remembered, and of those whose end is to be dealt with. */
  keys(): ObjectKey[] {
    const ends = [...this.graves.keys()].filter((key) => this.graves.hasEnd(key));
    return [...new Set([...this.#tracked.keys(), ...ends])];
  }

  /** What is remembered of the object that has the name, and of those that had it and whose end is not dealt with. */
  allOf(key: ObjectKey): TrackedObject[] {
    const present = this.#tracked.get(key);
    return [...(present ? [present] : []), ...this.graves.of(key).flatMap(({ tracked, released }) => (released ? [] : [tracked]))];
  }

  /** Whether an object of that name is handled. */
  has(key: ObjectKey): boolean {
    return this.#tracked.has(key);
  }

  /** What is remembered of the object of that name and uid. */
  find(key: ObjectKey, uid: string | undefined): TrackedObject | undefined {
    const known = this.#tracked.get(key);
    return known?.uid === uid ? known : undefined;
  }

  /** The object is looked at: from now on it is remembered, with what was asked for before. */
  track({ key, uid, resourceVersion }: ObjectText): TrackedObject {
    const known = this.find(key, uid);
    if (known) return known;
    const { type, clock, childrenOf } = this.#options;
    const tracked = new TrackedObject(key, uid);
    this.#tracked.set(key, tracked);
    tracked.isDoubtful = this.#options.isDoubtful?.(resourceVersion) ?? false;
    for (const reason of this.#early.take(key)) tracked.ask(reason, clock.monotonic());
    // For reconcile the first sight is a call anyway.
    if (!type.levelTriggered) for (const event of childrenOf(uid)) this.#note(tracked, event);
    return tracked;
  }

  /** Takes in what was seen of the objects that are handled. @param synced whether the first list was complete by then */
  see(change: CacheChange | FilteredChange, synced: boolean): void {
    switch (change.kind) {
      case 'added':
        // It may have been away while what it refers to changed; for one that is new its creation answers that.
        if (synced && this.#options.type.watches.length > 0 && this.#options.isOurs(change.current.key))
          this.#early.add(change.current.key, 'reference');
        return;
      case 'updated':
        return this.#update(change.previous, change.current);
      case 'replaced':
        return this.#entomb(change.previous, change.previous);
      case 'removed':
        return this.#entomb(change.previous, change.last);
      case 'left':
      case 'outside':
        return this.#release(change.current);
      default:
        return;
    }
  }

  /** A call is asked for of an object, which may not have been looked at yet. @param uid undefined while nothing is known of it */
  ask(key: ObjectKey, uid: string | undefined, reason: AskedReason): void {
    const tracked = uid === undefined ? undefined : this.find(key, uid);
    if (tracked) tracked.ask(reason, this.#options.clock.monotonic());
    else this.#early.add(key, reason);
  }

  /** Nothing is asked any more of those that are not there. */
  keepEarly(isThere: (key: ObjectKey) => boolean): void {
    this.#early.keepOnly(isThere);
  }

  /** A child has changed. @returns whether its owner is to be told; who isn't remembered yet is shown all its children when it is */
  childChanged(key: ObjectKey, uid: string, event: ChildEvent): boolean {
    const tracked = this.find(key, uid);
    return tracked !== undefined && this.#note(tracked, event);
  }

  /** A child was written by us: the echo may have come before the answer. */
  childWritten(key: ObjectKey, uid: string, child: StoredObject): void {
    const tracked = this.find(key, uid);
    if (tracked?.hasChildNotes) tracked.children.written(child);
  }

  /** When something is due of a name although nothing happens, on the clock's monotonic time; undefined for never. */
  nextDueAt(key: ObjectKey): number | undefined {
    const tracked = this.graves.first(key)?.tracked ?? this.#tracked.get(key);
    // Of most nothing is, and asking for the time costs as much as finding that out.
    return tracked?.isWaiting ? tracked.nextDueAt(this.#options.clock.monotonic()) : undefined;
  }

  /** Asks all running handlers to end. */
  abort(cause: AbortCause): void {
    for (const { running } of this.#tracked.values()) running?.abort(cause);
    for (const { tracked } of this.graves) tracked.running?.abort(cause);
  }

  /** Another replica handles the object of that name from now on. */
  handOver(key: ObjectKey): void {
    const all = this.allOf(key);
    for (const tracked of all) tracked.moved = true;
    const present = this.#tracked.get(key);
    if (present) {
      this.#tracked.delete(key);
      this.#lateRecords.forget(present);
      present.left = true;
      this.#options.left(present, 'moved');
      this.olds.drop(present);
    }
    this.#early.take(key);
    this.graves.forgetEnds(key);
  }

  /** The term is over: another replica handles the objects from now on. */
  endTerm(): void {
    for (const tracked of this.#tracked.values()) this.olds.drop(tracked);
    this.#tracked.clear();
    this.graves.forgetEnds();
    // What a turn that is still under way has to record is not this replica's business any more.
    this.#lateRecords = new LateRecords();
    this.#early = new EarlyRequests();
  }

  #update(previous: ObjectText, current: ObjectText): void {
    const tracked = this.#tracked.get(current.key);
    if (!tracked) return;
    if (tracked.settled && !tracked.old) this.olds.keep(tracked, previous);
    this.#options.updated(tracked, current);
    const { running } = tracked;
    if (running && running.handler !== 'ensureDeleted' && isDeleting(current)) running.abort('deleted');
  }

  /** An object is gone from what is watched: what it leaves behind is dealt with in the turn of its name. */
  #entomb(previous: ObjectText, last: ObjectText): void {
    const { type, isOurs } = this.#options;
    const tracked = this.#untrack(previous, 'deleted');
    // Its end is what ensureDeleted is for: it goes on.
    if (tracked.running?.handler !== 'ensureDeleted') tracked.running?.abort('deleted');
    // Where another replica handles it, it is that one's to deal with.
    if (!isOurs(previous.key) || (!type.handlers.has('ensureDeleted') && type.finalizer === undefined)) return this.olds.drop(tracked);
    if (type.finalizer !== undefined && previous.parse().metadata.finalizers?.includes(type.finalizer)) tracked.held = true;
    tracked.endsWith(tracked.retry?.handler === 'ensureDeleted');
    const old = tracked.settled ? (tracked.old ?? previous).detached() : undefined;
    this.olds.drop(tracked);
    this.graves.add(previous.key, { tracked, last: last.detached(), old });
  }

  /** An object is there, but not one that WHEN lets in: our finalizer goes, and nothing else is done for it. */
  #release(current: ObjectText): void {
    const tracked = this.#untrack(current, 'released');
    tracked.running?.abort('released');
    tracked.endsWith(false);
    this.olds.drop(tracked);
    const { finalizer, defaultFinalizer } = this.#options.type;
    const held = current.parse().metadata.finalizers?.some((name) => name === finalizer || name === defaultFinalizer);
    const waiting = this.graves.first(current.key);
    if (!held || (waiting?.released && waiting.tracked.uid === current.uid)) return;
    this.graves.add(current.key, { tracked, last: current.detached(), old: undefined, released: true });
  }

  /** What was remembered of an object that is gone or has left. */
  #untrack({ key, uid }: ObjectText, cause: AbortCause): TrackedObject {
    const known = this.find(key, uid);
    const tracked = known ?? new TrackedObject(key, uid);
    if (known) this.#tracked.delete(key);
    this.#lateRecords.forget(tracked);
    this.#early.take(key);
    tracked.left = true;
    this.#options.left(tracked, cause);
    return tracked;
  }

  #note(tracked: TrackedObject, event: ChildEvent): boolean {
    const { type } = this.#options;
    if (!type.levelTriggered && !type.handlers.has('childChanged')) return false;
    tracked.children.add(event);
    return true;
  }
}

function isDeleting(text: ObjectText): boolean {
  return text.includes('deletionTimestamp') && text.parse().metadata.deletionTimestamp !== undefined;
}
