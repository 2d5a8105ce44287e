/**
 * The embedded cluster as `tskubeop cluster` needs it: served on a port, with a kubeconfig. Loaded on first need.
 */
import { IllegalStateError } from '../base/errors.ts';

/** A cluster that is being served. */
export interface ServedCluster {
  /** A kubeconfig for it, as YAML. */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/** Serves a cluster on a port of loopback; 0 for any free one. */
export type ServeCluster = (options: { port: number }) => Promise<ServedCluster>;

/** Serves the embedded cluster. */
export const serveEmbeddedCluster: ServeCluster = async () => {
  throw new IllegalStateError('the embedded cluster is not in this version yet');
};
