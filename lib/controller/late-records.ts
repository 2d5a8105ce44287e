/**
 * Records that nobody waits for: they may wait up to a second for the next write of the same object, so that a burst of
 * changes costs one write.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { TrackedObject } from './tracked-object.ts';

/** How long a record waits at most. */
export const LATE_RECORD_SECONDS = 1;

/** See the file's comment. */
export class LateRecords {
  readonly #clock: Clock;
  readonly #write: (tracked: TrackedObject) => Promise<void>;
  readonly #waiting = new Set<TrackedObject>();
  #timer: Timer | undefined;
  #writing: Promise<void> | undefined;

  /** @param options.write writes `lateRecord` of an object; must not reject */
  constructor(options: { clock: Clock; write: (tracked: TrackedObject) => Promise<void> }) {
    this.#clock = options.clock;
    this.#write = options.write;
  }

  /** How many records wait. */
  get size(): number {
    return this.#waiting.size + (this.#writing ? 1 : 0);
  }

  /** Something of the object waits to be recorded. */
  add(tracked: TrackedObject): void {
    this.#waiting.add(tracked);
    this.#timer ??= this.#clock.setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, LATE_RECORD_SECONDS * 1000);
  }

  /** It was recorded otherwise, or the object is gone. */
  forget(tracked: TrackedObject): void {
    this.#waiting.delete(tracked);
  }

  /** Writes everything that waits. Never rejects. */
  async flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    await this.#writing;
    const batch = [...this.#waiting];
    this.#waiting.clear();
    this.#writing = Promise.all(batch.map((tracked) => this.#write(tracked))).then(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }
}
