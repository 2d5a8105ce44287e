/**
 * What every cluster to test on offers, whether it is embedded, real, or somebody's own.
 */
import type { Client } from '../cluster/client.ts';
import type { KubeConfig } from '../cluster/client-node.ts';

/** A cluster to test on, with administrator's rights. */
export interface TestCluster extends AsyncDisposable {
  /** The credentials that an operator under test is started with. */
  readonly kubeConfig: KubeConfig;
  /** The same as a file, for kubectl and for operators that run as a process of their own. */
  readonly kubeconfigPath: string;
  /** Reads and writes objects as the test itself. */
  readonly client: Client;
  /** Ends it and removes what it wrote to the disk; harmless when repeated. */
  stop(): Promise<void>;
}
