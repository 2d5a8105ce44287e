import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import * as example from '../../examples/gateway/gateway.ts';
import { nginxConfig, servedRoutes, winnerOf } from '../../examples/gateway/nginx-config.ts';
import type { ObjectMeta, StoredObject } from '../../lib/base/object-meta.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { useExampleAccount } from '../support/example-account.ts';
import { testNamespace } from '../support/test-namespace.ts';

const { Gateway, GatewayOperator, Route } = example;
const yaml = (name: string): StoredObject[] =>
  parseAllDocuments(readFileSync(join(import.meta.dirname, '../../examples/gateway', name), 'utf8')).map((document) => document.toJS());

describeOnBothClusters('examples/gateway', (cluster, where) => {
  // A real server refuses who isn't an administrator references to owners of a new kind, for half a minute.
  const account = where === 'embedded' ? useExampleAccount(cluster, example) : undefined;
  let namespace: string;
  let operator: TestOperator;

  before(async function () {
    this.timeout(120_000);
    for (const definition of yaml('crd.yaml')) await cluster().client.apply(definition);
    for (const type of [Gateway, Route]) await eventually(() => cluster().client.list({ class: type }), { timeoutSeconds: 60 });
  });
  beforeEach(async () => {
    namespace = await testNamespace(cluster());
    operator = await startOperator(new GatewayOperator([Gateway, Route]), {
      cluster: account?.cluster ?? cluster(),
      args: ['--namespace', namespace],
    });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${operator.logText}\n`);
    await operator.kill();
  });

  const gateway = () => ({ class: Gateway, name: 'my-gateway', namespace });
  const part = (kind: string, apiVersion = 'v1') => ({ apiVersion, kind, name: 'my-gateway', namespace });
  const budget = () => cluster().client.find(part('PodDisruptionBudget', 'policy/v1'));
  const config = async () => (await cluster().client.find<StoredObject>(part('ConfigMap')))?.data?.['default.conf'] ?? '';
  const until = <T>(condition: () => Promise<T>) => eventually(condition, { timeoutSeconds: 60 });
  async function create(...objects: StoredObject[]) {
    for (const each of objects) await cluster().client.create({ ...each, metadata: { ...each.metadata, namespace } });
  }
  const route = (name: string, spec: Record<string, unknown>) =>
    ({
      apiVersion: 'demo.example.com/v1',
      kind: 'Route',
      metadata: { name },
      spec: { gateway: 'my-gateway', host: 'a.example.com', ...spec },
    }) as unknown as StoredObject;
  const accepted = (name: string, reason: string) =>
    until(async () => {
      const { status } = await cluster().client.get({ class: Route, name, namespace });
      if (status?.conditions?.[0]?.reason !== reason) throw new Error(JSON.stringify(status));
      return status.conditions[0];
    });

  it('becomes an nginx that is ready, with what its Routes say, and loses what it has no use for any more', async () => {
    await create(...yaml('my-gateway.yaml'));
    const { status } = await until(async () => {
      const found = await cluster().client.get(gateway());
      if (found.status?.ready !== '2/2' || found.status.routes !== 2) throw new Error(JSON.stringify(found.status));
      return found;
    });
    expect(status?.conditions).to.have.length(1);
    expect(status?.conditions[0]).to.include({ type: 'Ready', status: 'True' });
    expect(await config()).to.match(
      /server_name shop\.example\.com;\n {2}location \/ \{[^}]+http:\/\/shop\.[^}]+\}\n {2}location \/orders \{/,
    );
    expect(await budget()).to.have.nested.property('spec.maxUnavailable', 1);
    await cluster().client.mergePatch(gateway(), { spec: { replicas: 1 } });
    await until(async () => !(await budget()));
    await cluster().client.delete(part('ConfigMap'));
    await until(config);
  }).timeout(120_000);

  it('serves the older one of two Routes that want the same, and the other one when that is gone', async () => {
    await create(...yaml('my-gateway.yaml').slice(0, 1), route('first', { service: 'one' }));
    await accepted('first', 'Served');
    // Times of creation have seconds: within one of them the uid decides, so that either may win.
    await create(route('second', { service: 'two' }));
    const names = ['first', 'second'];
    const reasons = async () => {
      const found = await Promise.all(names.map((name) => cluster().client.get({ class: Route, name, namespace })));
      return found.map(({ status }) => status?.conditions?.[0]?.reason);
    };
    const settled = await until(async () => {
      const given = await reasons();
      return given.includes('Served') && given.includes('Taken') && given;
    });
    const [winner, loser] = settled[0] === 'Served' ? names : [...names].reverse();
    const served = { first: 'one', second: 'two' };
    await until(async () => (await config()).includes(`http://${served[winner as 'first']}.`));
    await cluster().client.delete({ class: Route, name: winner as string, namespace });
    await accepted(loser as string, 'Served');
    await until(async () => (await config()).includes(`http://${served[loser as 'first']}.`));
  }).timeout(120_000);

  it('tells a Route that its Gateway is missing, until it is there', async () => {
    await create(route('early', { service: 'one' }));
    expect(await accepted('early', 'NoGateway')).to.include({ status: 'False', message: 'there is no Gateway my-gateway' });
    await create(...yaml('my-gateway.yaml').slice(0, 1));
    await accepted('early', 'Served');
    await cluster().client.delete(gateway());
    await accepted('early', 'NoGateway');
  }).timeout(120_000);

  if (account) {
    it('needs each right of the account that manifests prints, and no other', async () => {
      const create = (type: CRDClass, metadata: ObjectMeta) =>
        cluster().client.create({
          ...(type.KIND === 'Route' ? route('rare', { service: 'one' }) : (yaml('my-gateway.yaml')[0] as object)),
          metadata,
        } as StoredObject);
      await account.rareDay({ operator, namespace, create }, Gateway as unknown as CRDClass, Route as unknown as CRDClass);
      // Only the budget is ever too much: an apply set deletes what it hasn't got any more.
      account.check(operator, { unused: ['delete configmaps.', 'delete services.', 'delete deployments.apps'] });
    }).timeout(120_000);
  }
});

