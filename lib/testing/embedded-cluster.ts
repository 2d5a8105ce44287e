/**
 * A Kubernetes API server inside of the test's own process, with a client and a kubeconfig. For development and tests only:
 * it listens on the loopback interface and keeps everything in memory.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Client } from '../cluster/client.ts';
import { KubeConfig } from '../cluster/client-node.ts';
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
    const server = await Server.start(options);
    try {
      const folder = await mkdtemp(join(tmpdir(), 'tskubeop-embedded-'));
      await writeFile(join(folder, 'kubeconfig'), server.kubeconfig(), { mode: 0o600 });
      const kubeConfig = new KubeConfig();
      kubeConfig.loadFromString(server.kubeconfig());
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
