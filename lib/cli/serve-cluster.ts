/**
 * The embedded cluster as `tskubeop cluster` needs it: served on a port, with a kubeconfig. Loaded on first need.
 */
import { type Clock, systemClock } from '../base/clock.ts';
import { PortError } from '../base/errors.ts';

/** A cluster that is being served. */
export interface ServedCluster {
  /** A kubeconfig for it, as YAML. */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/** What a cluster is served with. */
export interface ServeClusterOptions {
  /** The port on loopback; 0 for any free one. */
  port: number;
  /** @default the system's */
  clock?: Clock;
}

/** Serves a cluster. */
export type ServeCluster = (options: ServeClusterOptions) => Promise<ServedCluster>;

/** What the system says of a port that cannot be had, and what it means. */
const PORT_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program',
  EACCES: 'is not for everybody to use',
};

/**
 * Serves the embedded cluster, in which Pods run and Jobs complete.
 *
 * @throws PortError the port cannot be had
 */
export const serveEmbeddedCluster: ServeCluster = async ({ port, clock = systemClock }) => {
  const { EmbeddedApiServer } = await import('../embedded/embedded-api-server.ts');
  try {
    const server = await EmbeddedApiServer.start({ port, clock, workloads: true });
    return { kubeconfig: server.kubeconfig(), close: () => server.stop() };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const problem = Object.hasOwn(PORT_PROBLEMS, code) ? PORT_PROBLEMS[code] : undefined;
    if (problem === undefined) throw error;
    throw new PortError(`port ${port} ${problem}; choose another one with --port, or none for any that is free`);
  }
};
