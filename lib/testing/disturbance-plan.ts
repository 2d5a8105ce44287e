/**
 * Which disturbances there are, from what an undisturbed run has shown; in an order in which a part of them is a fair sample. Pure.
 */
import { type Disturbance, type DisturbanceKind, disturbanceInWords, type RequestFailure, type StateMark } from './disturbance.ts';
import type { RequestMark, RequestSort } from './explored-request.ts';
import { inFairOrder } from './fair-order.ts';
import { SeededChance } from './seeded-chance.ts';

/** What an undisturbed run has shown. */
export interface LearnedRun {
  /** The operator's requests, in order. */
  readonly requests: readonly { readonly mark: RequestMark; readonly sort: RequestSort; readonly method: string }[];
  /** The states that it was shown, in order. */
  readonly states: readonly StateMark[];
}

/** One run to make: one disturbance, or two. */
export interface ExplorationCase {
  /** What is disturbed, in words; unlike that of any other case. */
  readonly title: string;
  readonly kind: DisturbanceKind;
  readonly disturbances: readonly Disturbance[];
  /** Of a pair: by which seed it was drawn. */
  readonly seed?: number;
}

/** What to plan. */
export interface PlanOptions {
  /** @default all */
  readonly kinds?: readonly string[] | undefined;
  readonly seeds: readonly number[];
  /** How many pairs each seed draws. */
  readonly pairs: number;
}

const WRITE_FAILURES: Readonly<Record<string, readonly RequestFailure[]>> = {
  // Who creates under a name that nobody has meets no conflict.
  POST: ['throttled', 'error', 'reset'],
  PUT: ['conflict', 'throttled', 'error', 'reset'],
  PATCH: ['conflict', 'throttled', 'error', 'reset'],
  DELETE: ['conflict', 'throttled', 'error', 'reset'],
};
const READ_FAILURES: readonly RequestFailure[] = ['throttled', 'error', 'reset'];

/** The cases, in the order in which they are to be run. */
export function planCases(learned: LearnedRun, { kinds, seeds, pairs }: PlanOptions): readonly ExplorationCase[] {
  const singles = disturbancesOf(learned).filter(({ kind }) => !kinds || kinds.includes(kind));
  const cases: ExplorationCase[] = singles.map((disturbance) => ({
    title: disturbanceInWords(disturbance),
    kind: disturbance.kind,
    disturbances: [disturbance],
  }));
  const pairing = kinds && !kinds.includes('pair') ? [] : seeds.flatMap((seed) => drawPairs(disturbancesOf(learned), seed, pairs));
  return [...inFairOrder(cases, seeds[0] ?? 1), ...withoutTwins(pairing)];
}

/** Every single disturbance of a run. */
export function disturbancesOf({ requests, states }: LearnedRun): readonly Disturbance[] {
  const disturbances: Disturbance[] = [];
  for (const { mark: request, sort, method } of requests) {
    if (sort === 'apart') continue;
    if (sort === 'write') {
      disturbances.push({ kind: 'kill', when: 'before', request }, { kind: 'kill', when: 'after', request });
      disturbances.push({ kind: 'absence', request }, { kind: 'deposed', request });
      disturbances.push({ kind: 'past', request, since: 'the write' }, { kind: 'past', request, since: 'the beginning' });
    }
    const failures = sort === 'write' ? (WRITE_FAILURES[method] ?? READ_FAILURES) : READ_FAILURES;
    for (const how of failures) disturbances.push({ kind: 'failure', how, request });
  }
  for (const state of states) {
    disturbances.push({ kind: 'lag', state });
    // The last state of an object stays: it can only be late.
    if (states.some((other) => other.signature === state.signature && other.occurrence > state.occurrence))
      disturbances.push({ kind: 'missed', state });
  }
  return disturbances;
}

function drawPairs(disturbances: readonly Disturbance[], seed: number, count: number): readonly ExplorationCase[] {
  const chance = new SeededChance(seed);
  if (disturbances.length < 2) return [];
  return Array.from({ length: count }, () => {
    const first = chance.integer(disturbances.length);
    const second = (first + 1 + chance.integer(disturbances.length - 1)) % disturbances.length;
    const pair = [Math.min(first, second), Math.max(first, second)].map((index) => disturbances[index] as Disturbance);
    return { title: `${pair.map(disturbanceInWords).join('; and ')} (seed ${seed})`, kind: 'pair', disturbances: pair, seed };
  });
}

function withoutTwins(cases: readonly ExplorationCase[]): readonly ExplorationCase[] {
  return [...new Map(cases.map((each) => [each.title, each])).values()];
}
