/**
 * `tskubeop cluster`: serves the embedded cluster with manifests applied, until it is told to stop.
 */
import { AbortedError, FileError, messageOf, OperatorError, UsageError } from '../base/errors.ts';
import { objectKey } from '../base/object-key.ts';
import type { Client } from '../cluster/client.ts';
import { ClusterConnection } from '../cluster/cluster-connection.ts';
import { loadKubeConfig } from '../cluster/kube-config.ts';
import type { CommandArguments, CommandContext } from './command.ts';
import { watchFiles } from './file-watch.ts';
import { writeKubeconfig } from './kubeconfig-output.ts';
import { inApplyOrder, type Manifest, manifestPaths, readManifests } from './manifest-files.ts';
import { type ServeCluster, serveEmbeddedCluster } from './serve-cluster.ts';

/** An open connection to the served cluster. */
export interface Connected {
  readonly client: Pick<Client, 'apply'>;
  /** The server's address. */
  readonly server: string;
  close(): Promise<void>;
}

/** What the command reaches outside for. */
export interface ClusterCommandDoors {
  /** Serves the cluster. @default the embedded one */
  serve?: ServeCluster;
  /** Connects to it. @default as any client of its kubeconfig does */
  connect?: (kubeconfigPath: string, context: CommandContext) => Promise<Connected>;
}

/** Runs the command until its signal aborts. */
export async function clusterCommand(
  { files, options }: CommandArguments,
  context: CommandContext,
  { serve = serveEmbeddedCluster, connect = connectTo }: ClusterCommandDoors = {},
): Promise<number> {
  const port = options.port as number;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`--port must be a port number, 0 to 65535, not ${port}`);
  // Read before anything is served: a bad file is said at once.
  const paths = await manifestPaths(files);
  const manifests = await readAll(paths);
  const cluster = await serve({
    port,
    clock: context.clock,
    ...(options.state !== undefined && { state: options.state as string }),
    onSaveProblem: (error) => void context.stderr.write(`${messageOf(error)}\n`),
  });
  try {
    const kubeconfig = await writeKubeconfig(cluster.kubeconfig, options.kubeconfig as string | undefined);
    try {
      context.stdout.write(`KUBECONFIG=${kubeconfig.path}\n`);
      const connection = await connect(kubeconfig.path, context);
      try {
        await serveManifests({ connection, paths, manifests, watch: options.watch === true }, context);
      } finally {
        await connection.close();
      }
    } finally {
      await kubeconfig[Symbol.asyncDispose]();
    }
  } finally {
    await cluster.close();
  }
  return 0;
}

async function connectTo(kubeconfigPath: string, { env, clock }: CommandContext): Promise<Connected> {
  const { kubeConfig } = loadKubeConfig({ external: true, env: { ...env, KUBECONFIG: kubeconfigPath } });
  return ClusterConnection.open({ kubeConfig, clock, env });
}

interface Served {
  connection: Connected;
  paths: readonly string[];
  manifests: readonly Manifest[];
  watch: boolean;
}

async function serveManifests({ connection, paths, manifests, watch }: Served, context: CommandContext): Promise<void> {
  const { signal, stdout } = context;
  try {
    await applyManifests(connection, manifests, context);
    stdout.write(`serving ${connection.server}; end it with Ctrl-C\n`);
    await (watch ? applyWhenSaved(connection, paths, context) : aborted(signal));
  } catch (error) {
    // Told to stop while something was being applied: that is a clean end.
    if (!(signal.aborted && AbortedError.is(error))) throw error;
  }
}

/** Applies what is saved, one save after the other, until the signal aborts; what is wrong with a file is said, and no more. */
async function applyWhenSaved(connection: Connected, paths: readonly string[], context: CommandContext): Promise<void> {
  const { signal, stderr, clock } = context;
  const failed = Promise.withResolvers<never>();
  let last = Promise.resolve();
  const again = async (changed: string[]) => {
    try {
      await applyManifests(connection, await readAll(changed), context);
    } catch (error) {
      if (!OperatorError.is(error)) failed.reject(error);
      else if (!signal.aborted) stderr.write(`${messageOf(error)}\n`);
    }
  };
  const watching = watchFiles(paths, {
    clock,
    onChange: (changed) => {
      last = last.then(() => again(changed));
    },
  });
  try {
    await Promise.race([aborted(signal), failed.promise]);
  } finally {
    watching[Symbol.dispose]();
    await last;
  }
}

async function readAll(paths: readonly string[]): Promise<Manifest[]> {
  return inApplyOrder((await Promise.all(paths.map((path) => readManifests(path)))).flat());
}

/** Applies in the given order; the files say how things shall be, so fields are taken over from other managers. */
async function applyManifests({ client }: Connected, manifests: readonly Manifest[], { stdout, signal }: CommandContext): Promise<void> {
  for (const { object, origin } of manifests) {
    try {
      await client.apply(object, { force: true, signal });
    } catch (error) {
      if (!OperatorError.is(error) || AbortedError.is(error)) throw error;
      throw new FileError(`${origin}: ${messageOf(error)}`);
    }
    stdout.write(`applied ${object.kind} ${objectKey(object.metadata.namespace, object.metadata.name ?? '')}\n`);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
