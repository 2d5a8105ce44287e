/**
 * A real control plane on loopback, made of the real programs, for as long as a test needs it; or somebody's own cluster behind
 * the same face. Each has its own folder, ports and administrator's token, and nothing of it is left when it stops or when
 * this process ends, however that ends.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IllegalStateError, InvalidOptionError, messageOf } from '../base/errors.ts';
import type { Client } from '../cluster/client.ts';
import type { KubeConfig } from '../cluster/client-node.ts';
import type { ClusterConnection } from '../cluster/cluster-connection.ts';
import type { ControlPlaneRun } from './control-plane-run.ts';
import type { TestCluster } from './test-cluster.ts';

const ATTEMPTS = 3;

/** Options of RealCluster.start. */
export interface RealClusterOptions {
  /**
   * The folder of the programs: etcd and kube-apiserver; kube-controller-manager, kube-scheduler and kwok run too where they lie
   * beside them. Without kube-controller-manager nothing is garbage collected and namespaces never go; without kwok no Pod runs.
   * @default KUBEBUILDER_ASSETS in the environment
   */
  assets?: string;
  /** Seconds until the start fails. @default 60 */
  timeoutSeconds?: number;
  /** Further arguments of kube-apiserver, such as `--audit-log-path=/tmp/audit.log`. @default none */
  apiServerArguments?: readonly string[];
}

/** A real Kubernetes API server to test on. */
export class RealCluster implements TestCluster {
  readonly kubeConfig: KubeConfig;
  readonly kubeconfigPath: string;
  readonly client: Client;
  readonly #run: ControlPlaneRun | undefined;
  readonly #end: () => Promise<void>;
  #stopped: Promise<void> | undefined;

  private constructor(connection: ClusterConnection, kubeconfigPath: string, end: () => Promise<void>, run?: ControlPlaneRun) {
    this.kubeConfig = connection.kubeConfig;
    this.kubeconfigPath = kubeconfigPath;
    this.client = connection.client;
    this.#run = run;
    this.#end = end;
  }

  /**
   * Starts a control plane of its own; takes a few seconds.
   *
   * @throws InvalidOptionError the programs aren't there
   * @throws UnreachableError a program ended; the message has the end of its log
   * @throws DeadlineError it took too long
   */
  static async start(options: RealClusterOptions = {}): Promise<RealCluster> {
    const { assets = process.env.KUBEBUILDER_ASSETS, timeoutSeconds = 60, apiServerArguments = [] } = options;
    const programs = checkAssets(assets);
    // Loaded by those who start one: an operator's unit tests don't.
    const { ControlPlaneRun: Run } = await import('./control-plane-run.ts');
    for (let attempt = 1; ; attempt++) {
      try {
        const run = await Run.start({ assets: programs, timeoutSeconds, apiServerArguments });
        return new RealCluster(run.connection, run.kubeconfigPath, () => run.stop(), run);
      } catch (error) {
        // Another program took a port between its being found free and its being used.
        if (attempt === ATTEMPTS || !messageOf(error).includes('address already in use')) throw error;
      }
    }
  }

  /**
   * Uses a cluster that is there already. Stopping leaves it as it is.
   *
   * @throws CredentialsError the KubeConfig can't be used
   */
  static async connect({ kubeConfig }: { kubeConfig: KubeConfig }): Promise<RealCluster> {
    const { ClusterConnection: Connection } = await import('../cluster/cluster-connection.ts');
    const connection = await Connection.open({ kubeConfig });
    const folder = await mkdtemp(join(tmpdir(), 'tskubeop-cluster-'));
    const kubeconfigPath = join(folder, 'kubeconfig');
    await writeFile(kubeconfigPath, kubeConfig.exportConfig(), { mode: 0o600 });
    return new RealCluster(connection, kubeconfigPath, async () => {
      await connection.close();
      await rm(folder, { recursive: true, force: true });
    });
  }

  /** The process ids of what runs, by program; empty for a cluster that was only connected to. */
  get pids(): Readonly<Record<string, number>> {
    return this.#run?.pids ?? {};
  }

  /**
   * Kills the API server, as a crash would; the store keeps its state.
   *
   * @throws IllegalStateError the cluster was only connected to
   */
  async killApiServer(): Promise<void> {
    await this.#ownRun('killed').killApiServer();
  }

  /**
   * Starts the API server again, on the same port and with the same state, and waits until it is ready.
   *
   * @throws IllegalStateError it is running, or the cluster was only connected to
   */
  async startApiServer(): Promise<void> {
    await this.#ownRun('started').startApiServer();
  }

  /**
   * Lets etcd forget its history, as it does every few minutes anyway. An API server that is running may still serve from what it
   * remembers itself; one that starts afterwards answers 410 to whoever asks for older versions.
   *
   * @throws IllegalStateError the cluster was only connected to
   */
  async compactHistory(): Promise<void> {
    await this.#ownRun('made to forget').compactStore();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #ownRun(done: string): ControlPlaneRun {
    if (this.#run) return this.#run;
    throw new IllegalStateError(`the API server of a cluster that RealCluster.connect() was given can't be ${done}`);
  }
}

function checkAssets(assets: string | undefined): string {
  const needed = 'a folder with etcd and kube-apiserver, as `setup-envtest use --print path` names one (KUBEBUILDER_ASSETS)';
  if (!assets) throw new InvalidOptionError('assets', needed, assets);
  for (const name of ['etcd', 'kube-apiserver']) {
    if (!existsSync(join(assets, name))) throw new InvalidOptionError('assets', needed, assets);
  }
  return assets;
}
