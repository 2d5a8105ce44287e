/**
 * One run of a control plane: its folder, its processes and the conditions under which it counts as started. The processes'
 * order is: store, API server, and when that is ready all the others.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, sleep, systemClock } from '../base/clock.ts';
import { ApiError, DeadlineError, messageOf, UnreachableError } from '../base/errors.ts';
import { KubeConfig } from '../cluster/client-node.ts';
import { ClusterConnection } from '../cluster/cluster-connection.ts';
import type { Transport } from '../cluster/transport.ts';
import {
  type ControlPlanePlan,
  etcd,
  FAKE_NODE,
  kubeApiServer,
  kubeControllerManager,
  kubeScheduler,
  kwok,
  servingCertificateFile,
} from './control-plane.ts';
import { freePorts } from './free-ports.ts';
import { KWOK_STAGES } from './kwok-stages.ts';
import { type ProcessExit, type ProcessSpecification, SupervisedProcesses } from './supervised-processes.ts';

const POLL_MILLISECONDS = 50;
const LOG_TAIL_LINES = 15;
const NODE = { apiVersion: 'v1', kind: 'Node', name: FAKE_NODE.metadata.name };
const DEFAULT_SERVICE_ACCOUNT = { apiVersion: 'v1', kind: 'ServiceAccount', name: 'default', namespace: 'default' };

/** What a run takes. */
export interface ControlPlaneRunOptions {
  /** The folder of the programs. */
  assets: string;
  /** Seconds until the start fails. */
  timeoutSeconds: number;
  /** What they go by. @default the system's */
  clock?: Clock;
  /** Further arguments of the API server. @default none */
  apiServerArguments?: readonly string[];
}

/** A started control plane. */
export class ControlPlaneRun {
  readonly folder: string;
  readonly #plan: ControlPlanePlan;
  readonly #processes: SupervisedProcesses;
  readonly #token = randomBytes(24).toString('hex');
  readonly #deadline: number;
  readonly #timeoutSeconds: number;
  readonly #clock: Clock;
  #failure: ProcessExit | undefined;
  #connection: ClusterConnection | undefined;

  private constructor(plan: ControlPlanePlan, timeoutSeconds: number, clock: Clock) {
    this.folder = plan.folder;
    this.#plan = plan;
    this.#timeoutSeconds = timeoutSeconds;
    this.#clock = clock;
    this.#deadline = clock.monotonic() + timeoutSeconds * 1000;
    this.#processes = new SupervisedProcesses(plan.folder);
  }

  /**
   * Starts the processes and waits until Pods can run.
   *
   * @throws UnreachableError a process ended; the message has the end of its log
   * @throws DeadlineError it took too long
   */
  static async start({
    assets,
    timeoutSeconds,
    clock = systemClock,
    apiServerArguments = [],
  }: ControlPlaneRunOptions): Promise<ControlPlaneRun> {
    const folder = await mkdtemp(join(tmpdir(), 'tskubeop-cluster-'));
    const [etcdPort, etcdPeerPort, apiServerPort] = (await freePorts(3)) as [number, number, number];
    const serviceAccounts = existsSync(join(assets, 'kube-controller-manager'));
    const plan = { assets, folder, serviceAccounts, etcdPort, etcdPeerPort, apiServerPort, apiServerArguments };
    const run = new ControlPlaneRun(plan, timeoutSeconds, clock);
    try {
      await run.#start();
    } catch (error) {
      await run.stop();
      throw error;
    }
    return run;
  }

  /** The kubeconfig file of the administrator. */
  get kubeconfigPath(): string {
    return join(this.folder, 'kubeconfig');
  }

  /** The administrator's connection. */
  get connection(): ClusterConnection {
    return this.#connection as ClusterConnection;
  }

  /** The process ids of what runs, by program. */
  get pids(): Readonly<Record<string, number>> {
    return this.#processes.pids;
  }

  /** Kills the API server and waits for its end; the store and the others go on. */
  async killApiServer(): Promise<void> {
    await this.#processes.kill('kube-apiserver');
  }

  /** Starts the API server again, on the port that it had, and waits until it is ready. */
  async startApiServer(): Promise<void> {
    this.#failure = undefined;
    this.#launch(kubeApiServer(this.#plan));
    await this.#until('kube-apiserver is ready', this.#clock.monotonic() + this.#timeoutSeconds * 1000, () => this.#isReady());
  }

