/**
 * Mocha's root hook that ends the shared real cluster after the last suite.
 */
import { stopSharedRealCluster } from './shared-real-cluster.ts';

/** What mocha takes from a required file. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await stopSharedRealCluster();
  },
};
