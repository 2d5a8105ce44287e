/**
 * One run of a scenario: an operator on a cluster of its own, disturbed as ordered; then everything is deleted. What came of it is not
 * judged here.
 */
import { messageOf } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client } from '../cluster/client.ts';
import type { KubeConfig } from '../cluster/client-node.ts';
import { ClusterConnection } from '../cluster/cluster-connection.ts';
import type { Network, NetworkAnswer } from '../cluster/network.ts';
import type { KubernetesOperator } from '../operator/kubernetes-operator.ts';
import type { CollectedLog } from './collected-log.ts';
import type { Disturbance, StateMark } from './disturbance.ts';
import { DisturbedNetwork, type SeenRequest } from './disturbed-network.ts';
import { isCompared, nameOf } from './end-state.ts';
import { ExplorationPace, RestlessError } from './exploration-pace.ts';
import { type ExplorationStage, explorationStage } from './exploration-stage.ts';
import type { TraceEntry } from './exploration-trace.ts';
import { SCENARIO_MANAGER } from './exploration-verdict.ts';
import { type ClusterTemplate, ExploredCluster } from './explored-cluster.ts';
import { sortOf } from './explored-request.ts';
import type { FakeClock } from './fake-clock.ts';
import { OperatorLives, type OperatorLivesOptions } from './operator-lives.ts';

/** What all runs have in common. */
export interface RunPlan {
  readonly template: ClusterTemplate;
  readonly kubeConfig: KubeConfig;
  readonly create: () => KubernetesOperator;
  readonly args: readonly string[] | Record<string, unknown>;
  readonly readArguments: OperatorLivesOptions['readArguments'];
  readonly scenario: (stage: ExplorationStage) => void | Promise<void>;
  readonly check: ((stage: ExplorationStage) => void | Promise<void>) | undefined;
  /** For how long nothing may happen until that counts as rest. */
  readonly quietSeconds: number;
  /** For how long it is waited for retries that change nothing. */
  readonly patienceSeconds: number;
  /** More requests are a loop. */
  readonly mostRequests: number;
  /** How long a call may wait for what is outside of the cluster, in real time, before time is moved on. */
  readonly outsideMilliseconds: number;
}

/** What a run tells. */
export interface RunOutcome {
  readonly requests: readonly SeenRequest[];
  readonly states: readonly StateMark[];
  /** What was ordered and has not come about. */
  readonly unmet: readonly Disturbance[];
  /** What there was when the scenario was over, but for what is as it was at the beginning. */
  readonly end: readonly StoredObject[];
  /** The same when all objects of the operator's kinds had been deleted; undefined when it didn't come so far. */
  readonly remains: readonly StoredObject[] | undefined;
  /** Why the scenario, or the user's check, failed. */
  readonly failures: readonly { readonly during: 'scenario' | 'check'; readonly error: unknown }[];
  /** It never came to rest, and why that is known. */
  readonly restless: string | undefined;
  /** The objects that were still being retried when nothing moved any more. */
  readonly retried: readonly string[];
  /** Why no process could start. */
  readonly startFailure: unknown;
  readonly trace: readonly TraceEntry[];
  readonly log: CollectedLog;
}

const LAG_SECONDS = 3;
const DEPOSED_SECONDS = 8;
/** After so long it will never come to rest. */
const MOST_SECONDS = 3600;
const LAST_QUIET_FACTOR = 4;

/** Makes a run. */
export async function exploreOnce(plan: RunPlan, disturbances: readonly Disturbance[], clock: FakeClock): Promise<RunOutcome> {
  const run = new ExplorationRun(plan, disturbances, clock);
  return await run.make();
}

class ExplorationRun {
  readonly #plan: RunPlan;
  readonly #disturbances: readonly Disturbance[];
  readonly #clock: FakeClock;
  readonly #pace: ExplorationPace;
  readonly #trace: TraceEntry[] = [];
  readonly #begun: number;
  #cluster!: ExploredCluster;
  #network!: DisturbedNetwork;
  #lives!: OperatorLives;
  #client!: Client;
  #beginning = '';
  /** When something was last written, by whomever. */
  #changedAt = 0;
  #ended = false;

