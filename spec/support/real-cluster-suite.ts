/**
 * Suites that only a real cluster can show.
 */
import type { RealCluster } from '../../lib/testing/real-cluster.ts';
import { isRealClusterRequired, realClusterMissing, sharedRealCluster } from './shared-real-cluster.ts';

/** Building the programs of the real cluster takes minutes where they are not there yet. */
const BUILD_MILLISECONDS = 45 * 60_000;

/** Defines a suite on the shared real cluster; where there can be none it is pending, or fails if one is required. */
export function describeOnRealCluster(title: string, suite: (cluster: () => RealCluster) => void): void {
  const missing = realClusterMissing();
  describe(title, () => {
    if (missing) {
      it(
        `needs a real cluster: ${missing}`,
        isRealClusterRequired() ? () => Promise.reject(new Error(`TSKUBEOP_TEST_REQUIRE_CLUSTER=1, but ${missing}`)) : undefined,
      );
      return;
    }
    let cluster: RealCluster;
    before(async function () {
      this.timeout(BUILD_MILLISECONDS);
      cluster = await sharedRealCluster();
    });
    suite(() => cluster);
  });
}
