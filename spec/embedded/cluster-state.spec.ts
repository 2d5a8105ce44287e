import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import { ApiError, FileError } from '../../lib/base/errors.ts';
import { isClusterState, readClusterState, restoreClusterState, writeClusterState } from '../../lib/embedded/cluster-state.ts';
import { KindRegistry } from '../../lib/embedded/kind-registry.ts';
import { type Change, ObjectStore } from '../../lib/embedded/object-store.ts';
import type { ResourceKind } from '../../lib/embedded/resource-kind.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { eventually } from '../../lib/testing/eventually.ts';

const PODS = { apiVersion: 'v1', kind: 'Pod' };
const CONFIG_MAPS = { apiVersion: 'v1', kind: 'ConfigMap' };
const WIDGETS = { apiVersion: 'demo.example.com/v1', kind: 'Widget' };
const DEFINITION = {
  ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'widgets.demo.example.com' } },
  spec: {
    ...{ group: 'demo.example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' } },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { size: { type: 'integer', default: 1 } } } },
          },
        },
      },
    ],
  },
};
const at = (name: string, namespace = 'default') => ({ name, namespace });

/** A registry with built-in kinds of these tables. */
function aRegistry(kinds: Record<string, string>): KindRegistry {
  const registry = new KindRegistry();
  for (const [table, kind] of Object.entries(kinds)) {
    const [plural = '', group = ''] = table.split('/').reverse();
    registry.add({ group, version: 'v1', kind, plural, table, custom: false } as ResourceKind);
  }
  return registry;
}

function aStore(...objects: [table: string, key: string, object: object][]): ObjectStore {
  const store = new ObjectStore();
  for (const [table, key, object] of objects) store.put(table, key, object);
  return store;
}

function anObject(kind: string, name: string, more: object = {}) {
  return { apiVersion: 'v1', kind, metadata: { name, uid: `uid-${name}` }, ...more };
}

import { AS_ADMIN } from '../support/embedded-session.ts';

describe('the state of a cluster as text', () => {
  const registry = aRegistry({
    pods: 'Pod',
    namespaces: 'Namespace',
    'apiextensions.k8s.io/customresourcedefinitions': 'CustomResourceDefinition',
  });

  it('says what it is, and has one document for each object, definitions first, then namespaces', () => {
    const text = writeClusterState(
      aStore(
        ['pods', 'a/b', anObject('Pod', 'b')],
        ['namespaces', 'a', anObject('Namespace', 'a')],
        ['apiextensions.k8s.io/customresourcedefinitions', 'c', anObject('CustomResourceDefinition', 'c')],
      ),
    );
    expect(isClusterState(text)).to.equal(true);
    expect(text.split('\n')[0]).to.match(/resourceVersion: 4$/);
    expect(parseAllDocuments(text).map((document) => document.toJS().kind)).to.deep.equal(['CustomResourceDefinition', 'Namespace', 'Pod']);
  });

  it('comes back as it went, with what YAML would read as something else', () => {
    const store = aStore([
      'pods',
      'b',
      anObject('Pod', 'b', { data: { yes: 'no', number: '1', text: 'a: b\n', nothing: null }, status: { phase: 'Running' } }),
    ]);
    const { revision, objects } = readClusterState(writeClusterState(store), 'x', registry);
    expect(revision).to.equal(store.revision);
    expect(objects).to.deep.equal([{ table: 'pods', key: 'b', object: store.get('pods', 'b') }]);
  });

  it('is written anew for what has changed only', () => {
    const store = aStore(['pods', 'a', anObject('Pod', 'a')], ['pods', 'b', anObject('Pod', 'b')]);
    const texts = new WeakMap();
    const first = writeClusterState(store, texts);
    texts.set(store.get('pods', 'a') ?? {}, '--- kept\n');
    store.put('pods', 'b', anObject('Pod', 'b', { spec: {} }));
    expect(first).to.not.include('kept');
    expect(writeClusterState(store, texts)).to.match(/--- kept\n---[\s\S]*name: b\n[\s\S]*spec: \{\}/);
  });

  const MARK = writeClusterState(new ObjectStore());
  const REFUSED: readonly (readonly [what: string, text: string, message: string | RegExp])[] = [
    ['a manifest', 'kind: Pod\n', /^x is not the state of a cluster/],
    ['broken YAML', `${MARK}---\na: [\n`, /^x:\d: /],
    ['no object', `${MARK}---\n- 1\n`, 'x:3: not a Kubernetes object'],
    ['an object without uid', `${MARK}---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n`, 'x:3: the object has no metadata.uid'],
    [
      'an object without version',
      `${MARK}---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, uid: u}\n`,
      'x:3: the object has no metadata.resourceVersion',
    ],
    [
      'an object of the future',
      `${MARK}---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, uid: u, resourceVersion: "9"}\n`,
      /of resourceVersion 9, above that of the whole, 1$/,
    ],
    [
      'an unknown kind',
      `${MARK}---\napiVersion: v1\nkind: Bod\nmetadata: {name: a, uid: u, resourceVersion: "1"}\n`,
      'x:3: there is no kind Bod of v1 in this state',
    ],
    [
      'an object twice',
      `${MARK}${'---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, uid: u, resourceVersion: "1"}\n'.repeat(2)}`,
      'x:7: Pod a is there twice',
    ],
  ];
  for (const [what, text, message] of REFUSED) {
    it(`refuses ${what}`, () => expect(() => readClusterState(text, 'x', registry)).to.throw(FileError, message));
  }

  it('takes the place of everything, definitions first and namespaces last', () => {
    const store = aStore(['pods', 'old', anObject('Pod', 'old')]);
    const changes: Change[] = [];
    store.subscribe((change) => changes.push(change));
    const place = (table: string, key: string) => ({ table, key, object: { metadata: { name: key, resourceVersion: '7' } } });
    const objects = [place('namespaces', 'n'), place('pods', 'p'), place('apiextensions.k8s.io/customresourcedefinitions', 'd')];
    restoreClusterState({ revision: 9, objects }, store);
    expect(changes.map(({ type, key }) => `${type} ${key}`)).to.deep.equal(['DELETED old', 'ADDED d', 'ADDED p', 'ADDED n']);
    expect(store.tables()).to.deep.equal(['apiextensions.k8s.io/customresourcedefinitions', 'namespaces', 'pods']);
    expect(store.get('pods', 'p')?.metadata.resourceVersion).to.equal('7');
    expect([8, 9].map((revision) => store.changesSince('pods', revision))).to.deep.equal([undefined, []]);
    // What was deleted from a table that is empty now can't be resumed over either.
    expect([8, 9].map((revision) => store.changesSince('secrets', revision))).to.deep.equal([undefined, []]);
    expect(store.put('pods', 'new', anObject('Pod', 'new')).metadata.resourceVersion).to.equal('10');
  });

  it('never goes back behind a version that somebody may have seen', () => {
    const store = aStore(['pods', 'a', anObject('Pod', 'a')], ['pods', 'b', anObject('Pod', 'b')]);
    restoreClusterState({ revision: 2, objects: [] }, store);
    expect(store.revision).to.equal(4);
  });
});

