import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import * as example from '../../examples/http-callback/delivery.ts';
import { openShop } from '../../examples/http-callback/shop.ts';
import type { ObjectMeta, StoredObject } from '../../lib/base/object-meta.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { freePorts } from '../../lib/testing/free-ports.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { useExampleAccount } from '../support/example-account.ts';
import { testNamespace } from '../support/test-namespace.ts';

const { Delivery, DeliveryOperator } = example;
const yaml = (name: string) => parse(readFileSync(join(import.meta.dirname, '../../examples/http-callback', name), 'utf8')) as StoredObject;
const TOKEN = 'open-sesame';

describeOnBothClusters('examples/http-callback', (cluster) => {
  const account = useExampleAccount(cluster, example);
  let namespace: string;
  let test: TestOperator;
  let callback: string;
  let shop: Server;
  let shopUrl: string;

  before(async function () {
    this.timeout(120_000);
    await cluster().client.apply(yaml('crd.yaml'));
    await eventually(() => cluster().client.list({ class: Delivery }), { timeoutSeconds: 60 });
  });
  beforeEach(async () => {
    namespace = await testNamespace(cluster());
    const [shopPort, callbackPort] = await freePorts(2);
    [shopUrl, callback] = [`http://127.0.0.1:${shopPort}`, `http://127.0.0.1:${callbackPort}`];
    shop = openShop({ callback, token: TOKEN }).listen(shopPort, '127.0.0.1');
    await once(shop, 'listening');
    const operator = new DeliveryOperator(Delivery);
    const args = ['--namespace', namespace, '--shop-url', shopUrl, '--callback-port', `${callbackPort}`, '--callback-token', TOKEN];
    test = await startOperator(operator, { cluster: account.cluster, args });
    expect((shop.address() as AddressInfo).port).to.equal(shopPort);
    expect(operator.callbackPort).to.equal(callbackPort);
    await cluster().client.create({ ...yaml('my-delivery.yaml'), metadata: { name: 'my-delivery', namespace } });
    await untilPhase('unknown');
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${test.logText}\n`);
    await test.stop();
    shop.closeAllConnections();
    shop.close();
  });

  const untilPhase = (phase: string) =>
    eventually(async () => {
      const { status } = await cluster().client.get({ class: Delivery, name: 'my-delivery', namespace });
      return status?.phase === phase && status;
    });
  const order = async (phase: string, name = 'my-delivery') =>
    (await fetch(`${shopUrl}/orders/7?phase=${phase}&for=${namespace}/${name}`, { method: 'PUT' })).text();
  const call = async (path: string, { token = TOKEN, method = 'POST' } = {}) =>
    (
      await fetch(`${callback}${path}`, {
        method,
        body: method === 'GET' ? null : '{"phase":"lie"}',
        headers: { authorization: `Bearer ${token}` },
      })
    ).status;

  it('follows the order as the shop calls back', async () => {
    for (const phase of ['ordered', 'packed', 'sent']) {
      expect(await order(phase)).to.equal('callback answered: 202\n');
      expect(await untilPhase(phase)).to.include({ why: 'triggered' });
    }
  });

  it('takes a callback for nothing but a hint, and only from those who may give it', async () => {
    const path = `/deliveries/${namespace}/my-delivery`;
    expect(await call(path, { token: 'guess' })).to.equal(401);
    expect(await call(path, { method: 'GET' })).to.equal(405);
    expect(await call(`/deliveries/${namespace}/nobody`)).to.equal(404);
    expect(await call(`/deliveries/${namespace}/../../etc`)).to.equal(404);
    expect(await order('ordered', 'nobody')).to.equal('callback answered: 404\n');
    expect(await call(path)).to.equal(202);
    await untilPhase('ordered');
    expect(test.logText).to.not.include(TOKEN);
  });

  it('needs each right of the account that manifests prints, and no other', async () => {
    const create = (_: unknown, metadata: ObjectMeta) => cluster().client.create({ ...yaml('my-delivery.yaml'), metadata });
    await account.rareDay({ operator: test, namespace, create }, Delivery as unknown as CRDClass);
    account.check(test);
  }).timeout(120_000);
});
