import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import * as example from '../../examples/timer/site.ts';
import type { ObjectMeta, StoredObject } from '../../lib/base/object-meta.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { freePorts } from '../../lib/testing/free-ports.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { useExampleAccount } from '../support/example-account.ts';
import { testNamespace } from '../support/test-namespace.ts';

const { Site } = example;
const yaml = (name: string) => parse(readFileSync(join(import.meta.dirname, '../../examples/timer', name), 'utf8')) as StoredObject;

describeOnBothClusters('examples/timer', (cluster) => {
  const account = useExampleAccount(cluster, example);
  let namespace: string;
  let operator: TestOperator;
  let server: Server | undefined;
  let port: number;

  before(async function () {
    this.timeout(120_000);
    await cluster().client.apply(yaml('crd.yaml'));
    await eventually(() => cluster().client.list({ class: Site }), { timeoutSeconds: 60 });
  });
  beforeEach(async () => {
    namespace = await testNamespace(cluster());
    [port] = (await freePorts(1)) as [number];
    operator = await startOperator(new KubernetesOperator(Site), { cluster: account.cluster, args: ['--namespace', namespace] });
    const spec = { url: `http://127.0.0.1:${port}/` };
    await cluster().client.create({ ...yaml('my-site.yaml'), metadata: { name: 'my-site', namespace }, spec });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${operator.logText}\n`);
    await operator.stop();
    server?.closeAllConnections();
    server?.close();
  });

  const open = async (status: number) => {
    server?.closeAllConnections();
    server?.close();
    server = createServer((_request, answer) => void answer.writeHead(status).end()).listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const until = (is: (status: Record<string, unknown>) => unknown) =>
    eventually(
      async () => {
        const { status = {} } = await cluster().client.get({ class: Site, name: 'my-site', namespace });
        if (is(status)) return status;
        throw new Error(JSON.stringify(status));
      },
      { timeoutSeconds: 60 },
    );

  it('follows a site that comes, goes, and comes back', async () => {
    expect(await until(({ up }) => up === false)).to.include({ answer: 'none', error: 'the site does not answer', state: 'processed' });
    await open(200);
    expect(await until(({ up }) => up)).to.include({ answer: '200' });
    await until((status) => !('error' in status));
    await open(500);
    expect(await until(({ up }) => up === false)).to.include({ answer: '500' });
    await until(({ error }) => error === 'the site answers 500');
    await open(204);
    await until(({ up, error }) => up && error === undefined);
  }).timeout(120_000);

  it('needs each right of the account that manifests prints, and no other', async () => {
    const create = (_: unknown, metadata: ObjectMeta) =>
      cluster().client.create({ ...yaml('my-site.yaml'), metadata, spec: { url: `http://127.0.0.1:${port}/` } });
    await account.rareDay({ operator, namespace, create }, Site as unknown as CRDClass);
    account.check(operator);
  }).timeout(120_000);
});
