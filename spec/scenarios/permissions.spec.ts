import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject, ObjectMeta, StoredObject } from '../../lib/base/object-meta.ts';
import { manifestsCommand } from '../../lib/cli/manifests-command.ts';
import { KubeConfig } from '../../lib/cluster/client-node.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { customResourceDefinitionOf } from '../../lib/schema/crd-manifest.ts';
import { DEFINITION_KIND } from '../../lib/schema/custom-resource-definition.ts';
import { definitionName } from '../../lib/schema/kind-declaration.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { HooksFolder } from '../hooks/support/hooks-folder.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { ExampleAccount } from '../support/example-account.ts';
import { RawRequests, textOf } from '../support/raw-requests.ts';
import { testNamespace } from '../support/test-namespace.ts';

const NAME = 'hooks';

/** What changes the rights of an operator, and how it is then started. */
const WAYS = [
  { flags: { createCrd: true, shards: true }, args: ['--create-crd', '--shards'], held: ['leases', 'customresourcedefinitions'] },
  { flags: { leaderElect: true, scope: 'namespaced' }, args: ['--leader-elect', '--scope=namespaced'], held: ['leases'] },
] as const;

/** One of a group that nobody has seen before: what creates its definition needs the right to. */
function leafOf(group: string) {
  return class Leaf extends CRDBase<object, { turned?: boolean }> {
    static readonly GROUP = group;
    static readonly VERSION = 'v1';
    static readonly PLURAL = 'leaves';
    static readonly SINGULAR = 'leaf';
    static readonly KIND = 'Leaf';

    async ensureCreated() {
      this.status = { turned: true };
    }

    async ensureDeleted() {}
  };
}

async function manifests(options: Record<string, unknown>): Promise<StoredObject[]> {
  const texts: string[] = [];
  await manifestsCommand({ files: [], options }, (given) => texts.push(given));
  return parseAllDocuments(texts.join('')).map((document) => document.toJS() as StoredObject);
}

