/**
 * What all runs of an exploration have in common: the cluster that each begins with, prepared once, how operators are made, and when it is.
 */
import { IllegalStateError } from '../base/errors.ts';
import type { KubeConfig } from '../cluster/client-node.ts';
import { KubernetesOperator } from '../operator/kubernetes-operator.ts';
import type { CRDBase } from '../resource/crd-base.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import type { ExplorationScenario, ExploreOptions } from './exploration.ts';
import { ExplorationPace } from './exploration-pace.ts';
import type { RunPlan } from './exploration-run.ts';
import { SCENARIO_MANAGER } from './exploration-verdict.ts';
import { ExploredCluster } from './explored-cluster.ts';
import { FakeClock } from './fake-clock.ts';
import { SeededChance } from './seeded-chance.ts';

const MOST_REQUESTS_LEARNING = 2000;
const FIRST_DAY = Date.UTC(2026, 0, 1);
/** When the run takes place that is not to be like the others by chance. */
export const OTHER_DAY = Date.UTC(2027, 4, 5, 6, 7, 8, 9);

/** Prepares the cluster that all runs begin with. */
export async function prepareRuns(scenario: ExplorationScenario, options: ExploreOptions): Promise<RunPlan> {
  const { EmbeddedApiServer } = await import('../embedded/embedded-api-server.ts');
  const { ClusterConnection } = await import('../cluster/cluster-connection.ts');
  const { kubeConfigOfContent } = await import('../cluster/lazy-kube-config.ts');
  const { parseKubeconfig } = await import('../cluster/kubeconfig-file.ts');
  const { args = [], workloads = true, quietSeconds = 5, patienceSeconds = 120, outsideSeconds = 0.05, check } = options;
  const create = operatorMaker(options.operator);
  const server = await EmbeddedApiServer.start({ workloads, listens: false });
  const kubeConfig: KubeConfig = kubeConfigOfContent(parseKubeconfig(server.kubeconfig(), 'the explored cluster'));
  const pace = new ExplorationPace({ mostRequests: Number.POSITIVE_INFINITY, outsideMilliseconds: 0 });
  const cluster = new ExploredCluster(server, kubeConfig, pace);
  const connection = await ClusterConnection.open({
    kubeConfig,
    network: (request, answer) => cluster.send(request, answer),
    fieldManager: SCENARIO_MANAGER,
  });
  try {
    for (const type of create().crds) await (type as unknown as typeof CRDBase).createCustomResourceDefinition(connection.client);
    await options.prepare?.(connection.client);
    await pace.calm(() => false);
  } finally {
    await connection.close();
  }
  const state = server.snapshot();
  await server.stop();
  return {
    template: { server, state, workloads },
    kubeConfig,
    create,
    args,
    readArguments: new Map(),
    scenario,
    check,
    quietSeconds,
    patienceSeconds,
    mostRequests: MOST_REQUESTS_LEARNING,
    outsideMilliseconds: outsideSeconds * 1000,
  };
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
