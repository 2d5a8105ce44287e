import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import * as example from '../../examples/daemon/mailbox.ts';
import type { ObjectMeta, StoredObject } from '../../lib/base/object-meta.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { useExampleAccount } from '../support/example-account.ts';
import { testNamespace } from '../support/test-namespace.ts';

const { Mailbox } = example;
const yaml = (name: string) => parse(readFileSync(join(import.meta.dirname, '../../examples/daemon', name), 'utf8')) as StoredObject;

describeOnBothClusters('examples/daemon', (cluster) => {
  const account = useExampleAccount(cluster, example);
  let namespace: string;
  let operator: TestOperator;
  const mailbox = () => ({ class: Mailbox, name: 'my-mailbox', namespace });

  before(async function () {
    this.timeout(120_000);
    await cluster().client.apply(yaml('crd.yaml'));
    await eventually(() => cluster().client.list({ class: Mailbox }), { timeoutSeconds: 60 });
  });
  beforeEach(async () => {
    namespace = await testNamespace(cluster());
    operator = await startOperator(new KubernetesOperator(Mailbox), { cluster: account.cluster, args: ['--namespace', namespace] });
    await cluster().client.create({ ...yaml('my-mailbox.yaml'), metadata: { name: 'my-mailbox', namespace }, spec: {} });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${operator.logText}\n`);
    await operator.stop();
  });

  const until = (is: (status: Record<string, unknown>) => unknown) =>
    eventually(
      async () => {
        const { status = {} } = await cluster().client.get(mailbox());
        if (is(status)) return status;
        throw new Error(JSON.stringify(status));
      },
      { timeoutSeconds: 60 },
    );
  const post = async (port: unknown) => (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' })).status;
  const isShut = async (port: unknown) =>
    post(port).then(
      () => false,
      () => true,
    );

  it('takes letters while its object is there, and counts them', async () => {
    const { port } = await until((status) => status.port);
    expect(await Promise.all([post(port), post(port), post(port)])).to.deep.equal([204, 204, 204]);
    await until(({ letters }) => letters === 3);
    await cluster().client.delete(mailbox());
    await eventually(() => isShut(port));
  }).timeout(120_000);

  it('sees a changed spec without a new daemon', async () => {
    const { port } = await until((status) => status.port);
    await cluster().client.mergePatch(mailbox(), { spec: { open: false } });
    await eventually(async () => (await post(port)) === 503);
    expect((await until(() => true)).port).to.equal(port);
  }).timeout(120_000);

  it('shuts when the operator stops, and opens again at its next start', async () => {
    const { port } = await until((status) => status.port);
    await post(port);
    await until(({ letters }) => letters === 1);
    await operator.stop();
    expect(await isShut(port)).to.equal(true);
    await operator.start();
    await eventually(async () => (await post((await until((status) => status.port)).port)) === 204, { timeoutSeconds: 60 });
    await until(({ letters }) => letters === 2);
  }).timeout(120_000);

  it('needs each right of the account that manifests prints, and no other', async () => {
    const create = (_: unknown, metadata: ObjectMeta) => cluster().client.create({ ...yaml('my-mailbox.yaml'), metadata, spec: {} });
    await account.rareDay({ operator, namespace, create }, Mailbox as unknown as CRDClass);
    account.check(operator);
  }).timeout(120_000);
});
