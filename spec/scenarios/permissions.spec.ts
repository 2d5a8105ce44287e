import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import * as example from '../../examples/printer/printer.ts';
import type { KubernetesObject, StoredObject } from '../../lib/base/object-meta.ts';
import { manifestsCommand } from '../../lib/cli/manifests-command.ts';
import { KubeConfig } from '../../lib/cluster/client-node.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import type { PolicyRule } from '../../lib/schema/policy-rules.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { HooksFolder } from '../hooks/support/hooks-folder.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { RawRequests, textOf } from '../support/raw-requests.ts';
import { testNamespace } from '../support/test-namespace.ts';
import { UsedRights } from '../support/used-rights.ts';

const { Printer, PrinterOperator } = example;
const NAME = 'printer-operator';

/**
 * What no request of a Printer's life need show: an apply that creates asks for both create and patch; get is for what the cache
 * doesn't have yet; list for servers without streaming lists; patch of the own kind for finalizers, which a Printer has none of;
 * /finalizers for the admission of ownerReferences; an Event is patched when it repeats; a Job deleted when it becomes a Pod.
 */
const NOT_ALWAYS_USED = /^(create|get|list) |^patch (printers|events)\.|^update printers\/finalizers\.|^delete jobs\./;

async function manifests(options: Record<string, unknown>, files = ['printer.ts']): Promise<StoredObject[]> {
  const texts: string[] = [];
  await manifestsCommand({ files, options }, (given) => texts.push(given), { load: async () => example });
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

  for (const scope of ['cluster', 'namespaced']) {
    it(`are all that the operator needs, with --scope ${scope}`, async () => {
      const createCrd = scope === 'cluster';
      const printed = await manifests({ namespace: [namespace], scope, createCrd, leaderElect: !createCrd, shards: createCrd });
      for (const manifest of printed) await cluster().client.apply(manifest, { force: true });
      // A real server's caches need a moment to know.
      await eventually(() => may('create', 'events.k8s.io', 'events'), { timeoutSeconds: 60 });
      expect(await may('get', '', 'secrets')).to.equal(false);
      expect(await may('update', '', 'pods')).to.equal(false);
      const args = createCrd
        ? ['--create-crd', '--namespace', namespace, '--shards', `--lease-name=${NAME}`]
        : ['--scope=namespaced', '--leader-elect', `--lease-name=${NAME}`];
      const account = await asAccount();
      using used = new UsedRights(account.kubeConfig.getCurrentUser()?.token ?? '');
      operator = await startOperator(new PrinterOperator(Printer), { cluster: account, args });
      await live();
      await operator.stop();
      expect(operator.logText).not.to.match(/forbidden/i);
      const rules = printed.flatMap((manifest) => (manifest as { rules?: PolicyRule[] }).rules ?? []);
      expect(rules).to.have.lengthOf.above(6);
      expect(used.unusedOf(rules).filter((right) => !NOT_ALWAYS_USED.test(right))).to.deep.equal([]);
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
    for (const manifest of await manifests(options, [])) await cluster().client.apply(manifest, { force: true });
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

  /** Everything that a Printer goes through, a failure with its Event included. */
  async function live(): Promise<void> {
    const { client } = cluster();
    const create = (name: string, spec: object) =>
      client.create({ apiVersion: 'demo.example.com/v1', kind: 'Printer', metadata: { name, namespace }, spec });
    const state = async (name: string) => (await client.get({ class: Printer, name, namespace })).status?.state;
    const pod = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', name, namespace });
    await create('by-pod', { text: 'x' });
    await create('by-job', { text: 'x', as: 'Job' });
    await eventually(async () => (await state('by-job')) === 'printed' && (await client.find(pod('by-pod'))) !== undefined, {
      timeoutSeconds: 60,
    });
    const { metadata } = await client.get(pod('by-pod'));
    await client.mergePatch({ class: Printer, name: 'by-pod', namespace }, { spec: { text: 'y' } });
    await eventually(async () => ![undefined, metadata.uid].includes((await client.find(pod('by-pod')))?.metadata.uid), {
      timeoutSeconds: 60,
    });
    const spec = { containers: [{ name: 'c', image: 'busybox' }] };
    await client.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'taken', namespace }, spec } as KubernetesObject);
    await create('taken', { text: 'z' });
    const events = () => client.list({ apiVersion: 'events.k8s.io/v1', kind: 'Event' }, { namespace });
    await eventually(async () => [...(await events())].some(({ reason }) => reason === 'HandlerFailed'), { timeoutSeconds: 60 });
    await client.delete({ class: Printer, name: 'by-job', namespace });
    await eventually(async () => !(await client.find({ class: Printer, name: 'by-job', namespace })), { timeoutSeconds: 60 });
  }
});
