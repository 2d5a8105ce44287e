/**
 * One run of a scenario: an operator on a cluster of its own, disturbed as ordered; then everything is deleted. What came of it is not
 * judged here.
 */
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client } from '../cluster/client.ts';
import { ClusterConnection } from '../cluster/cluster-connection.ts';
import type { Network } from '../cluster/network.ts';
import type { Disturbance } from './disturbance.ts';
import { DisturbedNetwork } from './disturbed-network.ts';
import { isCompared, nameOf } from './end-state.ts';
import { ExplorationPace, RestlessError } from './exploration-pace.ts';
import { type ExplorationStage, explorationStage } from './exploration-stage.ts';
import { type TraceEntry, type TraceNote, traceEntry } from './exploration-trace.ts';
import { SCENARIO_MANAGER } from './exploration-verdict.ts';
import { sortOf } from './explored-request.ts';
import type { FakeClock } from './fake-clock.ts';
import { OperatorLives } from './operator-lives.ts';
import { passedAnswer } from './passed-answer.ts';
import { takeLease } from './rival-replica.ts';
import type { RunCluster, RunTime } from './run-cluster.ts';
import type { RunOutcome, RunPlan } from './run-outcome.ts';

const LAG_SECONDS = 3;
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
  readonly #fakeClock: FakeClock;
  readonly #pace: ExplorationPace;
  readonly #trace: TraceEntry[] = [];
  #begun = 0;
  #time!: RunTime;
  #cluster!: RunCluster;
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
    this.#fakeClock = clock;
    this.#pace = new ExplorationPace(plan);
  }

  get #clock(): Clock {
    return this.#time.clock;
  }

  async make(): Promise<RunOutcome> {
    const { begin, create, memory, scenario, check, mostRequests } = this.#plan;
    const { cluster, time } = await begin({ clock: this.#fakeClock, pace: this.#pace, mostRequests });
    this.#time = time;
    this.#cluster = cluster;
    this.#begun = time.clock.monotonic();
    this.#changedAt = this.#begun;
    const { kubeConfig } = cluster;
    const beginning = await cluster.objects();
    this.#beginning = await cluster.revision;
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
      memory,
      kubeConfig,
      clock: this.#clock,
      pace: this.#pace,
      network: this.#network,
      note: (note) => this.#note(note),
    });
    const failures: { during: 'scenario' | 'check'; error: unknown }[] = [];
    let end: readonly StoredObject[] = [];
    let remains: readonly StoredObject[] | undefined;
    let restless: string | undefined;
    let retried: readonly string[] = [];
    const stage = this.#stage();
    const touched = async () => touchedSince(beginning, await this.#cluster.objects());
    try {
      this.#lives.start();
      await this.#ready();
      await attempt(
        () => scenario(stage),
        (error) => failures.push({ during: 'scenario', error }),
      );
      retried = await this.#settleForGood(LAST_QUIET_FACTOR);
      end = await touched();
      if (check && failures.length === 0)
        await attempt(
          () => check(stage),
          (error) => failures.push({ during: 'check', error }),
        );
      await this.#deleteAll();
      await this.#settleForGood(1);
      await this.#cluster.collected();
      remains = await touched();
    } catch (error) {
      if (!(error instanceof RestlessError)) throw error;
      restless = messageOf(error);
      if (end.length === 0) end = await touched();
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
      note: (note) => this.#note(note),
      lagSeconds: LAG_SECONDS,
      redact: this.#plan.redact,
    });
  }

  #args(): RunPlan['args'] {
    const { args } = this.#plan;
    if (!this.#disturbances.some(({ kind }) => kind === 'deposed')) return args;
    return Array.isArray(args) ? [...args, '--leader-elect'] : { ...args, leaderElect: true };
  }

  #note(note: TraceNote): void {
    if (!this.#ended) this.#trace.push(traceEntry(this.#clock.monotonic() - this.#begun, note));
  }

  /** What the scenario writes is noted, and brings back an operator that was killed until then. */
  #scenarioNetwork(): Network {
    return (request, answer, sockets) => {
      const send = this.#cluster.send ?? sockets;
      if (sortOf(request.method, request.path) !== 'write') return send(request, answer);
      this.#note({ what: 'scenario', text: `${request.method} ${request.path.split('?', 1)[0]}` });
      // The change comes first: it is what was missed.
      return send(request, passedAnswer(answer, { ended: () => this.#lives.scenarioMoved() }));
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
    return this.#time.calm(() => this.#lives.isBusy);
  }

  /** While nothing moves: moves time to what comes next, but not further than asked, and nothing moves any more. */
  #pass(mostSeconds: number): Promise<void> {
    return this.#time.pass(mostSeconds, () => this.#lives.isBusy);
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
    await this.#calm();
    for (;;) {
      const quiet = (this.#clock.monotonic() - this.#changedAt) / 1000;
      const enough = quietSeconds * quietFactor;
      const unsettled = await this.#unsettled();
      const isThere = this.#lives.isThere && this.#lives.isIdle;
      if (!this.#lives.isThere || (isThere && unsettled.length === 0 && quiet >= enough)) return [];
      if (quiet >= patienceSeconds) return unsettled;
      if (this.#secondsGone > MOST_SECONDS) throw new RestlessError(this.#network.requests.length);
      await this.#pass((quiet < enough ? enough : patienceSeconds) - quiet);
    }
  }

  async #unsettled(): Promise<readonly string[]> {
    const names = this.#lives.classes.map(async (type) => {
      const objects = await this.#cluster.objectsOf(type);
      return objects.filter((object) => !this.#lives.isSettled(type, object)).map(nameOf);
    });
    return (await Promise.all(names)).flat();
  }

  async #deleteAll(): Promise<void> {
    const objects = await Promise.all(this.#lives.classes.map((type) => this.#cluster.objectsOf(type)));
    for (const { apiVersion, kind, metadata } of objects.flat()) {
      if (metadata.deletionTimestamp) continue;
      const { name, namespace } = metadata;
      await this.#client.delete({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) });
    }
  }

  /** Another replica holds the lease for a while. */
  async #depose(): Promise<void> {
    await takeLease(await this.#cluster.objects(), { client: this.#client, clock: this.#clock, isOver: () => this.#ended });
  }
}

/** Of most of what there is nobody wants anything: it is the very same then, or of the same version. */
function touchedSince(beginning: readonly StoredObject[], now: readonly StoredObject[]): readonly StoredObject[] {
  const same = new Set(beginning);
  const isSame = ({ metadata: { uid, resourceVersion } }: StoredObject) =>
    beginning.some(({ metadata }) => metadata.uid === uid && metadata.resourceVersion === resourceVersion);
  return now.filter((object) => !same.has(object) && !isSame(object));
}

async function attempt(act: () => void | Promise<void>, failed: (error: unknown) => void): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof RestlessError) throw error;
    failed(error);
  }
}
