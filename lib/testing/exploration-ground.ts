/**
 * What all runs of an exploration have in common: the cluster that each begins with, prepared once, how operators are made, and when it is.
 */
import { sleep, systemClock } from '../base/clock.ts';
import { IllegalStateError } from '../base/errors.ts';
import type { Client } from '../cluster/client.ts';
import type { KubeConfig } from '../cluster/client-node.ts';
import { ClusterConnection } from '../cluster/cluster-connection.ts';
import type { Network } from '../cluster/network.ts';
import { KubernetesOperator } from '../operator/kubernetes-operator.ts';
import type { CRDBase } from '../resource/crd-base.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import { eventually } from './eventually.ts';
import type { ExplorationScenario, ExploreOptions } from './exploration.ts';
import { ExplorationPace } from './exploration-pace.ts';
import { SCENARIO_MANAGER } from './exploration-verdict.ts';
import { ExploredCluster } from './explored-cluster.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeRunTime, RealRunTime } from './run-cluster.ts';
import type { RunPlan } from './run-outcome.ts';
import { SeededChance } from './seeded-chance.ts';
import type { TestCluster } from './test-cluster.ts';

const MOST_REQUESTS_LEARNING = 2000;
const SWEEP_MILLISECONDS = 200;
const SERVED_SECONDS = 60;
const FIRST_DAY = Date.UTC(2026, 0, 1);
/** When the run takes place that is not to be like the others by chance. */
export const OTHER_DAY = Date.UTC(2027, 4, 5, 6, 7, 8, 9);

/** Prepares the cluster that all runs begin with. */
export async function prepareRuns(scenario: ExplorationScenario, options: ExploreOptions): Promise<RunPlan> {
  const { args = [], quietSeconds = 5, patienceSeconds = 120, outsideSeconds = 0.05, check, redact } = options;
  const create = operatorMaker(options.operator);
  const outsideMilliseconds = outsideSeconds * 1000;
  const begin = await (options.cluster ? attached(options, options.cluster, create) : embedded(options, create));
  const common = { quietSeconds, patienceSeconds, outsideMilliseconds, mostRequests: MOST_REQUESTS_LEARNING };
  return { begin, create, args, memory: { readArguments: new Map(), checkedClasses: new WeakMap() }, scenario, check, redact, ...common };
}

/** A cluster in this process, of which each run has a copy. */
async function embedded({ prepare, workloads = true }: ExploreOptions, create: () => KubernetesOperator): Promise<RunPlan['begin']> {
  const { EmbeddedApiServer } = await import('../embedded/embedded-api-server.ts');
  const { kubeConfigOfContent } = await import('../cluster/lazy-kube-config.ts');
  const server = await EmbeddedApiServer.start({ workloads, listens: false });
  const kubeConfig: KubeConfig = kubeConfigOfContent(server.kubeconfigContent());
  const pace = new ExplorationPace({ mostRequests: Number.POSITIVE_INFINITY, outsideMilliseconds: 0 });
  const cluster = new ExploredCluster(server, kubeConfig, pace);
  const network: Network = (request, answer) => cluster.send(request, answer);
  const connection = await ClusterConnection.open({ kubeConfig, network, fieldManager: SCENARIO_MANAGER });
  try {
    await define(create().crds, connection.client);
    await prepare?.(connection.client);
    await pace.calm(() => false);
  } finally {
    await connection.close();
  }
  const template = { server, state: server.snapshot(), workloads };
  await server.stop();
  return async ({ clock, pace: runs }) => ({
    cluster: await ExploredCluster.start(template, kubeConfig, clock, runs),
    time: new FakeRunTime(clock, runs),
  });
}

/** A cluster that is there already, in which the runs take place one after the other. */
async function attached(
  { prepare, namespaces = ['default'] }: ExploreOptions,
  cluster: TestCluster,
  create: () => KubernetesOperator,
): Promise<RunPlan['begin']> {
  const { kubeConfig } = cluster;
  const { AttachedCluster } = await import('./attached-cluster.ts');
  const { crds: classes } = create();
  const connection = await ClusterConnection.open({ kubeConfig, fieldManager: SCENARIO_MANAGER });
  try {
    await define(classes, connection.client);
    for (const client of [connection.client, cluster.client]) await served(classes, client);
    await prepare?.(connection.client);
  } finally {
    await connection.close();
  }
  const wait = () => sleep(systemClock, SWEEP_MILLISECONDS);
  return async ({ pace, mostRequests }) => {
    const attachedTo = await AttachedCluster.begin({ kubeConfig, client: cluster.client, classes, namespaces, wait });
    const look = async () => void (await attachedTo.objects());
    return { cluster: attachedTo, time: new RealRunTime({ pace, mostRequests, look }) };
  };
}

async function define(classes: readonly CRDClass[], client: Client): Promise<void> {
  for (const type of classes) await (type as unknown as typeof CRDBase).createCustomResourceDefinition(client);
}

/** A definition is served a moment after it is there. */
async function served(classes: readonly CRDClass[], client: Client): Promise<void> {
  for (const { GROUP, VERSION, KIND } of classes) {
    await eventually(() => client.list({ apiVersion: `${GROUP}/${VERSION}`, kind: KIND }, {}), { timeoutSeconds: SERVED_SECONDS });
  }
}

/** The clock of a run: the user's, or one that the first seed decides. */
export function runClock(options: ExploreOptions): FakeClock {
  return options.clock?.() ?? seededClock(options);
}

/** Names that are generated differ from each other, and are the same in each run that begins at the same time. */
export function seededClock({ seeds = [1] }: ExploreOptions, startMilliseconds = FIRST_DAY): FakeClock {
  const chance = new SeededChance((seeds[0] ?? 1) + startMilliseconds);
  return new FakeClock({ startMilliseconds, chance: () => chance.next() });
}

/** Makes operators, each a new one. */
export function operatorMaker(operator: ExploreOptions['operator']): () => KubernetesOperator {
  if (typeof operator !== 'function' || 'KIND' in operator) {
    return () => new KubernetesOperator(operator as CRDClass | readonly CRDClass[]);
  }
  const create = operator as () => KubernetesOperator;
  let last: KubernetesOperator | undefined;
  return () => {
    const made = create();
    // What a dead process knew its successor must not know.
    if (made === last) throw new IllegalStateError('explore: `operator` must return a new operator each time that it is called');
    last = made;
    return made;
  };
}
