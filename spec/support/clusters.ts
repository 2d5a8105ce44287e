/**
 * Suites that run on the embedded and on a real cluster alike: what holds on one of them only is a lie of the embedded one, or
 * a fault of ours.
 */
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { describeOnRealCluster } from './real-cluster-suite.ts';

/** Defines a suite twice: on an embedded cluster of its own, with workloads, and on the shared real one; it is told which. */
export function describeOnBothClusters(title: string, suite: (cluster: () => TestCluster, where: 'embedded' | 'real') => void): void {
  describe(title, () => {
    describe('on the embedded cluster', () => {
      let cluster: EmbeddedCluster;
      before(async () => {
        cluster = await EmbeddedCluster.start({ workloads: true });
      });
      after(() => cluster?.stop());
      suite(() => cluster, 'embedded');
    });
    describeOnRealCluster('on a real cluster', (cluster) => suite(cluster, 'real'));
  });
}
