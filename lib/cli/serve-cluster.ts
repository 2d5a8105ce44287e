/**
 * The embedded cluster as `tskubeop cluster` needs it: served on a port, with a kubeconfig. Loaded on first need.
 */
import { type Clock, systemClock } from '../base/clock.ts';
import { PortError } from '../base/errors.ts';

/** A cluster that is being served. */
export interface ServedCluster {
  /** A kubeconfig for it, as YAML. */
  readonly kubeconfig: string;
  /** Ends it, and saves its state for the last time. @throws FileError the state can't be saved */
  close(): Promise<void>;
}

/** What a cluster is served with. */
export interface ServeClusterOptions {
  /** The port on loopback; 0 for any free one. */
  port: number;
  /** @default the system's */
  clock?: Clock;
  /** A file that the state comes from, if it is there, and goes to. @default none: the state goes with the process */
  state?: string;
  /** Is told when the state could not be saved on the way; the next save tries again. @default nobody */
  onSaveProblem?: (error: unknown) => void;
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
 * @throws FileError the state can't be read
 */
export const serveEmbeddedCluster: ServeCluster = async ({ port, clock = systemClock, state: path, onSaveProblem = () => {} }) => {
  const { EmbeddedApiServer } = await import('../embedded/embedded-api-server.ts');
  const { readStateFile, StateKeeper } = await import('../embedded/state-file.ts');
  const state = path === undefined ? undefined : await readStateFile(path);
  const server = await EmbeddedApiServer.start({
    port,
    clock,
    workloads: true,
    ...(state !== undefined && { state, stateOrigin: path }),
  }).catch((error) => {
    throw explained(error, port);
  });
  const keeper = path === undefined ? undefined : new StateKeeper({ path, source: server, clock, onProblem: onSaveProblem });
  return {
    kubeconfig: server.kubeconfig(),
    async close() {
      // What is written until the very end is in the last state.
      await server.stop();
      await keeper?.stop();
    },
  };
};

function explained(error: unknown, port: number): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  const problem = Object.hasOwn(PORT_PROBLEMS, code) ? PORT_PROBLEMS[code] : undefined;
  if (problem === undefined) return error;
  return new PortError(`port ${port} ${problem}; choose another one with --port, or none for any that is free`);
}
