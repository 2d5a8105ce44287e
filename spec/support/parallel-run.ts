/**
 * Mocha's global setup of a run whose spec files are spread over several processes: one real cluster for all of them, instead
 * of one each. Where there can be none, the suites that need it say so themselves.
 */
import { realClusterMissing, sharedRealCluster, stopSharedRealCluster } from './shared-real-cluster.ts';

/** Starts the cluster before the processes begin, which inherit its kubeconfig by the environment. */
export async function mochaGlobalSetup(): Promise<void> {
  if (process.env.TSKUBEOP_TEST_KUBECONFIG || realClusterMissing()) return;
  const { kubeconfigPath } = await sharedRealCluster();
  process.env.TSKUBEOP_TEST_KUBECONFIG = kubeconfigPath;
}

/** Ends it after the last of them. */
export async function mochaGlobalTeardown(): Promise<void> {
  await stopSharedRealCluster();
}
