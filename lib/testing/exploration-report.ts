/**
 * What an exploration has found, and its text for people. Pure.
 */
import type { DisturbanceKind } from './disturbance.ts';
import type { ExplorationCase } from './disturbance-plan.ts';
import { hintFor } from './exploration-hint.ts';
import type { RunOutcome } from './exploration-run.ts';
import { minimalTrace, traceText } from './exploration-trace.ts';
import type { Finding } from './exploration-verdict.ts';

/** One disturbance under which the operator does not end as it should. */
export interface ExplorationFailure {
  /** The disturbance in words. */
  readonly title: string;
  readonly kind: DisturbanceKind | 'undisturbed';
  /** By which seed a pair was drawn. */
  readonly seed: number | undefined;
  /** What is wrong. */
  readonly findings: readonly Finding[];
  /** What the operator saw and wrote, from a little before the disturbance on. */
  readonly trace: string;
  /** What a fix usually looks like. */
  readonly hint: string;
  /** The operator's log. */
  readonly logText: string;
}

/** What an exploration has found. */
export interface ExplorationReport {
  /** How many writes of the operator, and how many states shown to it, the undisturbed run has. */
  readonly learned: { readonly requests: number; readonly writes: number; readonly states: number };
  /** The disturbances that were made, in words. */
  readonly made: readonly string[];
  /** Those whose moment never came, since the run had taken another way by then. */
  readonly unmet: readonly string[];
  /** Those that were left out, since the budget was used up. */
  readonly leftOut: readonly string[];
  readonly failures: readonly ExplorationFailure[];
  readonly seconds: number;
  /** All of it for people. */
  readonly text: string;
}

/** Says a failure in full. */
export function failureText({ title, findings, trace, hint, seed }: ExplorationFailure): string {
  const again = seed === undefined ? `only: ${JSON.stringify(title)}` : `seeds: [${seed}], only: ${JSON.stringify(title)}`;
  return [
    title,
    ...findings.map(({ message }) => `  ${message}`),
    'What the operator saw and wrote:',
    trace,
    `What usually helps: ${hint}`,
    `To repeat it: explore(scenario, { …, ${again} })`,
  ].join('\n');
}

/** A failure of a run. */
export function explorationFailure(
  { title, kind, disturbances, seed }: Omit<ExplorationCase, 'kind'> & { kind: ExplorationFailure['kind'] },
  findings: readonly Finding[],
  outcome: RunOutcome,
): ExplorationFailure {
  const concerned = findings.flatMap(({ objects }) => objects.map((name) => name.slice(name.indexOf(' ') + 1)));
  return {
    title,
    kind,
    seed,
    findings,
    trace: traceText(minimalTrace(outcome.trace, concerned)),
    hint: hintFor(disturbances, findings),
    logText: outcome.log.text(),
  };
}

/** Says a whole exploration. */
export function reportText({ learned, made, unmet, leftOut, failures, seconds }: Omit<ExplorationReport, 'text'>): string {
  const { requests, writes, states } = learned;
  const lines = [
    `${made.length} disturbances in ${seconds.toFixed(1)} s, of ${requests} requests (${writes} writes) and ${states} states: ${
      failures.length === 0 ? 'the operator survives them' : `${failures.length} of them the operator does not survive`
    }`,
  ];
  if (unmet.length > 0) lines.push(`${unmet.length} never came about, since the run had taken another way by then`);
  if (leftOut.length > 0)
    lines.push(`${leftOut.length} were left out, since the budget was used up:`, ...leftOut.map((title) => `  ${title}`));
  return [...lines, ...failures.map((failure) => `\n${failureText(failure)}`)].join('\n');
}