describe('a cluster with the state of another', function () {
  // The first start loads the client.
  this.timeout(20_000);

  let folder: string;
  let file: string;
  const running: EmbeddedCluster[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tskubeop-state-'));
    file = join(folder, 'state.yaml');
  });
  afterEach(async () => {
    for (const cluster of running.splice(0)) await cluster.stop();
  });
  after(() => rm(folder, { recursive: true }));

  async function start(options: Parameters<typeof EmbeddedCluster.start>[0] = {}): Promise<EmbeddedCluster> {
    const cluster = await EmbeddedCluster.start(options);
    running.push(cluster);
    return cluster;
  }

  /** Another cluster with the state of this one. */
  async function successorOf(cluster: EmbeddedCluster, options: object = {}): Promise<EmbeddedCluster> {
    await cluster.saveState(file);
    await cluster.stop();
    return start({ ...options, state: file });
  }

  it('has every object as it was', async () => {
    const one = await start();
    await one.client.create(DEFINITION);
    const widget = await one.client.create({ ...WIDGETS, metadata: at('a'), spec: {} });
    const secret = await one.client.create({ apiVersion: 'v1', kind: 'Secret', metadata: at('s'), stringData: { a: 'b' } });
    const { items: accounts } = await one.client.list({ apiVersion: 'v1', kind: 'ServiceAccount' });
    const two = await successorOf(one);
    expect(await two.client.get({ ...WIDGETS, ...at('a') })).to.deep.equal(widget);
    expect(await two.client.get({ apiVersion: 'v1', kind: 'Secret', ...at('s') })).to.deep.equal(secret);
    expect((await two.client.list({ apiVersion: 'v1', kind: 'ServiceAccount' })).items).to.deep.equal(accounts);
  });

  it('goes on: kinds are served, old versions conflict, new ones are higher', async () => {
    const one = await start();
    await one.client.create(DEFINITION);
    const old = await one.client.create({ ...WIDGETS, metadata: at('a'), spec: {} });
    const newer = await one.client.mergePatch({ ...WIDGETS, ...at('a') }, { spec: { size: 5 } });
    const two = await successorOf(one);
    expect((await two.client.create({ ...WIDGETS, metadata: at('b'), spec: {} })).spec).to.deep.equal({ size: 1 });
    expect(ApiError.is(await two.client.replace({ ...old, spec: { size: 2 } }).catch((error) => error))).to.equal(true);
    const newest = await two.client.replace({ ...newer, spec: { size: 6 } });
    expect(Number(newest.metadata.resourceVersion)).to.be.above(Number(newer.metadata.resourceVersion) + 1);
  });

  it('collects what belongs to an owner that is deleted now', async () => {
    const one = await start();
    const owner = await one.client.create({ ...CONFIG_MAPS, metadata: at('owner') });
    const ownerReferences = [{ ...CONFIG_MAPS, name: 'owner', uid: owner.metadata.uid }];
    await one.client.create({ ...CONFIG_MAPS, metadata: { ...at('child'), ownerReferences } });
    const two = await successorOf(one);
    // Loaded once more, in the place of itself: the owner that goes and comes back is still the owner.
    await two.loadState(file);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await two.client.find({ ...CONFIG_MAPS, ...at('child') })).to.not.equal(undefined);
    await two.client.delete({ ...CONFIG_MAPS, ...at('owner') });
    await eventually(async () => (await two.client.find({ ...CONFIG_MAPS, ...at('child') })) === undefined);
  });

  it('ends what was on its way out', async () => {
    const one = await start();
    await one.client.create(DEFINITION);
    await one.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
    await one.client.create({ ...WIDGETS, metadata: { ...at('a'), finalizers: ['demo.example.com/held'] }, spec: {} });
    await one.client.create({ ...CONFIG_MAPS, metadata: { ...at('a', 'team'), finalizers: ['demo.example.com/held'] } });
    await one.client.delete({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name: 'widgets.demo.example.com' });
    await one.client.delete({ apiVersion: 'v1', kind: 'Namespace', name: 'team' });
    const two = await successorOf(one);
    const release = { metadata: { finalizers: null } };
    await two.client.mergePatch({ ...WIDGETS, ...at('a') }, release);
    await two.client.mergePatch({ ...CONFIG_MAPS, ...at('a', 'team') }, release);
    await eventually(async () => {
      const { items: namespaces } = await two.client.list({ apiVersion: 'v1', kind: 'Namespace' });
      const { items: definitions } = await two.client.list({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' });
      return definitions.length === 0 && !namespaces.some(({ metadata }) => metadata.name === 'team');
    });
  });

  it('leaves running Pods as they are, and gives new ones other addresses', async () => {
    const pod = (name: string) => ({ ...PODS, metadata: at(name), spec: { containers: [{ name: 'a', image: 'a' }] } });
    const ready = (cluster: EmbeddedCluster, name: string) =>
      eventually(async () => {
        const found = await cluster.client.get({ ...PODS, ...at(name) });
        return found.status.podIP && found.status.phase === 'Running' ? found : undefined;
      });
    const one = await start({ workloads: true });
    await one.client.create(pod('a'));
    const before = await ready(one, 'a');
    const two = await successorOf(one, { workloads: true });
    await two.client.create(pod('b'));
    const other = await ready(two, 'b');
    expect(await two.client.get({ ...PODS, ...at('a') })).to.deep.equal(before);
    expect(other.status.podIP).to.not.equal(before.status.podIP);
    expect((await two.client.list({ apiVersion: 'v1', kind: 'Node' })).items).to.have.length(1);
  });

  it('takes up a watch where it stood, but not before', async () => {
    const one = await start();
    const { metadata } = await one.client.create({ ...CONFIG_MAPS, metadata: at('a') });
    const newest = (await one.client.list(CONFIG_MAPS)).metadata.resourceVersion;
    await one.client.create({ ...CONFIG_MAPS, metadata: at('b') });
    const last = (await one.client.list(CONFIG_MAPS)).metadata.resourceVersion;
    const two = await successorOf(one);
    const watch = async (from = '') =>
      (await fetch(`${two.url}/api/v1/configmaps?watch=1&timeoutSeconds=1&resourceVersion=${from}`, { headers: AS_ADMIN })).text();
    expect(await watch(metadata.resourceVersion)).to.include('"code":410');
    expect(await watch(newest)).to.include('"code":410');
    const resumed = watch(last);
    await eventually(async () => two.client.mergePatch({ ...CONFIG_MAPS, ...at('a') }, { data: { a: 'b' } }));
    expect(await resumed).to.match(/^\{"type":"MODIFIED"/);
  });

  it('begins its watches anew when it is loaded into a running cluster', async () => {
    const cluster = await start();
    await cluster.saveState(file);
    await cluster.client.create({ ...CONFIG_MAPS, metadata: at('later') });
    const { resourceVersion = '' } = (await cluster.client.list(CONFIG_MAPS)).metadata;
    const url = `${cluster.url}/api/v1/configmaps?watch=1&resourceVersion=${resourceVersion}`;
    const response = await fetch(url, { headers: AS_ADMIN });
    await cluster.loadState(file);
    expect(await response.text()).to.equal('');
    expect(await (await fetch(url, { headers: AS_ADMIN })).text()).to.include('"code":410');
    expect(await cluster.client.find({ ...CONFIG_MAPS, ...at('later') })).to.equal(undefined);
  });

  it('keeps its own state when the other is none', async () => {
    const cluster = await start();
    await cluster.client.create({ ...CONFIG_MAPS, metadata: at('a') });
    const failure = await cluster.loadState(join(folder, 'missing.yaml')).catch((error) => error);
    expect(failure.message).to.match(/^there is no state in .*missing\.yaml/);
    expect(await cluster.client.find({ ...CONFIG_MAPS, ...at('a') })).to.not.equal(undefined);
    expect(FileError.is(await EmbeddedCluster.start({ state: join(folder, 'missing.yaml') }).catch((error) => error))).to.equal(true);
  });
});
