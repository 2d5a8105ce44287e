/**
 * The runs of tests that a test runner asks for one by one: where several can be made at once, those are begun that will be asked for next.
 */
import type { LearnedExploration, TriedCase } from './exploration.ts';

/** What it works with. */
export interface RunsAheadOptions {
  readonly exploration: LearnedExploration;
  /** How many of its cases are tests. */
  readonly count: number;
  /** Called when all of them have been run. */
  readonly end: () => Promise<void>;
}

/** See the file's comment. */
export class RunsAhead {
  readonly #options: RunsAheadOptions;
  readonly #runs = new Map<number, Promise<TriedCase>>();
  readonly #over = new Set<number>();
  #ended: Promise<void> | undefined;

  constructor(options: RunsAheadOptions) {
    this.#options = options;
  }

  /** Resolves with what comes of a case. Who asks again is told the same again, unless only one run is made at once. */
  async run(index: number): Promise<TriedCase> {
    const { exploration, count } = this.#options;
    const { lanes = 1 } = exploration;
    for (let ahead = index; ahead < Math.min(index + lanes, count); ahead++) this.#begin(ahead);
    const tried = await this.#begin(index);
    this.#over.add(index);
    if (this.#over.size === count) await this.end();
    if (lanes === 1) this.#runs.delete(index);
    return tried;
  }

  /** Frees what the exploration holds. */
  end(): Promise<void> {
    this.#ended ??= this.#options.end();
    return this.#ended;
  }

  #begin(index: number): Promise<TriedCase> {
    const { exploration } = this.#options;
    const one = exploration.cases[index];
    const known = this.#runs.get(index);
    if (known || !one) return known ?? Promise.reject(new RangeError(`there is no case ${index}`));
    const run = exploration.run(one);
    // Whoever's test it is hears of it when its turn comes.
    run.catch(() => {});
    this.#runs.set(index, run);
    return run;
  }
}
