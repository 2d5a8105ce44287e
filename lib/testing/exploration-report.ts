/**
 * What an exploration has found, and its text for people. Pure.
 */
import { type DeclarationKind, sequenceInWords } from './declaration-plan.ts';
import type { DeclaredSpec } from './declared-change.ts';
import type { DisturbanceKind } from './disturbance.ts';
import type { LearnedExploration, TriedCase } from './exploration.ts';
import { minimalTrace, traceText } from './exploration-trace.ts';
import type { Finding } from './exploration-verdict.ts';
import type { RunOutcome } from './run-outcome.ts';
import { type RedactText, shownText } from './shown-value.ts';

/** One disturbance under which the operator does not end as it should. */
export interface ExplorationFailure {
  /** The disturbance in words. */
  readonly title: string;
  readonly kind: DisturbanceKind | DeclarationKind | 'undisturbed';
  /** By which seed a pair, or a sequence of declarations, was drawn. */
  readonly seed: number | undefined;
  /** What is wrong. */
  readonly findings: readonly Finding[];
  /** Of declarations: the shortest sequence that ends like that; else empty. */
  readonly declared: readonly object[];
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
  /** Of declarations: those that nothing can be said about, since the operator or the server refuses what they end with. */
  readonly refused: readonly string[];
  /** Of declarations: the fields for which no value is known. */
  readonly lacking: readonly string[];
  readonly failures: readonly ExplorationFailure[];
  readonly seconds: number;
  /** All of it for people. */
  readonly text: string;
}

/** Says a failure in full. */
export function failureText({ title, findings, declared, trace, hint, seed }: ExplorationFailure): string {
  const again = seed === undefined ? `only: ${JSON.stringify(title)}` : `seeds: [${seed}], only: ${JSON.stringify(title)}`;
  return [
    title,
    ...findings.map(({ message }) => `  ${message}`),
    ...(declared.length > 0 ? [`The shortest way there: ${sequenceInWords(declared as readonly DeclaredSpec[])}`] : []),
    'What the operator saw and wrote:',
    trace,
    `What usually helps: ${hint}`,
    `To repeat it: explore(${declared.length > 0 ? 'declarationsOf(…)' : 'scenario'}, { …, ${again} })`,
  ].join('\n');
}

/** What a failure is made of. */
export interface FailedRun {
  readonly title: string;
  readonly kind: ExplorationFailure['kind'];
  readonly seed?: number | undefined;
  readonly findings: readonly Finding[];
  readonly outcome: RunOutcome;
  readonly hint: string;
  /** @default none */
  readonly declared?: readonly object[];
  /** Takes out what must not be shown. @default what the SDK's log leaves out */
  readonly redact?: RedactText | undefined;
}

/** A failure of a run. */
export function explorationFailure({ title, kind, seed, findings, outcome, hint, declared = [], redact }: FailedRun): ExplorationFailure {
  const concerned = findings.flatMap(({ objects }) => objects.map((name) => name.slice(name.indexOf(' ') + 1)));
  return {
    title,
    kind,
    seed,
    findings: findings.map((finding) => ({ ...finding, message: shownText(finding.message, redact) })),
    trace: shownText(traceText(minimalTrace(outcome.trace, concerned)), redact),
    hint,
    declared,
    logText: shownText(outcome.log.text(), redact),
  };
}

/** What an exploration has found, from what came of its cases: undefined for those that were left out. */
export function reportOf(
  { what, failure, learned, lacking, cases }: LearnedExploration,
  tried: readonly (TriedCase | undefined)[],
  seconds: number,
): ExplorationReport {
  const titlesOf = (isMeant: (one: TriedCase | undefined) => boolean) =>
    cases.filter((_, index) => isMeant(tried[index])).map(({ title }) => title);
  const failures = [failure, ...tried.map((one) => one?.failure)].filter((one) => one !== undefined);
  const report = {
    learned,
    lacking,
    made: titlesOf((one) => one !== undefined),
    unmet: titlesOf((one) => one?.met === false),
    leftOut: titlesOf((one) => one === undefined),
    refused: titlesOf((one) => one?.refused === true),
    failures,
    seconds,
  };
  return { ...report, text: reportText(report, what) };
}

/** Says a whole exploration. */
export function reportText(report: Omit<ExplorationReport, 'text'>, what = 'disturbances'): string {
  const { learned, made, unmet, leftOut, refused, lacking, failures, seconds } = report;
  const { requests, writes, states } = learned;
  const lines = [
    `${made.length} ${what} in ${seconds.toFixed(1)} s, of ${requests} requests (${writes} writes) and ${states} states: ${
      failures.length === 0 ? 'the operator survives them' : `${failures.length} of them the operator does not survive`
    }`,
  ];
  if (unmet.length > 0) lines.push(`${unmet.length} never came about, since the run had taken another way by then`);
  if (refused.length > 0) lines.push(`${refused.length} end with what is refused`);
  if (lacking.length > 0) lines.push(`no value is known for ${lacking.join(', ')}: give some in \`values\`, or in \`examples\``);
  if (leftOut.length > 0)
    lines.push(`${leftOut.length} were left out, since the budget was used up:`, ...leftOut.map((title) => `  ${title}`));
  return [...lines, ...failures.map((failure) => `\n${failureText(failure)}`)].join('\n');
}
