import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { KubeConfig } from '../../lib/cluster/client-node.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { MYSQL_FOLDER, MySQLStage } from '../support/mysql-stage.ts';
import { RawRequests, textOf } from '../support/raw-requests.ts';

describeOnBothClusters('the permissions of examples/mysql', (cluster) => {
  let stage: MySQLStage;
  let raw: RawRequests;

  beforeEach(async function () {
    this.timeout(120_000);
    stage = new MySQLStage(cluster());
    await stage.prepare();
    raw = new RawRequests(cluster().kubeConfig);
  });
  afterEach(async function () {
    await stage.end(this.currentTest?.state === 'failed');
    raw.close();
  });

  /** Puts rbac.yaml there for a namespace of ours, and returns the account's kubeconfig. */
  async function asAccount(): Promise<KubeConfig> {
    const { namespace } = stage;
    const text = readFileSync(join(MYSQL_FOLDER, 'rbac.yaml'), 'utf8').replaceAll('namespace: default', `namespace: ${namespace}`);
    for (const document of parseAllDocuments(text)) {
      const manifest = document.toJS() as StoredObject;
      if (manifest.kind !== 'ServiceAccount') manifest.metadata.name = namespace;
      if (manifest.kind === 'ClusterRoleBinding') (manifest as unknown as { roleRef: { name: string } }).roleRef.name = namespace;
      await stage.client.create(manifest);
    }
    // A real server's caches need a moment to know.
    await eventually(() => mayPostEvents(namespace), { timeoutSeconds: 60 });
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/mysql-operator/token`;
    const body = JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} });
    const answer = await raw.open({ method: 'POST', path, body, headers: { 'Content-Type': 'application/json' } });
    const { token } = (JSON.parse(await textOf(answer)) as { status: { token: string } }).status;
    const at = cluster().kubeConfig.getCurrentCluster();
    if (!at) throw new Error('no cluster');
    const kubeConfig = new KubeConfig();
    const contexts = [{ name: 'account', cluster: at.name, user: 'account', namespace }];
    kubeConfig.loadFromOptions({ clusters: [at], users: [{ name: 'account', token }], contexts, currentContext: 'account' });
    return kubeConfig;
  }

  async function mayPostEvents(namespace: string): Promise<boolean> {
    const resourceAttributes = { namespace, verb: 'create', group: 'events.k8s.io', resource: 'events' };
    const spec = { user: `system:serviceaccount:${namespace}:mysql-operator`, resourceAttributes };
    const review = JSON.stringify({ apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec });
    const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
    const answer = await raw.open({ method: 'POST', path, body: review, headers: { 'Content-Type': 'application/json' } });
    return (JSON.parse(await textOf(answer)) as { status: { allowed: boolean } }).status.allowed;
  }

  it('are all that a whole life needs', async () => {
    const operator = await stage.start({ kubeConfig: await asAccount() });
    await stage.create('db');
    await stage.reaches('db', 'running');
    await stage.patch('db', { spec: { password: 'second', storage: '2Gi' } });
    await eventually(async () => (await stage.password('db', 'candidates')) === 'second', { timeoutSeconds: 60 });
    await eventually(async () => (await stage.find('claim', 'db-data'))?.status?.capacity.storage === '2Gi', { timeoutSeconds: 60 });
    await stage.reaches('db', 'running');
    await stage.client.delete(stage.reference('db'));
    await stage.gone('db');
    await eventually(async () => (await stage.events('db')).includes('BackedUp'));
    // A real server's map of kinds may lag behind a new definition; the operator tries again.
    const refused = operator.logText.split('\n').filter((line) => /forbidden/i.test(line) && !line.includes('cannot find RESTMapping'));
    expect(refused).to.deep.equal([]);
  }).timeout(120_000);
});
