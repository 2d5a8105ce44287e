/**
 * The exploration of one scenario: prepared once, run undisturbed to learn what the operator does and is shown, then run once per
 * disturbance, each judged by the end of the undisturbed run.
 */
import { systemClock } from '../base/clock.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client } from '../cluster/client.ts';
import type { KubernetesOperator } from '../operator/kubernetes-operator.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import { withoutIdleRecords } from './compared-record.ts';
import type { DeclarationKind } from './declaration-plan.ts';
import type { DisturbanceKind } from './disturbance.ts';
import { type ExplorationCase, planCases } from './disturbance-plan.ts';
import { type CompareObject, varianceBetween } from './end-state.ts';
import { OTHER_DAY, prepareRuns, runClock, seededClock } from './exploration-ground.ts';
import { hintFor } from './exploration-hint.ts';
import { type ExplorationFailure, type ExplorationReport, explorationFailure } from './exploration-report.ts';
import { exploreOnce } from './exploration-run.ts';
import type { ExplorationStage } from './exploration-stage.ts';
import { type Expectation, judge, judgeUndisturbed } from './exploration-verdict.ts';
import type { FakeClock } from './fake-clock.ts';
import { type RunOutcome, type RunPlan, shownBy } from './run-outcome.ts';
import type { TestCluster } from './test-cluster.ts';

/** What is played: it applies objects and waits; what must hold in the end is for `check`. */
export type ExplorationScenario = (stage: ExplorationStage) => void | Promise<void>;

/** Options of `explore`. */
export interface ExploreOptions {
  /** The operator's class or classes, or how a new operator is made: each run has one of its own, and so has each restart. */
  operator: CRDClass | readonly CRDClass[] | (() => KubernetesOperator);
  /** The operator's arguments. @default none */
  args?: readonly string[] | Record<string, unknown>;
  /** By which seeds pairs, and sequences of declarations, are drawn, and the order of all others. @default [1] */
  seeds?: readonly number[];
  /** How many pairs of disturbances each seed draws. @default 20 */
  pairs?: number;
  /** The kinds of disturbances to make, or of declarations. @default all */
  kinds?: readonly (DisturbanceKind | DeclarationKind)[];
  /** Only the disturbance, or the sequence of declarations, of this title, or those whose titles match. @default all */
  only?: string | RegExp;
  /** A cluster on which the runs take place, one after the other, in real time. @default one in this process for each */
  cluster?: TestCluster;
  /** Of such a cluster: the namespaces for the runs alone. What comes into being there is taken away after each. @default ['default'] */
  namespaces?: readonly string[];
  /** The clock of a run: of operator and cluster alike. @default a FakeClock whose chance is decided by the first seed */
  clock?: () => FakeClock;
  /** Makes Pods run, Jobs complete, Deployments become ready, and claims bind. @default true */
  workloads?: boolean;
  /** Makes what is there before the operator starts; called once. @default nothing but the definitions */
  prepare?: (client: Client) => void | Promise<void>;
  /** Called at the end of each run: whatever it throws is a failure. @default nothing */
  check?: ExplorationScenario;
  /** What of an object is compared; undefined for nothing of it. @default all of it */
  compare?: CompareObject;
  /** What may be left when everything was deleted. @default nothing */
  keeps?: (object: StoredObject) => boolean;
  /** Takes out of traces, findings and logs what must not be shown, besides what the SDK's own log leaves out. @default nothing more */
  redact?: (text: string) => string;
  /** After how many seconds of disturbances, in real time, the rest is left out. @default Infinity */
  budgetSeconds?: number;
  /** Ends the exploration: no further run begins, and it rejects with an AbortedError. @default none */
  signal?: AbortSignal;
  /** For how long nothing may be written until that counts as rest, on the run's clock. @default 5 */
  quietSeconds?: number;
  /** For how long retries that change nothing are waited for, on the run's clock. @default 120 */
  patienceSeconds?: number;
  /** How long a call may wait for what is outside of the cluster, in real time, before the run's clock moves on. @default 0.05 */
  outsideSeconds?: number;
}

const REQUESTS_FACTOR = 10;
const LEAST_REQUESTS = 500;

/** What has been learned, and what there is to try. */
export interface LearnedExploration<Case extends { readonly title: string } = { readonly title: string }> {
  /** What the cases are. */
  readonly what: string;
  /** What is wrong without any of them. */
  readonly failure: ExplorationFailure | undefined;
  /** How long a run has taken, in real time. */
  readonly secondsOfARun: number;
  /** For how many seconds cases are to be tried. @default Infinity */
  readonly budgetSeconds?: number | undefined;
  /** How many cases can be tried at once. @default 1 */
  readonly lanes?: number;
  /** In the order in which they are to be tried. */
  readonly cases: readonly Case[];
  /** What the first run has shown. */
  readonly learned: ExplorationReport['learned'];
  /** Fields of declarations for which no value is known. */
  readonly lacking: readonly string[];
  /** Tries a case. */
  run(one: Case): Promise<TriedCase>;
}

