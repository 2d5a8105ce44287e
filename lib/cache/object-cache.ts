/**
 * The objects of one kind in one scope as they were last seen, each as little more than its JSON text.
 *
 * One reflector feeds it, and the answers to our own writes go in as well, so that reads after a write are never older than
 * it. The rules: an object is its uid; nothing goes back to an older version, unless the server itself did, as after the restoration
 * of a backup; only a complete list that is not older than what was seen proves that an object is gone. What a reader gets is an
 * immutable text, or a parsed copy of its own.
 */
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from './cache-change.ts';
import { compareResourceVersions, isOrdered } from './resource-version.ts';
import { TextSlabs } from './text-slabs.ts';

/** Where an object comes from: the API server's list or watch, or its answer to a write of our own. */
export type ObjectSource = 'list' | 'watch' | 'write';

/** A cache of one kind. */
export class ObjectCache {
  readonly #texts = new Map<ObjectKey, ObjectText>();
  readonly #slabs: TextSlabs;
  /** While a list runs: the keys of what is there and has not been in it yet. */
  #unseen: Set<ObjectKey> | undefined;
  /** While a list runs: the keys that we wrote meanwhile. */
  readonly #written = new Set<ObjectKey>();
  #resourceVersion = '';

  constructor() {
    this.#slabs = new TextSlabs({
      current: (key) => this.#texts.get(key),
      moved: (text) => this.#texts.set(text.key, text),
    });
  }

  /** How many objects it holds. */
  get size(): number {
    return this.#texts.size;
  }

  /** Up to which resourceVersion the list and the watch have shown everything; '' before the first. */
  get resourceVersion(): string {
    return this.#resourceVersion;
  }

  /** Bytes of the texts held, and of the memory that they lie in. */
  get memory(): { liveBytes: number; allocatedBytes: number } {
    return { liveBytes: this.#slabs.liveBytes, allocatedBytes: this.#slabs.allocatedBytes };
  }

  /** The text of an object. */
  text(key: ObjectKey): ObjectText | undefined {
    return this.#texts.get(key);
  }

  /** An object: a fresh copy, the caller's own. */
  get<T = StoredObject>(key: ObjectKey): T | undefined {
    return this.#texts.get(key)?.parse<T>();
  }

  /** True when there is an object of that name. */
  has(key: ObjectKey): boolean {
    return this.#texts.has(key);
  }

  /** All keys, in no promised order. */
  keys(): IterableIterator<ObjectKey> {
    return this.#texts.keys();
  }

  /** All texts. */
  texts(): IterableIterator<ObjectText> {
    return this.#texts.values();
  }

  /** All objects, each parsed when it is reached. */
  *values<T = StoredObject>(): IterableIterator<T> {
    for (const text of this.#texts.values()) yield text.parse<T>();
  }

  /**
   * Takes in a version of an object.
   *
   * @param source 'write' for the answer to a write of our own. Only versions of objects in this cache's scope may be given.
   */
  upsert(text: ObjectText, source: ObjectSource = 'watch'): CacheChange {
    const { key } = text;
    if (source === 'write') {
      if (this.#unseen) this.#written.add(key);
    } else {
      this.#unseen?.delete(key);
      if (source === 'watch') this.#advance(text.resourceVersion);
    }
    const previous = this.#texts.get(key);
    if (source === 'write' && previous?.uid !== text.uid && this.#hasBeenShown(text.resourceVersion)) return { kind: 'stale' };
    if (previous !== undefined) {
      const order = compareResourceVersions(text.resourceVersion, previous.resourceVersion);
      if (order === 0 && previous.uid === text.uid) return { kind: 'repeated' };
      if (order < 0 && !(source === 'list' && this.#isTakenBack(previous))) return { kind: 'stale' };
    } else if (source === 'write') this.#unseen?.add(key);
    const current = this.#slabs.store(text, previous);
    this.#texts.set(current.key, current);
    if (previous === undefined) return { kind: 'added', current };
    this.#slabs.release(previous);
    if (previous.uid === current.uid) return { kind: 'updated', previous, current };
    return { kind: 'replaced', previous, current };
  }

  /** Takes in that the watch said DELETED, with the object's last version. */
  remove(last: ObjectText): CacheChange {
    this.#advance(last.resourceVersion);
    const previous = this.#texts.get(last.key);
    if (previous === undefined || previous.uid !== last.uid) return { kind: 'stale' };
    this.#drop(previous);
    return { kind: 'removed', previous, last: last.detached() };
  }

  /** The watch has shown everything up to a resourceVersion, as a bookmark says. */
  bookmark(resourceVersion: string): void {
    this.#advance(resourceVersion);
  }

  /** A list begins. One that was running is forgotten. */
  startList(): void {
    this.#written.clear();
    this.#unseen = new Set(this.#texts.keys());
  }

  /** The list that was running failed: it proves nothing. What it brought stays. */
  abandonList(): void {
    this.#written.clear();
    this.#unseen = undefined;
  }

  /**
   * The list that was running is complete, as of this resourceVersion. What was there before, was not in it and is not newer
   * is gone: the last versions of those objects are returned.
   */
  endList(listResourceVersion: string): ObjectText[] {
    const gone: ObjectText[] = [];
    for (const key of this.#unseen ?? []) {
      const previous = this.#texts.get(key);
      if (previous === undefined || this.#outlives(previous, listResourceVersion)) continue;
      this.#drop(previous);
      gone.push(previous);
    }
    // From here the watch goes on, also where the versions of a restored server have gone back.
    this.#resourceVersion = listResourceVersion;
    this.abandonList();
    return gone;
  }

  /**
   * A list is as new as the moment at which it was asked for. If it has an older version than list and watch had shown before it began,
   * the server has gone back to what it once held.
   */
  #isTakenBack(text: ObjectText): boolean {
    return this.#unseen !== undefined && this.#hasBeenShown(text.resourceVersion);
  }

  /**
   * True when list and watch are beyond a version. If the object that a late answer of a write brings is not in the cache then,
   * it is gone, or was never in this scope: the answer must not bring it back.
   */
  #hasBeenShown(resourceVersion: string): boolean {
    const shown = this.#resourceVersion;
    return shown !== '' && isOrdered(shown) && compareResourceVersions(resourceVersion, shown) <= 0;
  }

  /** True when a list that doesn't have the object doesn't prove that it is gone. */
  #outlives(text: ObjectText, listResourceVersion: string): boolean {
    if (!isOrdered(text.resourceVersion) || !isOrdered(listResourceVersion)) return this.#written.has(text.key);
    return compareResourceVersions(text.resourceVersion, listResourceVersion) > 0 && !this.#isTakenBack(text);
  }

  #drop(text: ObjectText): void {
    this.#texts.delete(text.key);
    this.#unseen?.delete(text.key);
    this.#slabs.release(text);
  }

  #advance(resourceVersion: string): void {
    if (this.#resourceVersion === '' || compareResourceVersions(resourceVersion, this.#resourceVersion) > 0)
      this.#resourceVersion = resourceVersion;
  }
}
