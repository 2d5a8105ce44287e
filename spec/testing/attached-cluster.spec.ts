import { expect } from 'chai';
import { sleep, systemClock } from '../../lib/base/clock.ts';
import { AttachedCluster } from '../../lib/testing/attached-cluster.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';

const MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const place = (name: string) => ({ name, namespace: 'default' });

describe('AttachedCluster', () => {
  let cluster: EmbeddedCluster;
  beforeEach(async () => {
    cluster = await EmbeddedCluster.start();
  });
  afterEach(() => cluster.stop());

  const begin = () =>
    AttachedCluster.begin({
      kubeConfig: cluster.kubeConfig,
      client: cluster.client,
      classes: [],
      namespaces: ['default'],
      wait: () => sleep(systemClock, 1),
    });

  it('takes away what came after the beginning, finalizers and all', async () => {
    const { client } = cluster;
    await client.create({ ...MAP, metadata: place('before') });
    const attached = await begin();
    await client.create({ ...MAP, metadata: { ...place('after'), finalizers: ['example.com/never'] } });
    await client.create({ ...MAP, metadata: { name: 'elsewhere', namespace: 'kube-system' } });
    await attached.stop();
    expect(await client.find({ ...MAP, name: 'elsewhere', namespace: 'kube-system' })).to.not.equal(undefined);
    const names = (await client.list({ ...MAP }, { namespace: 'default' })).items.map(({ metadata }) => metadata.name);
    expect(names).to.include('before').and.not.include('after');
  });

  it('tells once of each change that it sees', async () => {
    const attached = await begin();
    const seen: string[] = [];
    attached.onChange(({ metadata }) => seen.push(metadata.name));
    await cluster.client.create({ ...MAP, metadata: place('a') });
    await attached.objects();
    await attached.objects();
    await cluster.client.delete({ ...MAP, ...place('a') });
    await attached.objects();
    expect(seen).to.deep.equal(['a', 'a']);
    expect(Number(await attached.revision)).to.be.greaterThan(0);
  });
});