  constructor(plan: RunPlan, disturbances: readonly Disturbance[], clock: FakeClock) {
    this.#plan = plan;
    this.#disturbances = disturbances;
    this.#clock = clock;
    this.#begun = clock.monotonic();
    this.#pace = new ExplorationPace(plan);
  }

  async make(): Promise<RunOutcome> {
    const { template, kubeConfig, create, readArguments, scenario, check } = this.#plan;
    this.#cluster = await ExploredCluster.start(template, kubeConfig, this.#clock, this.#pace);
    const beginning = new Set<string>(this.#cluster.objects().map(versionOf));
    this.#beginning = this.#cluster.revision;
    this.#cluster.onChange((object) => {
      if (isCompared(object)) this.#changedAt = this.#clock.monotonic();
    });
    const admin = await ClusterConnection.open({
      kubeConfig,
      clock: this.#clock,
      deadlineClock: this.#clock,
      network: this.#scenarioNetwork(),
      fieldManager: SCENARIO_MANAGER,
    });
    this.#client = admin.client;
    this.#network = this.#disturbedNetwork();
    this.#lives = new OperatorLives({
      create,
      args: this.#args(),
      readArguments,
      kubeConfig,
      clock: this.#clock,
      pace: this.#pace,
      network: this.#network,
      note: (entry) => this.#note(entry),
    });
    const failures: { during: 'scenario' | 'check'; error: unknown }[] = [];
    let end: readonly StoredObject[] = [];
    let remains: readonly StoredObject[] | undefined;
    let restless: string | undefined;
    let retried: readonly string[] = [];
    const stage = this.#stage();
    const touched = () => this.#cluster.objects().filter((object) => !beginning.has(versionOf(object)));
    try {
      this.#lives.start();
      await this.#ready();
      await attempt(
        () => scenario(stage),
        (error) => failures.push({ during: 'scenario', error }),
      );
      retried = await this.#settleForGood(LAST_QUIET_FACTOR);
      end = touched();
      if (check && failures.length === 0)
        await attempt(
          () => check(stage),
          (error) => failures.push({ during: 'check', error }),
        );
      await this.#deleteAll();
      await this.#settleForGood(1);
      remains = touched();
    } catch (error) {
      if (!(error instanceof RestlessError)) throw error;
      restless = messageOf(error);
      if (end.length === 0) end = touched();
    } finally {
      this.#ended = true;
      await this.#lives.end();
      await admin.close();
      await this.#cluster.stop();
    }
    const { requests, states, unmet } = this.#network;
    const { failure: startFailure, log } = this.#lives;
    return { requests, states, unmet, end, remains, failures, restless, retried, startFailure, trace: this.#trace, log };
  }

  #disturbedNetwork(): DisturbedNetwork {
    return new DisturbedNetwork({
      disturbances: this.#disturbances,
      send: this.#cluster.send,
      clock: this.#clock,
      pace: this.#pace,
      revision: () => this.#cluster.revision,
      beginning: () => this.#beginning,
      depose: () => this.#depose(),
      note: (entry) => this.#note(entry),
      lagSeconds: LAG_SECONDS,
    });
  }

  #args(): RunPlan['args'] {
    const { args } = this.#plan;
    if (!this.#disturbances.some(({ kind }) => kind === 'deposed')) return args;
    return Array.isArray(args) ? [...args, '--leader-elect'] : { ...args, leaderElect: true };
  }

  #note(entry: Omit<TraceEntry, 'at'>): void {
    if (!this.#ended) this.#trace.push({ at: this.#clock.monotonic() - this.#begun, ...entry });
  }

  /** What the scenario writes is noted, and brings back an operator that was killed until then. */
  #scenarioNetwork(): Network {
    return (request, answer) => {
      if (sortOf(request.method, request.path) === 'write') {
        this.#note({ what: 'scenario', text: `${request.method} ${request.path.split('?', 1)[0]}` });
        // The change comes first: it is what was missed.
        const end = () => {
          this.#lives.scenarioMoved();
          answer.end();
        };
        return this.#cluster.send(request, { ...bound(answer), end });
      }
      return this.#cluster.send(request, answer);
    };
  }

  #stage(): ExplorationStage {
    return explorationStage({
      client: this.#client,
      now: () => this.#clock.monotonic() / 1000,
      pass: (seconds) => this.#pass(seconds),
      calm: () => this.#calm(),
      settle: async () => void (await this.#settle(1)),
      needOperator: () => this.#lives.scenarioMoved(),
      objects: () => this.#cluster.objects(),
    });
  }

  #calm(): Promise<void> {
    return this.#pace.calm(() => this.#lives.isBusy);
  }

  /** Moves time to what comes next, but not further than asked. */
  async #pass(mostSeconds: number): Promise<void> {
    await this.#calm();
    await this.#clock.advance(Math.min(this.#clock.nextDelay ?? Number.POSITIVE_INFINITY, mostSeconds * 1000));
    await this.#calm();
  }

  async #ready(): Promise<void> {
    await this.#calm();
    while (!this.#lives.isIdle && this.#secondsGone < MOST_SECONDS) await this.#pass(60);
  }

  get #secondsGone(): number {
    return (this.#clock.monotonic() - this.#begun) / 1000;
  }

  /** The scenario has nothing more to do: who is away comes back, also who went only now. */
  async #settleForGood(quietFactor: number): Promise<readonly string[]> {
    for (;;) {
      this.#lives.scenarioMoved();
      const retried = await this.#settle(quietFactor);
      if (this.#lives.isThere) return retried;
    }
  }

  /** Waits for rest. @returns the objects that are retried in vain */
  async #settle(quietFactor: number): Promise<readonly string[]> {
    const { quietSeconds, patienceSeconds } = this.#plan;
    for (;;) {
      await this.#calm();
      const quiet = (this.#clock.monotonic() - this.#changedAt) / 1000;
      const enough = quietSeconds * quietFactor;
      const unsettled = this.#unsettled();
      const isThere = this.#lives.isThere && this.#lives.isIdle;
      if (!this.#lives.isThere || (isThere && unsettled.length === 0 && quiet >= enough)) return [];
      if (quiet >= patienceSeconds) return unsettled;
      if (this.#secondsGone > MOST_SECONDS) throw new RestlessError(this.#network.requests.length);
      await this.#pass((quiet < enough ? enough : patienceSeconds) - quiet);
    }
  }

  #unsettled(): readonly string[] {
    const { classes } = this.#lives;
    return classes.flatMap((type) =>
      this.#cluster
        .objectsOf(type)
        .filter((object) => !this.#lives.isSettled(type, object))
        .map(nameOf),
    );
  }

  async #deleteAll(): Promise<void> {
    for (const { apiVersion, kind, metadata } of this.#lives.classes.flatMap((type) => this.#cluster.objectsOf(type))) {
      if (metadata.deletionTimestamp) continue;
      const { name, namespace } = metadata;
      await this.#client.delete({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) });
    }
  }

  /** Another replica holds the lease for a while. */
  async #depose(): Promise<void> {
    const lease = this.#cluster.objects().find(({ kind }) => kind === 'Lease');
    if (!lease) return;
    const { name, namespace = '' } = lease.metadata;
    const reference = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name, namespace };
    const { leaseTransitions = 0 } = (lease.spec ?? {}) as { leaseTransitions?: number };
    const renewTime = new Date(this.#clock.now()).toISOString().replace('Z', '000Z');
    const spec = { holderIdentity: 'another-replica', renewTime, acquireTime: renewTime, leaseTransitions: leaseTransitions + 1 };
    await this.#client.mergePatch(reference, { spec });
    this.#clock.setTimeout(() => {
      if (!this.#ended) void this.#client.mergePatch(reference, { spec: { holderIdentity: '' } }).catch(() => undefined);
    }, DEPOSED_SECONDS * 1000);
  }
}

function versionOf({ metadata }: StoredObject): string {
  return `${metadata.uid} ${metadata.resourceVersion}`;
}

async function attempt(act: () => void | Promise<void>, failed: (error: unknown) => void): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof RestlessError) throw error;
    failed(error);
  }
}

function bound(answer: NetworkAnswer): NetworkAnswer {
  return {
    start: (status, headers) => answer.start(status, headers),
    data: (chunk) => answer.data(chunk),
    end: () => answer.end(),
    fail: (error) => answer.fail(error),
  };
}
