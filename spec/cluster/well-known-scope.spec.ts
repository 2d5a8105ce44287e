import { expect } from 'chai';
import { wellKnownScope } from '../../lib/cluster/well-known-scope.ts';
import { describeOnBothClusters } from '../support/clusters.ts';

describe('wellKnownScope', () => {
  it('knows kinds outside namespaces, and says nothing of others', () => {
    expect(wellKnownScope('PersistentVolume')).to.equal('Cluster');
    expect(wellKnownScope('Pod')).to.equal(undefined);
    expect(wellKnownScope('Printer')).to.equal(undefined);
  });
});

describeOnBothClusters('the scopes known by heart', (cluster) => {
  it('are those that the server tells', async () => {
    for (const kind of ['Namespace', 'Node', 'PersistentVolume']) {
      const listed = await cluster().client.list({ apiVersion: 'v1', kind });
      expect(wellKnownScope(kind)).to.equal('Cluster');
      expect(listed.every(({ metadata }) => metadata.namespace === undefined)).to.equal(true);
    }
  });
});