/** What came of a case. */
export interface TriedCase {
  readonly failure: ExplorationFailure | undefined;
  /** True when anything of it came about. */
  readonly met: boolean;
  /** True when it ends with what is refused, so that nothing can be said of its end. */
  readonly refused?: boolean;
}

/** Those that a user wants. */
export function chosenOf<Case extends { readonly title: string }>(cases: readonly Case[], only: ExploreOptions['only']): readonly Case[] {
  return cases.filter(({ title }) => only === undefined || (typeof only === 'string' ? title === only : only.test(title)));
}

/** See the file's comment. */
export class ScenarioExploration implements LearnedExploration<ExplorationCase> {
  readonly what = 'disturbances';
  readonly lacking = [];
  readonly #options: ExploreOptions;
  readonly #plan: RunPlan;
  readonly #expectation: Expectation;
  /** What is wrong without any disturbance. */
  readonly failure: ExplorationFailure | undefined;
  /** How long the undisturbed run has taken, in real time. */
  readonly secondsOfARun: number;
  readonly budgetSeconds: number | undefined;
  /** The disturbances that there are, in the order in which they are to be made. */
  readonly cases: readonly ExplorationCase[];

  private constructor(
    options: ExploreOptions,
    plan: RunPlan,
    expectation: Expectation,
    { failure, secondsOfARun }: { failure: ExplorationFailure | undefined; secondsOfARun: number },
  ) {
    this.secondsOfARun = secondsOfARun;
    this.#options = options;
    this.#plan = plan;
    this.#expectation = expectation;
    this.failure = failure;
    const { seeds = [1], pairs = 20, kinds, only, budgetSeconds } = options;
    this.budgetSeconds = budgetSeconds;
    const all = failure ? [] : planCases(expectation.undisturbed, { kinds, seeds, pairs });
    this.cases = chosenOf(all, only);
  }

  /** Prepares, and runs the scenario undisturbed. */
  static async learn(scenario: ExplorationScenario, options: ExploreOptions): Promise<ScenarioExploration> {
    const plan = await prepareRuns(scenario, options);
    const { compare: compared = (object: StoredObject) => object, keeps = () => false } = options;
    const compare = withoutIdleRecords(plan.create().crds, compared);
    // The first loads what is loaded on demand, and takes place at another time with other luck: what differs then differs by itself.
    const other = await exploreOnce(plan, [], seededClock(options, OTHER_DAY));
    const begun = systemClock.monotonic();
    // What has no end has none at another time either.
    const undisturbed = other.restless === undefined ? await exploreOnce(plan, [], runClock(options)) : other;
    const secondsOfARun = (systemClock.monotonic() - begun) / 1000;
    const { redact } = options;
    const expectation = { undisturbed, variance: varianceBetween(other, undisturbed, compare), compare, redact, memory: new WeakMap() };
    const wrong = judgeUndisturbed(undisturbed, keeps);
    const chance = wrong.length > 0 ? [] : judge(other, expectation).map((finding) => ({ ...finding, kind: 'chance' as const }));
    const findings = [...wrong, ...chance];
    const title = wrong.length > 0 || chance.length === 0 ? 'undisturbed' : 'undisturbed, at another time';
    const failure =
      findings.length > 0
        ? explorationFailure({
            title,
            kind: 'undisturbed',
            findings,
            outcome: wrong.length > 0 ? undisturbed : other,
            hint: hintFor([], findings),
            redact,
          })
        : undefined;
    const mostRequests = Math.max(LEAST_REQUESTS, undisturbed.requests.length * REQUESTS_FACTOR);
    return new ScenarioExploration(options, { ...plan, mostRequests }, expectation, { failure, secondsOfARun });
  }

  /** What the undisturbed run has shown. */
  get learned(): { requests: number; writes: number; states: number } {
    return shownBy(this.#expectation.undisturbed);
  }

  /** Makes a run with its disturbances. */
  async run(one: ExplorationCase): Promise<{ failure: ExplorationFailure | undefined; met: boolean; outcome: RunOutcome }> {
    const outcome = await exploreOnce(this.#plan, one.disturbances, runClock(this.#options));
    const findings = judge(outcome, this.#expectation);
    const failure =
      findings.length > 0
        ? explorationFailure({ ...one, findings, outcome, hint: hintFor(one.disturbances, findings), redact: this.#options.redact })
        : undefined;
    return { failure, met: outcome.unmet.length < one.disturbances.length, outcome };
  }
}
