/**
 * The exploration of declarations: each sequence must end as if its last declaration had been the first.
 */
import { systemClock } from '../base/clock.ts';
import { ApiError, ExplorationError } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { CollectedLog } from './collected-log.ts';
import { withoutIdleRecords } from './compared-record.ts';
import { declarationHint } from './declaration-hint.ts';
import { basesOf, type DeclarationCase, fieldsOf, follows, planDeclarations } from './declaration-plan.ts';
import type { Declarations } from './declarations.ts';
import type { DeclaredSpec } from './declared-change.ts';
import { type CompareObject, NO_VARIANCE, nameOf, type Variance, varianceBetween } from './end-state.ts';
import { chosenOf, type ExplorationScenario, type ExploreOptions, type LearnedExploration, type TriedCase } from './exploration.ts';
import { OTHER_DAY, prepareRuns, runClock, seededClock } from './exploration-ground.ts';
import { hintFor } from './exploration-hint.ts';
import { type ExplorationFailure, explorationFailure } from './exploration-report.ts';
import { exploreOnce } from './exploration-run.ts';
import { type Finding, judge, judgeUndisturbed } from './exploration-verdict.ts';
import { type RunOutcome, type RunPlan, shownBy } from './run-outcome.ts';
import { shortestSequence } from './shortest-sequence.ts';

const MOST_TRIES = 60;
const REQUESTS_A_DECLARATION = 2000;
const OTHERWISE = 'where it is declared at once';

/** What comes of one declaration alone. */
interface Direct {
  readonly outcome: RunOutcome;
  readonly isRefused: boolean;
}

/** See the file's comment. */
export class DeclarationExploration implements LearnedExploration<DeclarationCase> {
  readonly what = 'sequences of declarations';
  failure: ExplorationFailure | undefined;
  secondsOfARun = 0;
  readonly budgetSeconds: number | undefined;
  cases: readonly DeclarationCase[] = [];
  learned = { requests: 0, writes: 0, states: 0 };
  lacking: readonly string[] = [];
  readonly #declarations: Declarations;
  readonly #options: ExploreOptions;
  readonly #plan: RunPlan;
  readonly #compare: CompareObject;
  readonly #direct = new Map<string, Direct>();
  readonly #variances = new Map<string, Variance>();

  private constructor(declarations: Declarations, options: ExploreOptions, plan: RunPlan) {
    this.#declarations = declarations;
    this.#options = options;
    this.#plan = plan;
    this.budgetSeconds = options.budgetSeconds;
    this.#compare = withoutIdleRecords([declarations.type], options.compare ?? ((object) => object));
  }

  /** Prepares, and finds good declarations to begin with. */
  static async learn(declarations: Declarations, options: ExploreOptions): Promise<DeclarationExploration> {
    const exploration = new DeclarationExploration(declarations, options, await prepareRuns(() => {}, options));
    await exploration.#learn();
    return exploration;
  }

