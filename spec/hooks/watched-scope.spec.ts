import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import { Health } from '../../lib/health/health.ts';
import { ScopePool, WatchedScope } from '../../lib/hooks/watched-scope.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { eventually } from '../../lib/testing/eventually.ts';

describe('WatchedScope', function () {
  this.timeout(20_000);
  let cluster: EmbeddedCluster;
  let connection: ClusterConnection;
  const health = new Health();
  before(async () => {
    cluster = await EmbeddedCluster.start();
    connection = await ClusterConnection.open({ kubeConfig: cluster.kubeConfig });
    await cluster.client.create(map('there'));
  });
  after(async () => {
    await connection?.close();
    await cluster?.stop();
  });

  const map = (name: string, data = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', labels: { own: 'yes' } },
    data,
  });
  const reference = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace: 'default' });
  const selection = { path: '/api/v1/namespaces/default/configmaps', labelSelector: 'own=yes', fieldSelector: undefined };
  const parts = () => ({ transport: connection.transport, clock: systemClock, logger: silentLogger, health });
  const observer = (told: string[]) => ({
    upserted: ({ key, text }: { key: string; text: string }) => void told.push(`${key} ${JSON.parse(text).data?.x ?? ''}`.trim()),
    removed: ({ key }: { key: string }) => void told.push(`-${key}`),
    synced: () => void told.push('synced'),
  });

  it('tells what is there, then what changes', async () => {
    const told: string[] = [];
    const scope = new WatchedScope({ ...parts(), ...selection, keepsObjects: true });
    scope.subscribe(observer(told));
    const running = scope.run();
    await eventually(() => told.includes('synced'));
    await cluster.client.create(map('new', { x: '1' }));
    await cluster.client.mergePatch(reference('new'), { data: { x: '2' } });
    await cluster.client.delete(reference('new'));
    await eventually(() => told.length === 5);
    expect(told).to.deep.equal(['default/there', 'synced', 'default/new 1', 'default/new 2', '-default/new']);
    expect(scope.text('default/there')).to.include('"kind":"ConfigMap"');
    expect(health.checks().map(({ name }) => name)).to.deep.equal([`hooks: watch of ${selection.path} own=yes`]);
    scope.stop();
    await running;
    expect(health.checks()).to.deep.equal([]);
  });

  it('keeps no more than the identity of objects that nobody asks for, and tells all of them', async () => {
    const told: string[] = [];
    const scope = new WatchedScope({ ...parts(), ...selection, keepsObjects: false });
    scope.subscribe(observer(told));
    const running = scope.run();
    await eventually(() => told.includes('synced'));
    await cluster.client.create(map('small', { x: '1' }));
    await eventually(() => told.includes('default/small 1'));
    expect(scope.text('default/small')).to.not.include('"x"');
    await cluster.client.delete(reference('small'));
    await eventually(() => told.includes('-default/small'));
    scope.stop();
    await running;
  });

  it('is shared by those who want the same objects, however late they come, and ends with the last of them', async () => {
    const pool = new ScopePool(parts());
    const told: string[][] = [[], [], []];
    const first = pool.subscribe({ ...selection, keepsObjects: true }, observer(told[0] as string[]));
    await eventually(() => told[0]?.includes('synced'));
    const second = pool.subscribe({ ...selection, keepsObjects: true }, observer(told[1] as string[]));
    expect(told[1]).to.deep.equal(['default/there', 'synced']);
    expect(second.text('default/there')).to.equal(first.text('default/there'));
    const apart = pool.subscribe({ ...selection, keepsObjects: false }, observer(told[2] as string[]));
    expect(told[2]).to.deep.equal([]);
    first.end();
    await cluster.client.create(map('later'));
    await eventually(() => told[1]?.includes('default/later'));
    expect(told[0]).to.not.include('default/later');
    second.end();
    apart.end();
    await eventually(() => health.checks().length === 0);
    await cluster.client.delete(reference('later'));
  });
});
