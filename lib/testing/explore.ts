/**
 * An operator's own reliability test: one scenario, run once as it is, and once for each thing that may go wrong on the way; or the
 * declarations of a class, which must come to the same whichever way they are reached.
 */
import { systemClock } from '../base/clock.ts';
import { AbortedError, ExplorationError } from '../base/errors.ts';
import type { Declarations } from './declarations.ts';
import type { ExplorationScenario, ExploreOptions, LearnedExploration, TriedCase } from './exploration.ts';
import { beginExploration, type ExplorationSubject } from './exploration-learning.ts';
import { type ExplorationReport, failureText, reportOf } from './exploration-report.ts';
import type { ModuleExploreOptions } from './explored-module.ts';
import { RunsAhead } from './runs-ahead.ts';

/**
 * Explores; resolves with what was done when the operator has survived all of it.
 *
 * @throws ExplorationError whose message is the report, and whose `cause` is the first failure
 */
export function explore(subject: ExplorationScenario | Declarations, options: ExploreOptions): Promise<ExplorationReport>;
/**
 * Explores what a module exports, in threads that each load it: `explore(new URL('./printer.exploration.ts', import.meta.url))`.
 *
 * @throws ExplorationError as above
 * @throws ExplorationThreadError a thread could not begin, or has died
 */
export function explore(module: URL, options?: ModuleExploreOptions): Promise<ExplorationReport>;
export async function explore(
  subject: ExplorationSubject,
  options: ExploreOptions | ModuleExploreOptions = {},
): Promise<ExplorationReport> {
  const report = await explored(subject, options);
  if (report.failures.length > 0) throw new ExplorationError(report.text, { cause: report.failures[0] });
  return report;
}

/** Explores; resolves with what was found, whatever it is. */
export function explorationReport(subject: ExplorationScenario | Declarations, options: ExploreOptions): Promise<ExplorationReport>;
/** Explores what a module exports, in threads; resolves with what was found, whatever it is. */
export function explorationReport(module: URL, options?: ModuleExploreOptions): Promise<ExplorationReport>;
export function explorationReport(
  subject: ExplorationSubject,
  options: ExploreOptions | ModuleExploreOptions = {},
): Promise<ExplorationReport> {
  return explored(subject, options);
}

async function explored(subject: ExplorationSubject, options: ExploreOptions | ModuleExploreOptions): Promise<ExplorationReport> {
  const { signal } = options;
  const begun = systemClock.monotonic();
  return unlessAborted(signal, async () => {
    const { exploration, end } = await beginExploration(subject, options);
    let tried: readonly (TriedCase | undefined)[];
    try {
      tried = await tryAll(exploration, signal);
    } catch (error) {
      // What comes of its end is of no interest any more.
      await end().catch(() => {});
      throw error;
    }
    await end();
    return reportOf(exploration, tried, (systemClock.monotonic() - begun) / 1000);
  });
}

/** Tries cases in their order, as many at once as it goes, until the budget is used up. */
async function tryAll(exploration: LearnedExploration, signal: AbortSignal | undefined): Promise<readonly (TriedCase | undefined)[]> {
  const { cases, budgetSeconds = Number.POSITIVE_INFINITY, lanes = 1 } = exploration;
  const learned = systemClock.monotonic();
  const tried: (TriedCase | undefined)[] = cases.map(() => undefined);
  let next = 0;
  const lane = async () => {
    for (;;) {
      signal?.throwIfAborted();
      const index = next;
      const one = cases[index];
      if (!one || (index > 0 && (systemClock.monotonic() - learned) / 1000 >= budgetSeconds)) return;
      next += 1;
      tried[index] = await exploration.run(one);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return tried;
}

async function unlessAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    signal?.throwIfAborted();
    return await work();
  } catch (error) {
    if (signal?.aborted) throw new AbortedError('the exploration was aborted', { cause: signal.reason });
    throw error;
  }
}

/** One test of an exploration, for any test runner. */
export interface ExplorationTest {
  /** What is disturbed, in words. */
  readonly name: string;
  /** Rejects with an ExplorationError when the operator doesn't survive it. */
  readonly run: () => Promise<void>;
}

/**
 * Runs a scenario undisturbed, and returns a test for each disturbance (or sequence of declarations), and one for the undisturbed run:
 * `for (const { name, run } of await explorationTests(scenario, options)) it(name, run)`.
 *
 * With `budgetSeconds` there are as many tests as by the time of the first run are done by then; a last test says what was left out.
 */
export function explorationTests(subject: ExplorationScenario | Declarations, options: ExploreOptions): Promise<readonly ExplorationTest[]>;
/** The same of what a module exports, in threads: while a test waits for its run, other threads make those of the next tests. */
export function explorationTests(module: URL, options?: ModuleExploreOptions): Promise<readonly ExplorationTest[]>;
export async function explorationTests(
  subject: ExplorationSubject,
  options: ExploreOptions | ModuleExploreOptions = {},
): Promise<readonly ExplorationTest[]> {
  const { signal } = options;
  const { exploration, end } = await unlessAborted(signal, () => beginExploration(subject, options));
  const { cases, budgetSeconds = Number.POSITIVE_INFINITY, lanes = 1, secondsOfARun } = exploration;
  const count =
    budgetSeconds === Number.POSITIVE_INFINITY ? cases.length : Math.max(1, Math.floor((budgetSeconds * lanes) / secondsOfARun));
  const [made, leftOut] = [cases.slice(0, count), cases.slice(count)];
  const runs = new RunsAhead({ exploration, count: made.length, end });
  const undisturbed = {
    name: 'survives being left alone',
    run: async () => {
      if (made.length === 0) await runs.end();
      if (exploration.failure) throw new ExplorationError(failureText(exploration.failure), { cause: exploration.failure });
    },
  };
  const tests = made.map((one, index) => ({
    name: `survives: ${one.title}`,
    run: async () => {
      const { failure } = await unlessAborted(signal, () => runs.run(index));
      if (failure) throw new ExplorationError(failureText(failure), { cause: failure });
    },
  }));
  if (leftOut.length === 0) return [undisturbed, ...tests];
  const name = `leaves out ${leftOut.length} of ${cases.length} ${exploration.what}, since its budget is ${budgetSeconds} s`;
  return [undisturbed, ...tests, { name, run: async () => {} }];
}
