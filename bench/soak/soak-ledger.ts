/** What was written and what was handled in a soak, by uid; and what of it is overdue. */
import type { SoakMessage } from './soak-message.ts';

interface Newest {
  readonly name: string;
  readonly serial: number;
  readonly at: number;
}

/** See the file's comment. */
export class SoakLedger {
  /** What each object that is there was made last. */
  readonly #written = new Map<string, Newest>();
  readonly #handled = new Map<string, number>();
  /** When the deletions were asked for that nobody has been told of. */
  readonly #deleted = new Map<string, number>();
  readonly #ends = new Map<string, number>();
  readonly overlaps: string[] = [];
  changes = 0;
  calls = 0;
  ticks = 0;
  failures = 0;
  /** The same by the names of the errors. */
  readonly failuresByName: Record<string, number> = {};

  written(uid: string, name: string, serial: number, now: number): void {
    this.changes += 1;
    this.#written.set(uid, { name, serial, at: now });
  }

  deleted(uid: string, now: number): void {
    this.changes += 1;
    this.#written.delete(uid);
    if (!this.#ends.has(uid)) this.#deleted.set(uid, now);
  }

  hear(message: SoakMessage): void {
    if (message.mark === 'handled') {
      this.calls += 1;
      this.#handled.set(message.uid, Math.max(message.serial, this.handledSerial(message.uid)));
    } else if (message.mark === 'ended') {
      this.calls += 1;
      this.#ends.set(message.uid, this.endsOf(message.uid) + 1);
      this.#deleted.delete(message.uid);
    } else if (message.mark === 'ticked') this.ticks += 1;
    else if (message.mark === 'failed') {
      this.failures += 1;
      this.failuresByName[message.error] = (this.failuresByName[message.error] ?? 0) + 1;
    } else if (message.mark === 'overlapped') this.overlaps.push(message.what);
  }

  /** 0 for one that was never handled. */
  handledSerial(uid: string): number {
    return this.#handled.get(uid) ?? 0;
  }

  endsOf(uid: string): number {
    return this.#ends.get(uid) ?? 0;
  }

  /** The ends that were handled, and of how many objects. */
  get ends(): { calls: number; objects: number } {
    let calls = 0;
    for (const count of this.#ends.values()) calls += count;
    return { calls, objects: this.#ends.size };
  }

  /** Changes and deletions that are older than this and have not been handled. */
  overdue(now: number, milliseconds: number): number {
    let count = 0;
    for (const [uid, { serial, at }] of this.#written) if (now - at > milliseconds && this.handledSerial(uid) < serial) count += 1;
    for (const at of this.#deleted.values()) if (now - at > milliseconds) count += 1;
    return count;
  }
}
