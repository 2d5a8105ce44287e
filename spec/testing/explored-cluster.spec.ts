import { expect } from 'chai';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import { parseKubeconfig } from '../../lib/cluster/kubeconfig-file.ts';
import { kubeConfigOfContent } from '../../lib/cluster/lazy-kube-config.ts';
import { EmbeddedApiServer } from '../../lib/embedded/embedded-api-server.ts';
import { ExplorationPace } from '../../lib/testing/exploration-pace.ts';
import { ExploredCluster } from '../../lib/testing/explored-cluster.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

const pace = () => new ExplorationPace({ mostRequests: 999, outsideMilliseconds: 0 });
const MAP = { apiVersion: 'v1', kind: 'ConfigMap' };

describe('ExploredCluster', () => {
  it('begins with what another one holds, and keeps its own changes to itself', async () => {
    const server = await EmbeddedApiServer.start({ listens: false });
    const kubeConfig = kubeConfigOfContent(parseKubeconfig(server.kubeconfig(), 'the spec'));
    const first = new ExploredCluster(server, kubeConfig, pace());
    const connect = (cluster: ExploredCluster) =>
      ClusterConnection.open({ kubeConfig, network: (request, answer) => cluster.send(request, answer) });
    const preparing = await connect(first);
    await preparing.client.create({ ...MAP, metadata: { name: 'a', namespace: 'default' }, data: { x: '1' } });
    const template = { server, state: server.snapshot(), workloads: false };

    const clock = new FakeClock();
    const [one, two] = await Promise.all([1, 2].map(() => ExploredCluster.start(template, kubeConfig, clock, pace())));
    const [left, right] = [await connect(one as ExploredCluster), await connect(two as ExploredCluster)];
    const changed: string[] = [];
    one?.onChange(({ metadata }) => changed.push(metadata.name));
    const version = Number(one?.revision);
    await left.client.mergePatch({ ...MAP, name: 'a', namespace: 'default' }, { data: { x: '2' } });
    expect((await left.client.get({ ...MAP, name: 'a', namespace: 'default' })).data).to.deep.equal({ x: '2' });
    expect((await right.client.get({ ...MAP, name: 'a', namespace: 'default' })).data).to.deep.equal({ x: '1' });
    expect([changed, Number(one?.revision) - version]).to.deep.equal([['a'], 1]);
    expect(one?.objects().some(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'a')).to.equal(true);
    for (const connection of [preparing, left, right]) await connection.close();
    await one?.stop();
    await two?.stop();
    await server.stop();
    expect(clock.timers).to.equal(0);
  });
});
