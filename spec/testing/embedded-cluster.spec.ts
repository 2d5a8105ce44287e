import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { FileError } from '../../lib/base/errors.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace' };

describe('EmbeddedCluster', function () {
  // The first start loads the client.
  this.timeout(20_000);

  const running: EmbeddedCluster[] = [];

  async function start(options?: Parameters<typeof EmbeddedCluster.start>[0]): Promise<EmbeddedCluster> {
    const cluster = await EmbeddedCluster.start(options);
    running.push(cluster);
    return cluster;
  }

  afterEach(async () => {
    for (const cluster of running.splice(0)) await cluster.stop();
  });

  it('serves when it has started: for its client, its kubeconfig and its file', async () => {
    const cluster = await start();
    expect((await cluster.client.get({ ...NAMESPACE, name: 'default' })).status.phase).to.equal('Active');
    expect(cluster.kubeConfig.getCurrentCluster()?.server).to.equal(cluster.url);
    expect(await readFile(cluster.kubeconfigPath, 'utf8')).to.include(cluster.url);
    expect(cluster.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('leaves nothing behind, however often it is stopped', async () => {
    const cluster = await start();
    const folder = dirname(cluster.kubeconfigPath);
    await Promise.all([cluster.stop(), cluster[Symbol.asyncDispose]()]);
    await cluster.stop();
    expect(existsSync(folder)).to.equal(false);
    expect(await fetch(cluster.url).catch(() => 'gone')).to.equal('gone');
  });

  it('keeps the time of its clock', async () => {
    const cluster = await start({ clock: new FakeClock({ startMilliseconds: Date.UTC(2030, 5, 1) }) });
    const { metadata } = await cluster.client.create({ ...NAMESPACE, metadata: { name: 'team' } });
    expect(metadata.creationTimestamp).to.equal('2030-06-01T00:00:00Z');
  });

  it('has no nodes unless workloads are asked for', async () => {
    const nodes = async (workloads?: boolean) =>
      (await (await start({ ...(workloads && { workloads }) })).client.list({ apiVersion: 'v1', kind: 'Node' })).items.length;
    expect([await nodes(), await nodes(true)]).to.deep.equal([0, 1]);
  });

  it('goes wrong on order', async () => {
    const cluster = await start();
    cluster.faults.refuse({ status: 403, path: '/api/v1/namespaces/default', times: 1 });
    const failure = await cluster.client.get({ ...NAMESPACE, name: 'default' }).catch((error) => error);
    expect(failure.status).to.equal(403);
    expect((await cluster.client.get({ ...NAMESPACE, name: 'default' })).metadata.name).to.equal('default');
  });

  it('saves its state, begins with one, and takes one in', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tskubeop-state-'));
    const path = join(folder, 'state.yaml');
    try {
      const one = await start();
      const created = await one.client.create({ ...NAMESPACE, metadata: { name: 'team' } });
      await one.saveState(path);
      const saved = await readFile(path, 'utf8');
      const two = await start({ state: path });
      expect(await two.client.get({ ...NAMESPACE, name: 'team' })).to.deep.equal(created);
      await two.client.mergePatch({ ...NAMESPACE, name: 'team' }, { metadata: { labels: { a: 'b' } } });
      await two.loadState(path);
      expect(await two.client.get({ ...NAMESPACE, name: 'team' })).to.deep.equal(created);
      await two.stop();
      expect(await readFile(path, 'utf8')).to.equal(saved);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('does not start from what is no state, nor save over it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tskubeop-state-'));
    const path = join(folder, 'manifest.yaml');
    try {
      await writeFile(path, 'kind: Pod\n');
      expect(await EmbeddedCluster.start({ state: path }).catch((error) => error)).to.be.instanceOf(FileError);
      expect(await (await start()).saveState(path).catch((error) => error)).to.be.instanceOf(FileError);
      expect(await readFile(path, 'utf8')).to.equal('kind: Pod\n');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