  /** Makes the declarations of a case, one after the other; what fails is made as short as possible. */
  async run(one: DeclarationCase): Promise<TriedCase> {
    const specs = await this.#withGoodEnd(one);
    if (!specs) return { failure: undefined, met: true, refused: true };
    const tried = await this.#try(specs);
    if (tried.findings.length === 0) return { failure: undefined, met: true };
    const shortest = await shortestSequence(
      specs,
      async (candidate) => this.#isAllowed(candidate, one) && (await this.#try(candidate)).findings.length > 0,
      MOST_TRIES,
    );
    const { findings, outcome } = await this.#try(shortest);
    const wasRefused = (await Promise.all(shortest.slice(0, -1).map((spec) => this.#declareAlone(spec)))).some(
      ({ isRefused }) => isRefused,
    );
    const hint = declarationHint(findings, wasRefused);
    return {
      failure: explorationFailure({ ...one, findings, outcome, hint, declared: shortest, redact: this.#options.redact }),
      met: true,
    };
  }

  async #learn(): Promise<void> {
    const { seeds = [1], kinds, only, keeps = () => false, redact } = this.#options;
    const declarations = this.#declarations;
    const lacking = new Set<string>();
    const candidates = basesOf(declarations, fieldsOf(declarations), (field) => lacking.add(field || 'spec'));
    this.lacking = [...lacking];
    const tried: Direct[] = [];
    const good: DeclaredSpec[] = [];
    for (const candidate of candidates) {
      const begun = systemClock.monotonic();
      const direct = await this.#declareAlone(candidate);
      this.secondsOfARun = (systemClock.monotonic() - begun) / 1000;
      tried.push(direct);
      if (!direct.isRefused) good.push(candidate);
    }
    const [first] = good;
    if (first === undefined) throw nothingGood(declarations, candidates, tried, this.lacking);
    const { outcome } = await this.#declareAlone(first);
    this.learned = shownBy(outcome);
    const findings = judgeUndisturbed(outcome, keeps);
    if (findings.length > 0) {
      const hint = hintFor([], findings);
      this.failure = explorationFailure({
        title: 'a declaration alone',
        kind: 'undisturbed',
        findings,
        outcome,
        hint,
        declared: [first],
        redact,
      });
      return;
    }
    this.cases = chosenOf(planDeclarations(declarations, good, { kinds, seeds }), only);
  }

  /** Ends with what is not refused, or is undefined: of what comes of a refused declaration nothing is said. */
  async #withGoodEnd({ specs, kind }: DeclarationCase): Promise<readonly DeclaredSpec[] | undefined> {
    const last = specs.at(-1) ?? {};
    if (!(await this.#declareAlone(last)).isRefused) return specs;
    const begin = specs[0] ?? {};
    return kind === 'sequence' && follows(this.#declarations)(begin, last) ? [...specs, begin] : undefined;
  }

  #isAllowed(specs: readonly DeclaredSpec[], { kind }: DeclarationCase): boolean {
    const mayFollow = follows(this.#declarations);
    const [begin = {}] = specs;
    // What is to be refused need not be allowed.
    if (kind === 'refusal') return true;
    return mayFollow(begin, begin) && specs.slice(1).every((spec, index) => mayFollow(spec, specs[index] ?? {}));
  }

  async #try(specs: readonly DeclaredSpec[]): Promise<{ findings: readonly Finding[]; outcome: RunOutcome }> {
    const last = specs.at(-1) ?? {};
    const outcome = await this.#make(specs);
    const { outcome: undisturbed } = await this.#declareAlone(last);
    const compare = this.#compare;
    const judged = (variance: Variance) =>
      judge(outcome, { undisturbed, variance, compare, otherwise: OTHERWISE, redact: this.#options.redact });
    const key = JSON.stringify(last);
    const known = this.#variances.get(key);
    const findings = judged(known ?? NO_VARIANCE);
    if (findings.length === 0 || known) return { findings, outcome };
    // Perhaps it differs by itself: at another time, with other luck.
    const other = await this.#make([last], seededClock(this.#options, OTHER_DAY));
    const variance = varianceBetween(other, undisturbed, compare);
    this.#variances.set(key, variance);
    return { findings: judged(variance), outcome };
  }

  async #declareAlone(spec: DeclaredSpec): Promise<Direct> {
    const key = JSON.stringify(spec);
    const known = this.#direct.get(key);
    if (known) return known;
    const made = await this.#make([spec]);
    const direct = { outcome: this.#direct.size === 0 ? made : lighter(made), isRefused: this.#isRefused(made) };
    this.#direct.set(key, direct);
    return direct;
  }

  async #make(specs: readonly DeclaredSpec[], clock = runClock(this.#options)): Promise<RunOutcome> {
    const scenario = declaring(this.#declarations, specs);
    return exploreOnce({ ...this.#plan, scenario, mostRequests: REQUESTS_A_DECLARATION * specs.length }, [], clock);
  }

  #isRefused({ end, retried, startFailure }: RunOutcome): boolean {
    const { type, options } = this.#declarations;
    const { name = 'a', isRefused = saysError } = options;
    if (startFailure !== undefined) return false;
    const object = end.find(({ kind, metadata }) => kind === type.KIND && metadata.name === name);
    return object === undefined || retried.includes(nameOf(object)) || isRefused(object);
  }
}

/** The scenario of a sequence: what the server refuses is passed over, as a user would. */
function declaring({ type, options }: Declarations, specs: readonly DeclaredSpec[]): ExplorationScenario {
  const { name = 'a', namespace = 'default' } = options;
  const metadata = type.SCOPE === 'Cluster' ? { name } : { name, namespace };
  const kind = { apiVersion: `${type.GROUP}/${type.VERSION}`, kind: type.KIND };
  return async ({ client, settled }) => {
    for (const spec of specs) {
      const live = await client.find<StoredObject>({ ...kind, ...metadata });
      try {
        // The whole of it, so that what is no longer declared goes.
        await (live ? client.replace({ ...live, spec }) : client.create({ ...kind, metadata, spec }));
      } catch (error) {
        if (!ApiError.is(error)) throw error;
      }
      await settled();
    }
  };
}

function saysError({ status }: StoredObject): boolean {
  const { state, error } = (status ?? {}) as { state?: unknown; error?: unknown };
  return state === 'error' || (error !== undefined && error !== null);
}

/** Without what only a failure tells. */
function lighter(outcome: RunOutcome): RunOutcome {
  return { ...outcome, requests: [], states: [], trace: outcome.restless === undefined ? [] : outcome.trace, log: new CollectedLog() };
}

function nothingGood(
  { type }: Declarations,
  candidates: readonly DeclaredSpec[],
  tried: readonly Direct[],
  lacking: readonly string[],
): Error {
  const what = `no declaration of ${type.KIND} to begin with`;
  const remedy = 'give good ones in `examples`, or values of fields in `values`';
  if (candidates.length === 0) return new ExplorationError(`${what}: no value is known for ${lacking.join(', ')}; ${remedy}`);
  const told = candidates.map((spec, index) => `${JSON.stringify(spec)} (${whyRefused(tried[index]?.outcome)})`);
  return new ExplorationError(`${what}: refused are ${told.join(' and ')}; ${remedy}`);
}

function whyRefused(outcome: RunOutcome | undefined): string {
  const errors = outcome?.end.map(({ status }) => (status as { error?: unknown } | undefined)?.error).filter(Boolean) ?? [];
  return errors.length > 0 ? errors.join('; ') : 'by the server, or retried in vain';
}
