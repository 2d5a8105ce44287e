/**
 * Calls that were asked for of objects that have not been looked at yet: they are made with the first look.
 */
import type { ObjectKey } from '../base/object-key.ts';
import type { AskedReason } from './particulars.ts';

/** See the file's comment. */
export class EarlyRequests {
  readonly #reasons = new Map<ObjectKey, Set<AskedReason>>();

  /** How many objects are asked for. */
  get size(): number {
    return this.#reasons.size;
  }

  /** Asks for a call of an object. */
  add(key: ObjectKey, reason: AskedReason): void {
    const reasons = this.#reasons.get(key);
    if (reasons) reasons.add(reason);
    else this.#reasons.set(key, new Set([reason]));
  }

  /** What is asked of an object; from now on nothing is. */
  take(key: ObjectKey): Iterable<AskedReason> {
    const reasons = this.#reasons.get(key);
    this.#reasons.delete(key);
    return reasons ?? [];
  }

  /** Forgets the objects that are not there. */
  keepOnly(isThere: (key: ObjectKey) => boolean): void {
    for (const key of this.#reasons.keys()) if (!isThere(key)) this.#reasons.delete(key);
  }
}
