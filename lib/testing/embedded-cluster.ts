/**
 * A Kubernetes API server inside of the test's own process, with a client and a kubeconfig. For development and tests only:
 * it listens on the loopback interface and keeps everything in memory.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { FileError } from '../base/errors.ts';
import type { Client } from '../cluster/client.ts';
import type { KubeConfig } from '../cluster/client-node.ts';
import type { ClusterConnection } from '../cluster/cluster-connection.ts';
import type { EmbeddedApiServer } from '../embedded/embedded-api-server.ts';
import type { Faults } from '../embedded/faults.ts';
import type { TestCluster } from './test-cluster.ts';

/** Options of an EmbeddedCluster. */
export interface EmbeddedClusterOptions {
  /** Makes Pods run, Jobs complete, Deployments become ready, and claims bind. @default false */
  workloads?: boolean;
  /** Whose time it is; an operator under test may share it. @default the system's */
  clock?: Clock;
  /** The port on 127.0.0.1; 0 takes a free one. @default 0 */
  port?: number;
  /** A file that `saveState` wrote: what the cluster begins with. It stays as it is. @default an empty cluster */
  state?: string;
}

/** See the file's comment. */
export class EmbeddedCluster implements TestCluster {
  readonly kubeConfig: KubeConfig;
  readonly kubeconfigPath: string;
  readonly client: Client;
  readonly #server: EmbeddedApiServer;
  readonly #connection: ClusterConnection;
  readonly #folder: string;
  #stopped: Promise<void> | undefined;

  private constructor(server: EmbeddedApiServer, connection: ClusterConnection, folder: string) {
    this.#server = server;
    this.#connection = connection;
    this.#folder = folder;
    this.kubeConfig = connection.kubeConfig;
    this.kubeconfigPath = join(folder, 'kubeconfig');
    this.client = connection.client;
  }

  /** Starts a cluster; it serves when the promise resolves. */
  static async start(options: EmbeddedClusterOptions = {}): Promise<EmbeddedCluster> {
    // Loaded by those who start one: an operator's unit tests don't.
    const { EmbeddedApiServer: Server } = await import('../embedded/embedded-api-server.ts');
    const { ClusterConnection: Connection } = await import('../cluster/cluster-connection.ts');
    const { kubeConfigOfContent } = await import('../cluster/lazy-kube-config.ts');
    const { state, ...rest } = options;
    const server = await Server.start({ ...rest, ...(state !== undefined && { state: await stateOf(state), stateOrigin: state }) });
    try {
      const folder = await mkdtemp(join(tmpdir(), 'tskubeop-embedded-'));
      await writeFile(join(folder, 'kubeconfig'), server.kubeconfig(), { mode: 0o600 });
      const kubeConfig = kubeConfigOfContent(server.kubeconfigContent());
      return new EmbeddedCluster(server, await Connection.open({ kubeConfig }), folder);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Where it is found. */
  get url(): string {
    return this.#server.url;
  }

  /** What can be made to go wrong. */
  get faults(): Faults {
    return this.#server.faults;
  }

  /**
   * Writes all objects with uid, resourceVersion and status into a file, as YAML, for the owner's eyes only: it holds Secrets.
   *
   * @throws FileError there is a file that is something else, or it can't be written
   */
  async saveState(path: string): Promise<void> {
    const { writeStateFile } = await import('../embedded/state-file.ts');
    await writeStateFile(path, this.#server.state());
  }

  /**
   * Replaces everything by what `saveState` wrote. Running watches end and can only begin anew, as after the restoration of a
   * real cluster's backup.
   *
   * @throws FileError it isn't there, or isn't the state of a cluster; nothing has been replaced
   */
  async loadState(path: string): Promise<void> {
    this.#server.restore(await stateOf(path), path);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(): Promise<void> {
    await this.#connection.close();
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function stateOf(path: string): Promise<string> {
  const { readStateFile } = await import('../embedded/state-file.ts');
  const text = await readStateFile(path);
  if (text === undefined) throw new FileError(`there is no state in ${path}: write it with saveState, or with tskubeop cluster --state`);
  return text;
}
