/**
 * A real cluster that keeps an audit log of writes, and an identity for each replica, so that each write can be told to be whose. It
 * uses the programs that the specs use.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureClusterPrograms } from '../../cluster/cluster-programs.ts';
import { KubeConfig } from '../../lib/cluster/client-node.ts';
import { RealCluster } from '../../lib/testing/real-cluster.ts';

/** A write that the server has accepted; times are milliseconds since the epoch. */
export interface AcceptedWrite {
  readonly replica: string;
  readonly name: string;
  readonly received: number;
  readonly done: number;
}

const POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
    userGroups: ["system:serviceaccounts:replicas"]
    verbs: [create, update, patch, delete]
  - level: None
`;

/** Where the identities of replicas are. */
export const NAMESPACE = 'replicas';

interface AuditEvent {
  readonly stage: string;
  readonly user: { readonly username: string };
  readonly objectRef?: { readonly resource?: string; readonly name?: string };
  readonly responseStatus?: { readonly code?: number };
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
}

/** See the file's comment. */
export class AuditedCluster {
  readonly cluster: RealCluster;
  readonly folder: string;

  private constructor(cluster: RealCluster, folder: string) {
    this.cluster = cluster;
    this.folder = folder;
  }

  /** Starts one. */
  static async start(): Promise<AuditedCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'tskubeop-replicas-'));
    await writeFile(join(folder, 'policy.yaml'), POLICY);
    const log = [`--audit-policy-file=${join(folder, 'policy.yaml')}`, `--audit-log-path=${join(folder, 'audit.log')}`];
    const cluster = await RealCluster.start({ assets: await ensureClusterPrograms(), apiServerArguments: log, timeoutSeconds: 180 });
    const { client } = cluster;
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    const subjects = [{ kind: 'Group', name: `system:serviceaccounts:${NAMESPACE}`, apiGroup: 'rbac.authorization.k8s.io' }];
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
    const metadata = { name: NAMESPACE };
    await client.create({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata, subjects, roleRef });
    return new AuditedCluster(cluster, folder);
  }

  /** Makes an identity, and a kubeconfig that has it; of another server where one stands before the cluster. */
  async identity(replica: string, server?: string): Promise<string> {
    const { client, kubeConfig } = this.cluster;
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: replica, namespace: NAMESPACE } };
    if (!(await client.find({ ...account, name: replica, namespace: NAMESPACE }))) await client.create(account);
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 86_400 } };
    const path = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${replica}/token`;
    const answer = await this.#post(path, request);
    const own = new KubeConfig();
    const cluster = kubeConfig.getCurrentCluster();
    if (!cluster) throw new TypeError('the cluster has no address');
    own.loadFromOptions({
      clusters: [server === undefined ? { ...cluster, name: 'real' } : { name: 'real', server }],
      users: [{ name: replica, token: answer.status.token }],
      contexts: [{ name: 'real', cluster: 'real', user: replica, namespace: NAMESPACE }],
      currentContext: 'real',
    });
    const file = join(this.folder, `${replica}-${randomBytes(3).toString('hex')}.kubeconfig`);
    await writeFile(file, own.exportConfig(), { mode: 0o600 });
    return file;
  }

  /** All writes to a resource that replicas have made and the server has accepted, in the order in which they came. */
  async writes(resource: string): Promise<AcceptedWrite[]> {
    const prefix = `system:serviceaccount:${NAMESPACE}:`;
    const lines = (await readFile(join(this.folder, 'audit.log'), 'utf8')).trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as AuditEvent);
    return events
      .filter(({ stage, responseStatus }) => stage === 'ResponseComplete' && (responseStatus?.code ?? 500) < 300)
      .filter(({ objectRef }) => objectRef?.resource === resource)
      .map(({ user, objectRef, requestReceivedTimestamp, stageTimestamp }) => ({
        replica: user.username.slice(prefix.length),
        name: objectRef?.name ?? '',
        received: timeOf(requestReceivedTimestamp),
        done: timeOf(stageTimestamp),
      }))
      .sort((a, b) => a.received - b.received);
  }

  async stop(): Promise<void> {
    await this.cluster.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #post(path: string, body: object): Promise<{ status: { token: string } }> {
    const { ClusterConnection } = await import('../../lib/cluster/cluster-connection.ts');
    await using connection = await ClusterConnection.open({ kubeConfig: this.cluster.kubeConfig });
    const headers = { 'content-type': 'application/json' };
    const response = await connection.transport.request({ method: 'POST', path, headers, body: JSON.stringify(body) });
    return JSON.parse(await response.text()) as { status: { token: string } };
  }
}

/** With the microseconds that Date.parse leaves out. */
function timeOf(stamp: string): number {
  const fraction = /\.(\d+)Z$/.exec(stamp)?.[1] ?? '0';
  return Date.parse(stamp.replace(/\.\d+Z$/, 'Z')) + Number(`0.${fraction}`) * 1000;
}
