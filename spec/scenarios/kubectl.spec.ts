/** kubectl, which nobody here wrote, works on both clusters alike: what one of its users does in a day. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import * as example from '../../examples/printer/printer.ts';
import { manifestsCommand } from '../../lib/cli/manifests-command.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Kubectl, kubectlProgram } from '../support/kubectl.ts';
import { isRealClusterRequired } from '../support/shared-real-cluster.ts';
import { testNamespace } from '../support/test-namespace.ts';

const deployment = (replicas: number) =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', labels: { app: 'web' } },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'busybox:1' }] } },
    },
  });
const settings = (data: object) => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data });

describeOnBothClusters('kubectl', (cluster) => {
  const program = kubectlProgram();
  if (!program) {
    const why = 'kubectl has yet to be built: npm run build:cluster';
    it(`needs kubectl: ${why}`, isRealClusterRequired() ? () => Promise.reject(new Error(why)) : undefined);
    return;
  }
  let kubectl: Kubectl;
  let namespace: string;
  before(async () => {
    namespace = await testNamespace(cluster());
    kubectl = new Kubectl(program, { cluster: cluster(), namespace });
  });
  after(() => kubectl?.close());

  const out = async (...args: string[]) => (await kubectl.run(args)).stdout.trim();
  const applied = (name: string, text: string, ...more: string[]) => out('apply', '-f', kubectl.file(name, text), ...more);

  it('applies, rolls out, scales, restarts, undoes and deletes with all that belongs to it', async () => {
    expect(await applied('web.json', deployment(2))).to.equal('deployment.apps/web created');
    expect(await applied('web.json', deployment(2))).to.equal('deployment.apps/web unchanged');
    expect(await out('rollout', 'status', 'deployment/web', '--timeout=15s')).to.match(/successfully rolled out$/);
    expect(await out('wait', '--for=condition=Available', 'deployment/web', '--timeout=15s')).to.include('condition met');
    expect(await out('scale', 'deployment', 'web', '--replicas=3')).to.equal('deployment.apps/web scaled');
    await out('set', 'image', 'deployment/web', 'main=busybox:2');
    await out('rollout', 'status', 'deployment/web', '--timeout=15s');
    await out('rollout', 'undo', 'deployment/web');
    expect(await out('get', 'deployment', 'web', '-o', 'jsonpath={.spec.template.spec.containers[0].image}')).to.equal('busybox:1');
    expect(await out('describe', 'deployment', 'web')).to.match(/Selector: +app=web\n/);
    expect(await out('delete', 'deployment', 'web', '--cascade=foreground', '--timeout=20s')).to.include('deleted');
    expect(await out('get', 'replicasets', '-l', 'app=web', '-o', 'name')).to.equal('');
  }).timeout(120_000);

  it('applies the folder that tskubeop manifests writes, in a namespace where Pods must be restricted', async () => {
    await out('label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted');
    const folder = mkdtempSync(join(tmpdir(), 'tskubeop-'));
    try {
      const only = ['rbac', 'deployment', 'disruption-budget', 'service'];
      const options = { namespace: [namespace], scope: 'namespaced', leaderElect: true, only, output: folder };
      await manifestsCommand({ files: ['printer.ts'], options }, () => {}, { load: async () => example });
      const lines = (await out('apply', '--server-side', '-k', folder)).split('\n');
      expect(lines.map((line) => line.replace(/ serverside-applied$/, '')).sort()).to.deep.equal([
        'deployment.apps/printer-operator',
        'poddisruptionbudget.policy/printer-operator',
        'role.rbac.authorization.k8s.io/printer-operator',
        'rolebinding.rbac.authorization.k8s.io/printer-operator',
        'service/printer-operator',
        'serviceaccount/printer-operator',
      ]);
      expect(await out('rollout', 'status', 'deployment/printer-operator', '--timeout=60s')).to.match(/successfully rolled out$/);
      expect(await out('get', 'pods', '-o', 'jsonpath={.items[*].status.phase}')).to.equal('Running Running');
    } finally {
      await out('delete', 'deployment', 'printer-operator', '--ignore-not-found', '--cascade=foreground', '--timeout=60s');
      rmSync(folder, { recursive: true });
      await out('label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce-');
    }
  }).timeout(180_000);

  it('applies on the server, and says who else holds a field', async () => {
    await applied('settings.json', settings({ a: 'b' }));
    const file = kubectl.file('settings.json', settings({ a: 'c' }));
    const refused = await kubectl.run(['apply', '--server-side', '--field-manager=other', '-f', file], { code: 1 });
    expect(refused.stderr).to.include('conflict with "kubectl-client-side-apply" using v1: .data.a');
    expect(await out('apply', '--server-side', '--field-manager=other', '--force-conflicts', '-f', file)).to.include('serverside-applied');
    expect(await out('get', 'configmap', 'settings', '-o', 'jsonpath={.data.a}')).to.equal('c');
  }).timeout(120_000);

  it('applies a list', async () => {
    const items = ['one', 'two'].map((name) => ({ ...JSON.parse(settings({})), metadata: { name } }));
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    expect(await applied('list.json', list)).to.equal('configmap/one created\nconfigmap/two created');
  }).timeout(120_000);

  it('shows the difference that an apply would make', async () => {
    await applied('different.json', settings({ a: 'before' }).replace('settings', 'different'));
    const file = kubectl.file('different.json', settings({ a: 'after' }).replace('settings', 'different'));
    const { stdout } = await kubectl.run(['diff', '-f', file], { code: 1 });
    expect(stdout).to.match(/^-\s+a: before$/m);
    expect(stdout).to.match(/^\+\s+a: after$/m);
  }).timeout(120_000);

  it('edits, in whatever editor', async () => {
    await applied('edited.json', settings({ a: 'before' }).replace('settings', 'edited'));
    const editor = kubectl.file('editor', '#!/bin/sh\nsed -i "s/^  a: .*/  a: edited/" "$1"\n', 0o700);
    const { stdout } = await kubectl.run(['edit', 'configmap', 'edited'], { env: { KUBE_EDITOR: editor } });
    expect(stdout).to.include('configmap/edited edited');
    expect(await out('get', 'configmap', 'edited', '-o', 'jsonpath={.data.a}')).to.equal('edited');
  }).timeout(120_000);

  it('patches in each of its three ways, labels and annotates', async () => {
    await applied('patched.json', settings({ a: '1' }).replace('settings', 'patched'));
    await out('patch', 'configmap', 'patched', '-p', '{"data":{"b":"2"}}');
    await out('patch', 'configmap', 'patched', '--type=merge', '-p', '{"data":{"a":null}}');
    await out('patch', 'configmap', 'patched', '--type=json', '-p', '[{"op":"add","path":"/data/c","value":"3"}]');
    await out('label', 'configmap', 'patched', 'x=y');
    expect((await kubectl.run(['label', 'configmap', 'patched', 'x=z'], { code: 1 })).stderr).to.include('already has a value (y)');
    await out('annotate', 'configmap', 'patched', 'note=hello');
    const { data, metadata } = JSON.parse(await out('get', 'configmap', 'patched', '-o', 'json'));
    expect([data, metadata.labels, metadata.annotations.note]).to.deep.equal([{ b: '2', c: '3' }, { x: 'y' }, 'hello']);
  }).timeout(120_000);

  it('watches', async () => {
    const child = kubectl.start(['get', 'configmaps', '-w', '--output-watch-events', '--field-selector=metadata.name=watched']);
    try {
      const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
      await applied('watched.json', settings({ a: '1' }).replace('settings', 'watched'));
      const seen: string[] = [];
      while (!seen.some((line) => line.startsWith('ADDED'))) seen.push((await lines.next()).value);
      await out('delete', 'configmap', 'watched');
      while (!seen.some((line) => line.startsWith('DELETED'))) seen.push((await lines.next()).value);
      expect(seen.join('\n')).to.match(/watched +1 /);
    } finally {
      child.kill();
    }
  }).timeout(120_000);

  it('explains, and says what somebody may do', async () => {
    expect(await out('explain', 'deployment.spec.strategy')).to.match(/rollingUpdate\s+<RollingUpdateDeployment>/);
    expect(await out('explain', 'pods.spec.containers.resources')).to.match(/limits\s+<map\[string\]Quantity>/);
    expect(await out('auth', 'can-i', 'create', 'pods')).to.equal('yes');
    expect((await kubectl.run(['auth', 'can-i', 'create', 'pods', '--as=nobody'], { code: 1 })).stdout.trim()).to.equal('no');
    expect((await kubectl.run(['get', 'pods', '--as=nobody'], { code: 1 })).stderr).to.include('User "nobody" cannot list resource "pods"');
    expect(await out('create', 'token', 'default')).to.match(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  }).timeout(120_000);

  it('names the field that a manifest misspells', async () => {
    const file = kubectl.file('wrong.json', deployment(1).replace('"replicas"', '"replica"').replace('web', 'wrong'));
    expect((await kubectl.run(['apply', '-f', file], { code: 1 })).stderr).to.include('unknown field "spec.replica"');
  }).timeout(120_000);
});
