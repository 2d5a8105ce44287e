import { expect } from 'chai';
import { LeadershipLostError } from '../../lib/base/errors.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import type { ControllerCluster } from '../../lib/controller/controller-context.ts';
import { controllerCluster, fencedCluster } from '../../lib/operator/controller-cluster.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' } as const;
const REFERENCE = { ...CONFIG_MAP, name: 'a', namespace: 'default' };

describe('a controller’s cluster', () => {
  let cluster: EmbeddedCluster;
  let connection: ClusterConnection;
  let isOpen: boolean;
  let fenced: ControllerCluster;
  before(async () => {
    cluster = await EmbeddedCluster.start();
    connection = await ClusterConnection.open({ kubeConfig: cluster.kubeConfig });
    await cluster.client.create({ ...CONFIG_MAP, metadata: { name: 'a', namespace: 'default' } });
  });
  after(async () => {
    await connection.close();
    await cluster.stop();
  });
  beforeEach(() => {
    isOpen = true;
    fenced = fencedCluster(controllerCluster(connection), connection, () => {
      if (!isOpen) throw new LeadershipLostError('over');
    });
  });

  it('knows scopes, paths and subresources', async () => {
    const known = controllerCluster(connection);
    expect(await known.collectionPath(CONFIG_MAP, 'team')).to.equal('/api/v1/namespaces/team/configmaps');
    expect(await known.hasStatusSubresource({ apiVersion: 'v1', kind: 'Pod' })).to.equal(true);
    expect(await known.scopes.resolve({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' })).to.equal('Cluster');
    expect(known.scopes.known({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' })).to.equal('Cluster');
  });

  const ways: Record<string, (by: ControllerCluster) => Promise<unknown>> = {
    client: ({ client }) => client.mergePatch(REFERENCE, { data: { by: 'client' } }),
    mergePatchText: async (by) => by.mergePatchText?.(REFERENCE, { data: { by: 'text' } }, {}),
    transport: async ({ transport }) =>
      (await transport.request({ method: 'GET', path: '/api/v1/namespaces/default/configmaps/a' })).body.destroy(),
    crdApi: ({ crdApi }) => crdApi().listClusterCustomObject({ group: '', version: 'v1', plural: 'configmaps' }).catch(rethrowFence),
  };

  for (const [name, act] of Object.entries(ways)) {
    it(`sends by ${name} while the fence is open, and not when it is closed`, async () => {
      await act(fenced);
      isOpen = false;
      const error = await act(fenced).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(LeadershipLostError.is(error), String(error)).to.equal(true);
    });
  }

  it('has no other way to act than those', () => {
    const reading = ['collectionPath', 'hasStatusSubresource', 'scopes'];
    expect(Object.keys(fenced).sort()).to.deep.equal([...Object.keys(ways), ...reading].sort());
  });
});

/** What the server says to a list of a group that isn't one is not what this is about. */
function rethrowFence(error: unknown): void {
  if (LeadershipLostError.is(error)) throw error;
}
