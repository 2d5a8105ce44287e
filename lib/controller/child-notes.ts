/**
 * What is to be told to one owner of its children: per child the newest only, a deletion never merged away, and nothing of what
 * the owner's own handlers wrote.
 */
import type { StoredObject } from '../base/object-meta.ts';
import { compareResourceVersions } from '../cache/resource-version.ts';
import type { ChildEventType } from '../resource/crd-base.ts';

/** What happened to a child. */
export interface ChildEvent {
  readonly type: ChildEventType;
  readonly child: StoredObject;
}

/** An event that waits to be told. */
export interface ChildNote extends ChildEvent {
  /** How many attempts to tell it have failed. */
  readonly failures: number;
  /** When the next one is due, on the clock's monotonic time; undefined for at once. */
  readonly dueAt: number | undefined;
  /** The versions that it stands for. */
  readonly versions: ReadonlySet<string>;
}

/** See the file's comment. */
export class ChildNotes {
  /** Undefined while nothing waits: most objects have no children. */
  #notes: Map<string, ChildNote> | undefined;

  /** How many children something is to be told of. */
  get size(): number {
    return this.#notes?.size ?? 0;
  }

  /** True when something may be told at that time. */
  isDue(now: number): boolean {
    if (this.#notes) for (const note of this.#notes.values()) if (isDue(note, now)) return true;
    return false;
  }

  /** Remembers an event; a retry that waits for its time is told at once, since something has changed. */
  add({ type, child }: ChildEvent): void {
    const { uid, resourceVersion } = child.metadata;
    this.#notes ??= new Map();
    const waiting = this.#notes.get(uid);
    if (waiting?.type === 'DELETED') return;
    // Nobody has been told of its coming yet: that it changed since is part of it.
    const told = waiting?.type === 'ADDED' && type === 'MODIFIED' ? 'ADDED' : type;
    const versions = new Set(type === 'DELETED' ? [] : waiting?.versions).add(resourceVersion);
    this.#notes.set(uid, { type: told, child, failures: 0, dueAt: undefined, versions });
  }

  /**
   * A version turns out to be our own write: what waits isn't news when it stands for nothing else, and is never told with an
   * older child than the one that the handler knows.
   */
  written(child: StoredObject): void {
    const { uid, resourceVersion } = child.metadata;
    const notes = this.#notes;
    const waiting = notes?.get(uid);
    if (!notes || !waiting || waiting.type === 'DELETED') return;
    const versions = new Set(waiting.versions);
    versions.delete(resourceVersion);
    const newer = compareResourceVersions(resourceVersion, waiting.child.metadata.resourceVersion) > 0;
    if (versions.size === 0) notes.delete(uid);
    else notes.set(uid, { ...waiting, versions, child: newer ? child : waiting.child });
  }

  /** Takes out the first one that may be told. */
  take(now: number): ChildNote | undefined {
    const notes = this.#notes;
    if (!notes) return undefined;
    for (const [uid, note] of notes) {
      if (!isDue(note, now)) continue;
      notes.delete(uid);
      return note;
    }
    return undefined;
  }

  /** Puts one back that couldn't be told; a newer one wins, but that the child has come is still to be told. */
  putBack(note: ChildNote, dueAt: number): void {
    const { uid } = note.child.metadata;
    this.#notes ??= new Map();
    const newer = this.#notes.get(uid);
    if (!newer) this.#notes.set(uid, { ...note, failures: note.failures + 1, dueAt });
    else if (note.type === 'ADDED' && newer.type === 'MODIFIED') this.#notes.set(uid, { ...newer, type: 'ADDED' });
  }

  /** When a retry is due that isn't yet. */
  nextDueAt(now: number): number | undefined {
    let next: number | undefined;
    for (const { dueAt } of this.#notes?.values() ?? [])
      if (dueAt !== undefined && dueAt > now && !(next !== undefined && next <= dueAt)) next = dueAt;
    return next;
  }

  /** True when one waits because telling it failed. */
  get hasFailed(): boolean {
    for (const { failures } of this.#notes?.values() ?? []) if (failures > 0) return true;
    return false;
  }

  /** Forgets everything. */
  clear(): void {
    this.#notes = undefined;
  }
}

function isDue({ dueAt }: ChildNote, now: number): boolean {
  return dueAt === undefined || dueAt <= now;
}
