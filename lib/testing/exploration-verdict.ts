/**
 * Whether an operator has survived a run: its end is that of an undisturbed one, nothing is left over, it came to rest, and what the user
 * asserts holds. Pure.
 */
import { messageOf } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import {
  type ComparableState,
  type CompareObject,
  comparableState,
  type EndDifference,
  endDifferences,
  isCompared,
  nameOf,
  type Variance,
} from './end-state.ts';
import type { RunOutcome } from './run-outcome.ts';
import { type RedactText, shownValue } from './shown-value.ts';

/** What can be wrong. */
export type FindingKind =
  /** The operator could not start. */
  | 'start'
  /** It writes without end. */
  | 'loop'
  /** The scenario failed, or the user's check. */
  | 'scenario'
  | 'check'
  /** Something is there that should not be, or something that was created twice. */
  | 'leak'
  /** Something isn't there that should be. */
  | 'missing'
  /** Something is not as it should be. */
  | 'different'
  /** An object is still being tried, in vain. */
  | 'stuck'
  /** An object is never gone: a finalizer stays. */
  | 'finalizer'
  /** The scenario itself has no one end: even two undisturbed runs differ. */
  | 'chance';

/** One thing that is wrong. */
export interface Finding {
  readonly kind: FindingKind;
  readonly message: string;
  /** The names of the objects that it is about. */
  readonly objects: readonly string[];
}

/** What a run is measured by. */
export interface Expectation {
  readonly undisturbed: RunOutcome;
  readonly variance: Variance;
  readonly compare: CompareObject;
  /** What makes the difference, in words. @default 'without the disturbance' */
  readonly otherwise?: string;
  /** Takes out of values what must not be shown. @default what the SDK's log leaves out */
  readonly redact?: RedactText | undefined;
  /** What was expected before, comparable: for who judges many runs by one. @default nothing */
  readonly memory?: ExpectedStates;
}

/** States that were made comparable, by their objects. */
export type ExpectedStates = WeakMap<readonly StoredObject[], ComparableState>;

/** The field manager of scenarios, and of what is prepared for them. */
export const SCENARIO_MANAGER = 'scenario';

const MOST_SHOWN = 400;

/** What is wrong with a disturbed run; nothing when the operator has survived it. */
export function judge(
  run: RunOutcome,
  { undisturbed, variance, compare, otherwise = 'without the disturbance', redact, memory = new WeakMap() }: Expectation,
): readonly Finding[] {
  const endless = endlessOf(run);
  if (endless.length > 0) return endless;
  const between = (expected: readonly StoredObject[], found: readonly StoredObject[], after: string) => {
    const wanted = memory.get(expected) ?? comparableState(expected, compare, variance);
    memory.set(expected, wanted);
    const differences = endDifferences(wanted, comparableState(found, compare, variance), variance);
    return differences.map((difference) => findingOf(difference, { after, otherwise, redact }));
  };
  const ends = between(undisturbed.end, run.end, 'in the end');
  const remains = run.remains && undisturbed.remains ? between(undisturbed.remains, run.remains, 'when everything was deleted') : [];
  const retried = run.retried.filter((name) => !undisturbed.retried.includes(name)).map(stuck);
  const told = new Set(ends.map(({ objects }) => objects[0]));
  return [...failuresOf(run), ...retried, ...ends, ...remains.filter(({ objects }) => !told.has(objects[0]))];
}

/** What is wrong with an undisturbed run. */
export function judgeUndisturbed(run: RunOutcome, keeps: (object: StoredObject) => boolean): readonly Finding[] {
  const endless = endlessOf(run);
  if (endless.length > 0) return endless;
  const remains = (run.remains ?? []).filter((object) => isCompared(object) && !isScenarios(object) && !keeps(object));
  return [
    ...failuresOf(run),
    ...remains.map((object): Finding => {
      const name = nameOf(object);
      const stays = finalizersOf(object);
      if (stays.length > 0)
        return { kind: 'finalizer', message: `${name} is never gone: it still has ${stays.join(', ')}`, objects: [name] };
      return { kind: 'leak', message: `${name} is still there when everything was deleted`, objects: [name] };
    }),
  ];
}

function endlessOf(run: RunOutcome): readonly Finding[] {
  if (run.startFailure !== undefined) {
    return [{ kind: 'start', message: `the operator can't start: ${messageOf(run.startFailure)}`, objects: [] }];
  }
  if (run.restless === undefined) return [];
  const last = run.trace.filter(({ what }) => what === 'wrote').at(-1);
  const writes = last ? `; the last write was ${last.text}` : '';
  return [{ kind: 'loop', message: `it never comes to rest: ${run.restless}${writes}`, objects: last?.about ? [last.about] : [] }];
}

function failuresOf({ failures }: RunOutcome): readonly Finding[] {
  return failures.map(({ during, error }) => ({ kind: during, message: `the ${during} failed: ${messageOf(error)}`, objects: [] }));
}

function stuck(name: string): Finding {
  return { kind: 'stuck', message: `${name} is still being retried when nothing moves any more`, objects: [name] };
}

interface FindingWords {
  readonly after: string;
  readonly otherwise: string;
  readonly redact: RedactText | undefined;
}

function findingOf(difference: EndDifference, words: FindingWords): Finding {
  const { kind, object, path, found } = difference;
  const { after } = words;
  const objects = [object];
  const stays = kind === 'extra' ? finalizersOf(found) : [];
  if (stays.length > 0) return { kind: 'finalizer', message: `${object} is never gone: it still has ${stays.join(', ')}`, objects };
  if (kind === 'extra') return { kind: 'leak', message: `${object} is there ${after}, and should not be`, objects };
  if (kind === 'missing') return { kind: 'missing', message: `${object} is not there ${after}`, objects };
  if (path.startsWith('/metadata/finalizers') || path === '/metadata/deletionTimestamp') {
    return { kind: 'finalizer', message: `${object} ${after}: ${change(difference, words)}`, objects };
  }
  return { kind: 'different', message: `${object} ${after}: ${change(difference, words)}`, objects };
}

/** True for what only the scenario has written: whether it goes is not the operator's business. */
function isScenarios({ metadata }: StoredObject): boolean {
  const entries = (metadata as { managedFields?: readonly { manager?: string; subresource?: string }[] }).managedFields ?? [];
  const writers = entries.filter(({ subresource }) => !subresource).map(({ manager }) => manager);
  return writers.length > 0 && writers.every((manager) => manager === SCENARIO_MANAGER);
}

/** Of an object that is being deleted. */
function finalizersOf(object: unknown): readonly string[] {
  const { deletionTimestamp, finalizers = [] } = (object as StoredObject).metadata ?? {};
  return deletionTimestamp ? finalizers : [];
}

function change(difference: EndDifference, { otherwise, redact }: FindingWords): string {
  const { path, expected, found } = difference;
  const shown = (value: unknown) => shownValue(value, difference, MOST_SHOWN, redact);
  return `${path.replaceAll('/', '.')} is ${shown(found)}, and ${otherwise} ${shown(expected)}`;
}
