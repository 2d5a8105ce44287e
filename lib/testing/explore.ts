/**
 * An operator's own reliability test: one scenario, run once as it is, and once for each thing that may go wrong on the way; or the
 * declarations of a class, which must come to the same whichever way they are reached.
 */
import { systemClock } from '../base/clock.ts';
import { ExplorationError } from '../base/errors.ts';
import type { Declarations } from './declarations.ts';
import type { ExplorationScenario, ExploreOptions, LearnedExploration } from './exploration.ts';
import { type ExplorationFailure, type ExplorationReport, failureText, reportText } from './exploration-report.ts';

/**
 * Explores; resolves with what was done when the operator has survived all of it.
 *
 * @throws ExplorationError whose message is the report, and whose `cause` is the first failure
 */
export async function explore(subject: ExplorationScenario | Declarations, options: ExploreOptions): Promise<ExplorationReport> {
  const report = await explorationReport(subject, options);
  if (report.failures.length > 0) throw new ExplorationError(report.text, { cause: report.failures[0] });
  return report;
}

/** Explores; resolves with what was found, whatever it is. */
export async function explorationReport(subject: ExplorationScenario | Declarations, options: ExploreOptions): Promise<ExplorationReport> {
  const { budgetSeconds = Number.POSITIVE_INFINITY } = options;
  const begun = systemClock.monotonic();
  const exploration = await learn(subject, options);
  const learned = systemClock.monotonic();
  const failures: ExplorationFailure[] = exploration.failure ? [exploration.failure] : [];
  const made: string[] = [];
  const unmet: string[] = [];
  const leftOut: string[] = [];
  const refused: string[] = [];
  for (const one of exploration.cases) {
    if (made.length > 0 && (systemClock.monotonic() - learned) / 1000 >= budgetSeconds) {
      leftOut.push(one.title);
      continue;
    }
    const { failure, met, refused: isRefused = false } = await exploration.run(one);
    made.push(one.title);
    if (!met) unmet.push(one.title);
    if (isRefused) refused.push(one.title);
    if (failure) failures.push(failure);
  }
  const seconds = (systemClock.monotonic() - begun) / 1000;
  const { learned: shown, lacking } = exploration;
  const report = { learned: shown, lacking, made, unmet, leftOut, refused, failures, seconds };
  return { ...report, text: reportText(report, exploration.what) };
}

/** Loaded by those who explore: it needs operator and cluster. */
async function learn(subject: ExplorationScenario | Declarations, options: ExploreOptions): Promise<LearnedExploration> {
  if (typeof subject === 'function') return (await import('./exploration.ts')).Exploration.learn(subject, options);
  return (await import('./declaration-exploration.ts')).DeclarationExploration.learn(subject, options);
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
export async function explorationTests(
  subject: ExplorationScenario | Declarations,
  options: ExploreOptions,
): Promise<readonly ExplorationTest[]> {
  const { budgetSeconds = Number.POSITIVE_INFINITY } = options;
  const exploration = await learn(subject, options);
  const count =
    budgetSeconds === Number.POSITIVE_INFINITY
      ? exploration.cases.length
      : Math.max(1, Math.floor(budgetSeconds / exploration.secondsOfARun));
  const [made, leftOut] = [exploration.cases.slice(0, count), exploration.cases.slice(count)];
  const undisturbed = {
    name: 'survives being left alone',
    run: async () => {
      if (exploration.failure) throw new ExplorationError(failureText(exploration.failure), { cause: exploration.failure });
    },
  };
  const tests = made.map((one) => ({
    name: `survives: ${one.title}`,
    run: async () => {
      const { failure } = await exploration.run(one);
      if (failure) throw new ExplorationError(failureText(failure), { cause: failure });
    },
  }));
  if (leftOut.length === 0) return [undisturbed, ...tests];
  const name = `leaves out ${leftOut.length} of ${exploration.cases.length} ${exploration.what}, since its budget is ${budgetSeconds} s`;
  return [undisturbed, ...tests, { name, run: async () => {} }];
}
