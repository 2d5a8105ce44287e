/**
 * The one real cluster of a mocha run: started when the first suite needs it, stopped by the root hook after the last one.
 */
import { ensureClusterPrograms, findClusterPrograms } from '../../cluster/cluster-programs.ts';
import { Printer } from '../../examples/printer/printer.ts';
import { KubeConfig } from '../../lib/cluster/client-node.ts';
import { RealCluster } from '../../lib/testing/real-cluster.ts';
import { GlobalThing, Thing } from './stage.ts';

let started: Promise<RealCluster> | undefined;

/** Why there can be no real cluster here, or undefined when there can. */
export function realClusterMissing(): string | undefined {
  if (process.env.TSKUBEOP_TEST_KUBECONFIG) return undefined;
  const programs = findClusterPrograms();
  return programs.state === 'unavailable' ? programs.reason : undefined;
}

/** True when a missing real cluster must fail the specs that need it, as in continuous integration. */
export function isRealClusterRequired(): boolean {
  return process.env.TSKUBEOP_TEST_REQUIRE_CLUSTER === '1';
}

/**
 * The cluster, started if it isn't yet; building its programs first takes minutes, and says so. TSKUBEOP_TEST_KUBECONFIG names
 * one that runs already and is made for such tests: quicker while a spec is being written.
 */
export function sharedRealCluster(): Promise<RealCluster> {
  started ??= process.env.TSKUBEOP_TEST_KUBECONFIG
    ? connected(process.env.TSKUBEOP_TEST_KUBECONFIG)
    : ensureClusterPrograms()
        .then((assets) => RealCluster.start({ assets }))
        .then(furnished);
  return started;
}

/**
 * Creates definitions that later suites need: the garbage collector looks for new kinds every half minute only, and a suite
 * about owners would have to wait for it.
 */
async function furnished(cluster: RealCluster): Promise<RealCluster> {
  await Promise.all([Printer, Thing, GlobalThing].map((type) => type.createCustomResourceDefinition(cluster.client)));
  return cluster;
}

async function connected(kubeconfigPath: string): Promise<RealCluster> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(kubeconfigPath);
  return RealCluster.connect({ kubeConfig });
}

/** Ends the cluster, if one was started. */
export async function stopSharedRealCluster(): Promise<void> {
  const cluster = started;
  started = undefined;
  // A start that failed was reported by the suite that waited for it.
  await cluster?.then(
    (running) => running.stop(),
    () => {},
  );
}