describe('the decisions of examples/gateway', () => {
  const contender = (uid: string, creationTimestamp: string, path = '/') => ({
    metadata: { uid, creationTimestamp },
    spec: { host: 'a.b', path, service: uid, port: 80 },
  });
  const [old, young, equal] = [
    contender('b', '2026-01-01T00:00:00Z'),
    contender('a', '2026-01-01T00:00:01Z'),
    contender('c', '2026-01-01T00:00:00Z'),
  ];

  it('let the oldest win, and of equally old ones always the same', () => {
    expect(winnerOf([young, equal, old])).to.equal(old);
    expect(winnerOf([old, equal, young])).to.equal(old);
    expect(winnerOf([])).to.equal(undefined);
  });

  it('give the same configuration in whatever order the Routes are found', () => {
    const other = contender('d', '2026-01-01T00:00:09Z', '/x');
    const where = { namespace: 'team', domain: 'cluster.local' };
    const text = nginxConfig(servedRoutes([old, young, other]), where);
    expect(nginxConfig(servedRoutes([other, young, old]), where)).to.equal(text);
    expect(text.match(/http:\S+/g)).to.deep.equal(['http://b.team.svc.cluster.local:80;', 'http://d.team.svc.cluster.local:80;']);
    expect(text.match(/server_name/g)).to.have.length(1);
  });

  for (const [what, given] of [
    ['host', { host: 'a.b; return 200' }],
    ['path', { path: '/x { root /; }' }],
    ['path', { path: '/x\n' }],
    ['service', { service: 'a/../b' }],
  ] as const) {
    it(`refuse a ${what} that would be more than that in a configuration: ${JSON.stringify(given)}`, () => {
      const spec = { gateway: 'g', host: 'a.b', service: 's', ...given };
      expect(Route.SPEC.safeParse(spec).success).to.equal(false);
    });
  }
});