describeOnBothClusters('the permissions that tskubeop manifests prints', (cluster) => {
  let namespace: string;
  let raw: RawRequests;
  let operator: TestOperator | undefined;

  beforeEach(async () => {
    namespace = await testNamespace(cluster());
    raw = new RawRequests(cluster().kubeConfig);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${operator?.logText}\n`);
    await operator?.kill();
    operator = undefined;
    raw.close();
  });

  async function post(path: string, body: object): Promise<{ status: { token: string; allowed: boolean } }> {
    const answer = await raw.open({ method: 'POST', path, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
    return JSON.parse(await textOf(answer));
  }

  async function may(verb: string, group: string, resource: string): Promise<boolean> {
    const spec = { user: `system:serviceaccount:${namespace}:${NAME}`, resourceAttributes: { namespace, verb, group, resource } };
    const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
    return (await post('/apis/authorization.k8s.io/v1/subjectaccessreviews', review)).status.allowed;
  }

  /** The same cluster, seen by the service account. */
  async function asAccount(): Promise<TestCluster> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${NAME}/token`;
    const { status } = await post(path, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} });
    const kubeConfig = new KubeConfig();
    const at = cluster().kubeConfig.getCurrentCluster();
    if (!at) throw new Error('no cluster');
    kubeConfig.loadFromOptions({
      clusters: [at],
      users: [{ name: 'account', token: status.token }],
      contexts: [{ name: 'account', cluster: at.name, user: 'account', namespace }],
      currentContext: 'account',
    });
    const { client, kubeconfigPath } = cluster();
    return { kubeConfig, kubeconfigPath, client, stop: async () => {}, [Symbol.asyncDispose]: async () => {} };
  }

  for (const { flags, args, held } of WAYS) {
    it(`are all that an operator needs with ${args.join(' ')}, and each of them`, async () => {
      const Leaf = leafOf(`${namespace}.example.com`);
      const definition = customResourceDefinitionOf(Leaf);
      const account = new ExampleAccount(cluster);
      await account.prepare({ Leaf }, flags);
      const isOurs = held.includes('customresourcedefinitions' as never);
      if (!isOurs) await cluster().client.create(definition as unknown as KubernetesObject);
      try {
        const given = [...args, '--namespace', account.name, `--lease-name=${account.name}`];
        operator = await startOperator(new KubernetesOperator(Leaf), { cluster: account.cluster, args: given });
        await live(account, operator, Leaf);
        await operator.stop();
        account.check(operator);
        // The right to create a definition is asked for by an apply, and only where there is none.
        const asked = isOurs ? ['create customresourcedefinitions.apiextensions.k8s.io'] : [];
        expect(account.unusedOf(...held)).to.deep.equal(asked);
      } finally {
        account.close();
        const reference = { ...DEFINITION_KIND, name: definitionName(Leaf) };
        if (await cluster().client.find(reference)) await cluster().client.delete(reference);
      }
    }).timeout(120_000);
  }

  it('are all that hooks need', async () => {
    const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } });
    using folder = new HooksFolder();
    const here = { namespace: { nameSelector: { matchNames: [namespace] } } };
    const kubernetes = [
      { name: 'one', kind: 'cm', nameSelector: { matchNames: ['seen'] }, executeHookOnSynchronization: false, ...here },
      {
        name: 'some',
        kind: 'Pod',
        executeHookOnSynchronization: false,
        namespace: { labelSelector: { matchLabels: { [namespace]: 'x' } } },
      },
    ];
    const create = JSON.stringify({ operation: 'Create', object: map('written') });
    folder.shell('a.sh', { configVersion: 'v1', kubernetes }, `echo '${create}' > "$KUBERNETES_PATCH_PATH"`);
    const permissions = join(folder.root, 'permissions.yaml');
    writeFileSync(permissions, JSON.stringify([{ apiGroups: [''], resources: ['configmaps'], verbs: ['create'], namespace }]));
    const options = { namespace: [namespace], name: NAME, hooksDir: folder.path, permissions, leaderElect: true };
    for (const manifest of await manifests(options)) await cluster().client.apply(manifest, { force: true });
    await eventually(async () => (await may('create', '', 'configmaps')) && (await may('list', '', 'pods')), { timeoutSeconds: 60 });
    expect([await may('list', '', 'configmaps'), await may('get', '', 'secrets')]).to.deep.equal([false, false]);
    const args = ['--leader-elect', `--lease-name=${NAME}`];
    operator = await startOperator(new KubernetesOperator([], { hooks: folder.path }), { cluster: await asAccount(), args });
    await eventually(() => operator?.running.isLeading, { timeoutSeconds: 60 });
    await operator.idle({ timeoutSeconds: 60 });
    await cluster().client.create(map('seen'));
    await eventually(() => cluster().client.find({ apiVersion: 'v1', kind: 'ConfigMap', name: 'written', namespace }), {
      timeoutSeconds: 60,
    });
    await operator.stop();
    expect(operator.logText).not.to.match(/forbidden/i);
  }).timeout(120_000);

  /** What an object goes through, and what is rare. */
  async function live(account: ExampleAccount, test: TestOperator, type: ReturnType<typeof leafOf>): Promise<void> {
    const { client } = cluster();
    const kind = { apiVersion: `${type.GROUP}/v1`, kind: 'Leaf' };
    const create = (_: unknown, metadata: ObjectMeta) => client.create({ ...kind, metadata: { namespace: account.name, ...metadata } });
    await create(type, { name: 'green' });
    const leaf = { class: type, name: 'green', namespace: account.name };
    await eventually(async () => (await client.get(leaf)).status?.state === 'processed', { timeoutSeconds: 60 });
    await client.delete(leaf);
    await eventually(async () => !(await client.find(leaf)), { timeoutSeconds: 60 });
    await account.rareDay({ operator: test, namespace: account.name, create }, type as unknown as CRDClass);
  }
});
