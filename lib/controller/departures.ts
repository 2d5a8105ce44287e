/**
 * The objects that this replica hands over to another one: nothing begins for them any more, and what is under way may finish. What
 * takes too long is asked to end, and left behind when it does not; from then on it can send nothing. Only when the last one has
 * departed may anybody be told that they are not this replica's any more.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { ObjectKey } from '../base/object-key.ts';

/** How long handlers may take to end after their signals have aborted. */
export const ABORT_SECONDS = 5;

/** What departures are made of. */
export interface DeparturesOptions {
  readonly clock: Clock;
  /** How long what is under way may go on before it is asked to end. */
  readonly graceSeconds: number;
  /** Whether nothing of the object is under way. */
  isStill(key: ObjectKey): boolean;
  /** Saves what is unsaved; undefined when there is nothing. Must not reject. */
  save(key: ObjectKey): Promise<void> | undefined;
  /** Asks what is under way to end. */
  abort(key: ObjectKey): void;
  /** It has departed: what is remembered of it is forgotten. @param leftBehind whether something of it is under way still */
  departed(key: ObjectKey, leftBehind: boolean): void;
}

interface Departure {
  readonly begunAt: number;
  isAborted: boolean;
  isSaving: boolean;
  isSaved: boolean;
}

/** See the file's comment. */
export class Departures {
  readonly #options: DeparturesOptions;
  readonly #leaving = new Map<ObjectKey, Departure>();
  #timer: Timer | undefined;

  constructor(options: DeparturesOptions) {
    this.#options = options;
  }

  /** How many objects are departing. */
  get size(): number {
    return this.#leaving.size;
  }

  /** Their names. */
  keys(): IterableIterator<ObjectKey> {
    return this.#leaving.keys();
  }

  /** Whether an object of that name is departing. */
  has(key: ObjectKey): boolean {
    return this.#leaving.has(key);
  }

  /** It departs: at once, when nothing of it is under way. */
  begin(key: ObjectKey): void {
    if (this.#leaving.has(key)) return;
    this.#leaving.set(key, { begunAt: this.#options.clock.monotonic(), isAborted: false, isSaving: false, isSaved: false });
    this.look(key);
    // Whoever departs later is due later.
    if (this.#leaving.has(key) && !this.#timer) this.#setTimer();
  }

  /** Something of it has ended. */
  look(key: ObjectKey): void {
    const departure = this.#leaving.get(key);
    if (!departure || departure.isSaving || !this.#options.isStill(key)) return;
    const saving = departure.isSaved ? undefined : this.#options.save(key);
    if (!saving) return this.#end(key, false);
    departure.isSaving = true;
    void saving.then(() => {
      departure.isSaving = false;
      departure.isSaved = true;
      if (this.#leaving.get(key) === departure) this.look(key);
    });
  }

  /** Nothing is handed over any more: all of it is another replica's already, or the operator stops. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#leaving.clear();
  }

  #end(key: ObjectKey, leftBehind: boolean): void {
    this.#leaving.delete(key);
    this.#options.departed(key, leftBehind);
  }

  /** One timer, for the first that is due. */
  #setTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const dues = [...this.#leaving.values()].map((departure) => this.#dueAt(departure));
    if (dues.length === 0) return;
    const left = Math.min(...dues) - this.#options.clock.monotonic();
    this.#timer = this.#options.clock.setTimeout(() => this.#overdue(), Math.max(0, left));
  }

  #dueAt({ begunAt, isAborted }: Departure): number {
    return begunAt + (this.#options.graceSeconds + (isAborted ? ABORT_SECONDS : 0)) * 1000;
  }

  #overdue(): void {
    const now = this.#options.clock.monotonic();
    for (const [key, departure] of [...this.#leaving]) {
      if (this.#dueAt(departure) > now) continue;
      if (departure.isAborted) {
        this.#end(key, true);
      } else {
        departure.isAborted = true;
        this.#options.abort(key);
      }
    }
    this.#setTimer();
  }
}
