import { expect } from 'chai';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import { KindLookup } from '../../lib/hooks/kind-lookup.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';

describe('KindLookup', function () {
  this.timeout(20_000);
  let cluster: EmbeddedCluster;
  let connection: ClusterConnection;
  let kinds: KindLookup;
  before(async () => {
    cluster = await EmbeddedCluster.start();
    connection = await ClusterConnection.open({ kubeConfig: cluster.kubeConfig });
  });
  beforeEach(() => {
    kinds = new KindLookup(connection.transport, () => 0);
  });
  after(async () => {
    await connection?.close();
    await cluster?.stop();
  });

  const pods = { group: '', version: 'v1', apiVersion: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };
  for (const name of ['Pod', 'pod', 'PODS', 'po']) {
    it(`finds ${name}`, async () => expect(await kinds.find('', name)).to.deep.equal(pods));
  }

  it('finds kinds of other groups, with their version or without', async () => {
    const deployments = {
      group: 'apps',
      version: 'v1',
      apiVersion: 'apps/v1',
      plural: 'deployments',
      kind: 'Deployment',
      namespaced: true,
    };
    expect(await kinds.find('', 'deploy')).to.deep.equal(deployments);
    expect(await kinds.find('apps/v1', 'Deployment')).to.deep.equal(deployments);
    expect(await kinds.find('', 'Namespace')).to.include({ namespaced: false });
  });

  it('finds nothing that is not served', async () => {
    expect(await kinds.find('', 'Nothing')).to.equal(undefined);
    expect(await kinds.find('v1', 'Deployment')).to.equal(undefined);
    expect(await kinds.find('none.example.com/v1', 'Pod')).to.equal(undefined);
  });

  it('remembers what it has found', async () => {
    await kinds.find('', 'Pod');
    cluster.faults.refuse({ status: 500 });
    expect(await kinds.find('', 'pod')).to.deep.equal(pods);
    cluster.faults.clear();
  });
});
