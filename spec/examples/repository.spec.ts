import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { type CodeHost, codeHost } from '../../examples/repository/code-host.ts';
import * as example from '../../examples/repository/repository.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { useExampleAccount } from '../support/example-account.ts';
import { testNamespace } from '../support/test-namespace.ts';

const { Repository, RepositoryOperator } = example;
const yaml = (name: string) => parse(readFileSync(join(import.meta.dirname, '../../examples/repository', name), 'utf8')) as StoredObject;

describeOnBothClusters('examples/repository', (cluster) => {
  const account = useExampleAccount(cluster, example);
  let namespace: string;
  let host: CodeHost;
  let operator: TestOperator;
  /** Those after creation. */
  const changes = () => host.requests.filter((request) => !request.startsWith('PUT {'));
  const hosted = () => [...host.repositories.values()];
  const repository = (name = 'my-repository') => ({ class: Repository, name, namespace });
  const handled = (name = 'my-repository') => operator.handled(Repository, name, namespace);
  const spec = (changed: Record<string, unknown>) => cluster().client.mergePatch(repository(), { spec: changed });

  async function create(name: string, wanted: Record<string, unknown>, metadata: Record<string, unknown> = {}) {
    const { apiVersion, kind, metadata: sample } = yaml('my-repository.yaml');
    const object = { apiVersion, kind, metadata: { ...sample, namespace, ...metadata, name }, spec: wanted };
    return cluster().client.create(object);
  }

  before(async function () {
    this.timeout(120_000);
    await cluster().client.apply(yaml('crd.yaml'));
    await eventually(() => cluster().client.list({ class: Repository }), { timeoutSeconds: 60 });
  });
  beforeEach(async () => {
    namespace = await testNamespace(cluster());
    host = codeHost();
    await once(host.server.listen(0, '127.0.0.1'), 'listening');
    const { port } = host.server.address() as AddressInfo;
    const args = ['--namespace', `${namespace},sandbox`, '--host', `http://127.0.0.1:${port}`];
    operator = await startOperator(new RepositoryOperator(Repository), { cluster: account.cluster, args });
    await create('my-repository', yaml('my-repository.yaml').spec);
    await handled();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${operator.logText}\n`);
    await operator.kill();
    host.server.closeAllConnections();
    host.server.close();
  });

  it('asks for what has changed, and nothing else', async () => {
    expect(hosted()).to.deep.equal([{ name: 'engine', visibility: 'private', topics: ['steam'] }]);
    await spec({ name: 'motor', topics: ['steam', 'rail'] });
    await handled();
    expect(changes()).to.deep.equal(['PUT /name "motor"', 'PUT /topics ["steam","rail"]']);
    expect((await cluster().client.get(repository())).status).to.include({ name: 'motor', visibility: 'private' });
    await cluster().client.delete(repository());
    await handled();
    expect(hosted()).to.deep.equal([]);
  }).timeout(120_000);

  it('also for what has changed while it was down', async () => {
    await operator.stop();
    await spec({ topics: [] });
    await operator.start();
    await handled();
    expect(changes()).to.deep.equal(['PUT /topics []']);
    const { fields } = operator.logs.find(({ message }) => message === 'other topics') ?? {};
    expect(fields).to.deep.include({ reason: 'missed', diff: [{ op: 'change', path: [], old: ['steam'], new: [] }] });
  }).timeout(120_000);

  it('keeps its hands off while it is suspended, and makes up for it afterwards', async () => {
    await spec({ suspended: true });
    await eventually(async () => (await cluster().client.get(repository())).metadata.finalizers === undefined, { timeoutSeconds: 60 });
    await spec({ visibility: 'public' });
    // Whoever is created later has been seen later.
    await create('second', { name: 'second' });
    await handled('second');
    expect(changes()).to.deep.equal([]);
    await spec({ suspended: false });
    await eventually(() => changes().length > 0, { timeoutSeconds: 60 });
    await handled();
    expect(changes()).to.deep.equal(['PUT /visibility "public"']);
  }).timeout(120_000);

  it('leaves those of other hosts alone, and the sandbox; a name that is taken is an error until another one is asked for', async () => {
    await cluster()
      .client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'sandbox' } })
      .catch((error) => expect(error).to.include({ status: 409 }));
    await create(namespace, { name: 'toy' }, { namespace: 'sandbox' });
    await create('elsewhere', { name: 'other' }, { labels: { 'code-host': 'other' } });
    await create('second', { name: 'engine' });
    await handled('second');
    const { status } = await cluster().client.get(repository('second'));
    expect(status).to.include({ state: 'error', error: 'the name engine is taken at the host' });
    await cluster().client.mergePatch(repository('second'), { spec: { name: 'boiler' } });
    await handled('second');
    expect(hosted().map(({ name }) => name)).to.deep.equal(['engine', 'boiler']);
    for (const left of [repository('elsewhere'), { class: Repository, name: namespace, namespace: 'sandbox' }]) {
      const { metadata, status: none } = await cluster().client.get(left);
      expect([metadata.finalizers, none]).to.deep.equal([undefined, undefined]);
      await cluster().client.delete(left);
    }
  }).timeout(120_000);

  it('needs each right of the account that manifests prints, and no other', async () => {
    const rare = (_: unknown, metadata: object) => create('rare', { name: 'rare' }, { ...metadata });
    await account.rareDay({ operator, namespace, create: rare }, Repository as unknown as CRDClass);
    account.check(operator);
  }).timeout(120_000);
});
