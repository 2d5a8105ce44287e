/**
 * The versions of objects that their last finished calls were given, where the cache has a newer one. They lie in slabs like those of
 * the cache, since there may be one for each event; one that is held for long must not hold on to the cache's own memory.
 */
import type { ObjectKey } from '../base/object-key.ts';
import type { ObjectText } from '../base/object-text.ts';
import { TextSlabs } from '../cache/text-slabs.ts';
import type { TrackedObject } from './tracked-object.ts';

/** See the file's comment. */
export class OldVersions {
  readonly #slabs: TextSlabs;
  readonly #trackedOf: (key: ObjectKey) => TrackedObject | undefined;

  /** @param trackedOf the object that is tracked under a key */
  constructor(trackedOf: (key: ObjectKey) => TrackedObject | undefined) {
    this.#trackedOf = trackedOf;
    this.#slabs = new TextSlabs({
      current: (key) => trackedOf(key)?.old,
      moved: (text) => {
        const tracked = trackedOf(text.key);
        if (tracked) tracked.old = text;
      },
    });
  }

  /** Bytes of the texts held, and of the memory that they lie in. */
  get memory(): { liveBytes: number; allocatedBytes: number } {
    return { liveBytes: this.#slabs.liveBytes, allocatedBytes: this.#slabs.allocatedBytes };
  }

  /** This is the old version of a tracked object from now on; of one that is tracked no longer nobody asks. */
  keep(tracked: TrackedObject, text: ObjectText): void {
    if (this.#trackedOf(tracked.key) !== tracked) return;
    const stored = this.#slabs.store(text);
    this.drop(tracked);
    tracked.old = stored;
  }

  /** A version is handled to its end: it is the old one for the next call, unless nothing newer is known but what we wrote to it. */
  handled(tracked: TrackedObject, text: ObjectText, newest: ObjectText | undefined): void {
    const version = newest?.resourceVersion;
    const isOutdated = newest?.uid === text.uid && version !== text.resourceVersion && version !== tracked.calm;
    if (isOutdated) this.keep(tracked, text);
    else this.drop(tracked);
  }

  /** The newest version is the old one, or nobody asks any more. */
  drop(tracked: TrackedObject): void {
    const { old } = tracked;
    if (!old) return;
    tracked.old = undefined;
    this.#slabs.release(old);
  }
}
