/**
 * Calls back when schedules are due. Bindings with the same crontab are told at the same time, in the order in which they came.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { Crontab } from './crontab.ts';

/** The wall clock may be set: it is looked at this often at least. */
const LOOK_MILLISECONDS = 60_000;

interface Entry {
  readonly crontab: Crontab;
  readonly listeners: Set<() => void>;
  due: number | undefined;
  timer: Timer | undefined;
}

/** See the file's comment. */
export class ScheduleClock {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls back at each due time from now on, until the function that it returns is called. */
  add(crontab: Crontab, listener: () => void): () => void {
    // A function of its own for each, so that one that is added twice is told twice.
    const own = () => listener();
    let entry = this.#entries.get(crontab.text);
    if (!entry) {
      entry = { crontab, listeners: new Set(), due: crontab.next(this.#clock.now()), timer: undefined };
      this.#entries.set(crontab.text, entry);
      this.#arm(entry);
    }
    entry.listeners.add(own);
    return () => this.#remove(crontab.text, own);
  }

  /** Ends all. */
  stop(): void {
    for (const { timer } of this.#entries.values()) timer?.cancel();
    this.#entries.clear();
  }

  #remove(text: string, listener: () => void): void {
    const entry = this.#entries.get(text);
    if (!entry?.listeners.delete(listener) || entry.listeners.size > 0) return;
    entry.timer?.cancel();
    this.#entries.delete(text);
  }

  #arm(entry: Entry): void {
    if (entry.due === undefined) return;
    const delay = Math.min(Math.max(0, entry.due - this.#clock.now()), LOOK_MILLISECONDS);
    entry.timer = this.#clock.setTimeout(() => this.#look(entry), delay);
  }

  #look(entry: Entry): void {
    const now = this.#clock.now();
    if (entry.due !== undefined && now >= entry.due) {
      // Due times that a jump of the clock has left out are not made up for.
      entry.due = entry.crontab.next(now);
      for (const listener of [...entry.listeners]) listener();
    } else {
      // Set back: what was due in an hour may be due in two.
      const due = entry.crontab.next(now);
      if (due !== undefined && (entry.due === undefined || due < entry.due)) entry.due = due;
    }
    if (this.#entries.get(entry.crontab.text) === entry) this.#arm(entry);
  }
}