  /** Lets the store forget every version but the newest ones. @throws UnreachableError the store refuses */
  async compactStore(): Promise<void> {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kubeconfig(`http://127.0.0.1:${this.#plan.etcdPort}`, '', 'none'));
    const store = await ClusterConnection.open({ kubeConfig });
    try {
      const { header } = (await askStore(store.transport, 'maintenance/status', {})) as { header: { revision: string } };
      await askStore(store.transport, 'kv/compaction', { revision: header.revision, physical: true });
    } finally {
      await store.close();
    }
  }

  /** Ends all processes and removes the folder. */
  async stop(): Promise<void> {
    await this.#connection?.close();
    await this.#processes.stop();
  }

  async #start(): Promise<void> {
    await this.#writeFiles();
    this.#launch(etcd(this.#plan));
    this.#launch(kubeApiServer(this.#plan));
    await this.#until('kube-apiserver has its certificate', this.#deadline, () => this.#connect());
    await this.#until('kube-apiserver is ready', this.#deadline, () => this.#isReady());
    for (const component of [kubeControllerManager, kubeScheduler, kwok]) {
      const specification = component(this.#plan);
      if (this.#isThere(specification.name)) this.#launch(specification);
    }
    if (this.#isThere('kwok')) await this.#until('the fake node is ready', this.#deadline, () => this.#hasReadyNode());
    if (this.#plan.serviceAccounts) await this.#until('there is a service account', this.#deadline, () => this.#hasServiceAccount());
  }

  async #writeFiles(): Promise<void> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const write = (name: string, content: string | Buffer) => writeFile(join(this.folder, name), content, { mode: 0o600 });
    await write('service-account.key', privateKey.export({ type: 'sec1', format: 'pem' }));
    await write('service-account.pub', publicKey.export({ type: 'spki', format: 'pem' }));
    await write('tokens.csv', `${this.#token},admin,admin,system:masters\n`);
    await write('kwok.yaml', KWOK_STAGES);
  }

  #launch(specification: ProcessSpecification): void {
    void this.#processes.start(specification).then((exit) => {
      this.#failure ??= exit;
    });
  }

  #isThere(program: string): boolean {
    return existsSync(join(this.#plan.assets, program));
  }

  /** The certificate is signed by an authority of this run's own, which stands behind it in the same file. */
  async #connect(): Promise<boolean> {
    const file = servingCertificateFile(this.folder);
    const certificates = existsSync(file) ? await readFile(file, 'utf8') : '';
    if (certificates.split('-----END CERTIFICATE-----').length < 3) return false;
    const kubeConfig = new KubeConfig();
    const content = kubeconfig(`https://127.0.0.1:${this.#plan.apiServerPort}`, certificates, this.#token);
    kubeConfig.loadFromString(content);
    await writeFile(this.kubeconfigPath, content, { mode: 0o600 });
    this.#connection = await ClusterConnection.open({ kubeConfig });
    return true;
  }

  async #isReady(): Promise<boolean> {
    const response = await this.connection.transport.request({ method: 'GET', path: '/readyz', timeoutSeconds: 5 });
    await response.text();
    return response.status === 200;
  }

  async #hasReadyNode(): Promise<boolean> {
    const { client } = this.connection;
    const node = (await client.find(NODE)) ?? (await client.create(FAKE_NODE));
    const conditions: { type: string; status: string }[] = node.status?.conditions ?? [];
    if (!conditions.some(({ type, status }) => type === 'Ready' && status === 'True')) return false;
    // No controller watches the node's health, and so nobody else takes off the taint that every new node gets.
    await client.mergePatch(NODE, { spec: { taints: null } });
    return true;
  }

  async #hasServiceAccount(): Promise<boolean> {
    return (await this.connection.client.find(DEFAULT_SERVICE_ACCOUNT)) !== undefined;
  }

  async #until(condition: string, deadline: number, holds: () => Promise<boolean>): Promise<void> {
    let cause: unknown;
    while (true) {
      try {
        if (await holds()) return;
      } catch (error) {
        if (!UnreachableError.is(error) && !ApiError.is(error) && !DeadlineError.is(error)) throw error;
        cause = error;
      }
      if (this.#failure) throw await this.#failed(this.#failure);
      if (this.#clock.monotonic() > deadline) throw await this.#late(condition, cause);
      await sleep(this.#clock, POLL_MILLISECONDS);
    }
  }

  async #failed({ name, code, signal, error }: ProcessExit): Promise<UnreachableError> {
    const how = error ?? (signal ? `ended by ${signal}` : `ended with exit code ${code}`);
    return new UnreachableError(`the real cluster can't run, ${name}: ${how}${await this.#tailOf(name)}`);
  }

  async #late(condition: string, cause: unknown): Promise<DeadlineError> {
    const last = cause === undefined ? '' : ` (last: ${messageOf(cause)})`;
    const message = `the real cluster didn't start: after ${this.#timeoutSeconds} s it doesn't hold that ${condition}${last}`;
    return new DeadlineError(`${message}${await this.#tailOf('kube-apiserver')}`, { cause });
  }

  async #tailOf(name: string): Promise<string> {
    const file = join(this.folder, `${name}.log`);
    if (!existsSync(file)) return '';
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-LOG_TAIL_LINES);
    return `\n${name}'s log ends with:\n${lines.join('\n')}`;
  }
}

/** etcd answers its own questions as JSON too. */
async function askStore(transport: Transport, question: string, body: object): Promise<unknown> {
  const response = await transport.request({ method: 'POST', path: `/v3/${question}`, body: JSON.stringify(body) });
  const answer = await response.text();
  if (response.status !== 200) throw new UnreachableError(`etcd answers ${question} with ${response.status}: ${answer}`);
  return JSON.parse(answer);
}

function kubeconfig(server: string, certificates: string, token: string): string {
  const authority = Buffer.from(certificates).toString('base64');
  return `apiVersion: v1
kind: Config
clusters: [{ name: real, cluster: { server: '${server}', certificate-authority-data: ${authority} } }]
users: [{ name: admin, user: { token: ${token} } }]
contexts: [{ name: real, context: { cluster: real, user: admin } }]
current-context: real
`;
}
