/**
 * Whether threads have learned the same: an exploration is the same each time, or its scenario isn't. Pure.
 */
import { hintFor } from './exploration-hint.ts';
import type { ExplorationFailure } from './exploration-report.ts';
import type { ThreadPlan } from './thread-messages.ts';

const MOST_SHOWN = 3;

/** What all of them are going to try; nothing where they differ, which then is the failure. */
export function agreedPlan(plans: readonly ThreadPlan[]): ThreadPlan {
  const [first, ...others] = plans;
  if (!first) throw new RangeError('there is no plan');
  const secondsOfARun = Math.max(...plans.map((plan) => plan.secondsOfARun));
  for (const [index, other] of others.entries()) {
    const message = differenceOf(first, other, `thread ${index + 2}`);
    if (message !== undefined) return { ...first, secondsOfARun, titles: [], failure: disagreement(message, first, other) };
  }
  return { ...first, secondsOfARun };
}

/** How two differ, in words; undefined when they don't. */
function differenceOf(first: ThreadPlan, other: ThreadPlan, name: string): string | undefined {
  if (outcomeOf(first) !== outcomeOf(other)) return `undisturbed, ${outcomeOf(first)} in thread 1, and ${outcomeOf(other)} in ${name}`;
  const { titles: ours, what } = first;
  const { titles: theirs } = other;
  if (ours.join('\n') === theirs.join('\n')) return undefined;
  const [here, there] = [missingIn(theirs, ours), missingIn(ours, theirs)];
  const only = [
    ...(here.length > 0 ? [`only in thread 1: ${shown(here)}`] : []),
    ...(there.length > 0 ? [`only in ${name}: ${shown(there)}`] : []),
  ];
  return `thread 1 has learned of ${ours.length} ${what}, ${name} of ${theirs.length}; ${only.join('; ') || 'their order differs'}`;
}

function outcomeOf({ failure }: ThreadPlan): string {
  return failure ? `it fails (${failure.findings.map(({ kind }) => kind).join(', ')})` : 'it ends well';
}

function missingIn(titles: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(titles);
  return others.filter((title) => !known.has(title));
}

function shown(titles: readonly string[]): string {
  const rest = titles.length > MOST_SHOWN ? ` and ${titles.length - MOST_SHOWN} more` : '';
  return `${titles
    .slice(0, MOST_SHOWN)
    .map((title) => JSON.stringify(title))
    .join(', ')}${rest}`;
}

function disagreement(message: string, ...plans: readonly ThreadPlan[]): ExplorationFailure {
  const failed = plans.find(({ failure }) => failure)?.failure;
  const finding = { kind: 'chance' as const, message: `the undisturbed run is not the same in each thread: ${message}`, objects: [] };
  const findings = [finding, ...(failed?.findings ?? [])];
  const hint = `${hintFor([], findings)} What is outside of the cluster must be another for each thread, or \`threads\` 1.`;
  const { trace = '', logText = '' } = failed ?? {};
  return { title: 'undisturbed, in another thread', kind: 'undisturbed', seed: undefined, findings, declared: [], trace, hint, logText };
}
