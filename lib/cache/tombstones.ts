/**
 * Remembers which objects were removed lately and as of which resourceVersion, so that the late answer to a write of our own
 * does not bring one back. An object may come back newer than its removal: it may only have left the selector.
 */
import { compareResourceVersions } from './resource-version.ts';

/** Removed uids, the oldest forgotten first. */
export class Tombstones {
  readonly #limit: number;
  readonly #versions = new Map<string, string>();

  /** @param limit how many are remembered */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#versions.size;
  }

  /** Notes that an object was removed as of a resourceVersion. */
  add(uid: string, resourceVersion: string): void {
    this.#versions.delete(uid);
    this.#versions.set(uid, resourceVersion);
    if (this.#versions.size <= this.#limit) return;
    const oldest = this.#versions.keys().next();
    if (!oldest.done) this.#versions.delete(oldest.value);
  }

  /** True when the object was removed, and this version of it is not newer than its removal. */
  covers(uid: string, resourceVersion: string): boolean {
    if (this.#versions.size === 0) return false;
    const removed = this.#versions.get(uid);
    return removed !== undefined && compareResourceVersions(resourceVersion, removed) <= 0;
  }

  /** Forgets an object that came back. */
  delete(uid: string): void {
    if (this.#versions.size > 0) this.#versions.delete(uid);
  }
}
