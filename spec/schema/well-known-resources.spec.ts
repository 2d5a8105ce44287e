import { expect } from 'chai';
import { wellKnownScope } from '../../lib/cluster/well-known-scope.ts';
import { wellKnownResource, wellKnownResources } from '../../lib/schema/well-known-resources.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { RawRequests, textOf } from '../support/raw-requests.ts';

describe('wellKnownResource', () => {
  it('finds a kind by all its names, in any case', () => {
    const deployment = { group: 'apps', kind: 'Deployment', plural: 'deployments' };
    for (const name of ['Deployment', 'deployments', 'DEPLOY']) expect(wellKnownResource(name), name).to.deep.equal(deployment);
  });

  it('prefers the group that is named, else the oldest', () => {
    expect(wellKnownResource('Event')?.group).to.equal('');
    expect(wellKnownResource('Event', 'events.k8s.io')?.group).to.equal('events.k8s.io');
    expect(wellKnownResource('Pod', 'metrics.k8s.io')).to.equal(undefined);
    expect(wellKnownResource('Printer')).to.equal(undefined);
  });
});

describeOnBothClusters('the resources known by heart', (cluster) => {
  let raw: RawRequests;
  before(() => {
    raw = new RawRequests(cluster().kubeConfig);
  });
  after(() => raw.close());

  it('are those that the server tells', async () => {
    const read = async (path: string) => JSON.parse(await textOf(await raw.open({ method: 'GET', path })));
    const { groups } = (await read('/apis')) as { groups: { name: string; preferredVersion: { groupVersion: string } }[] };
    const served = new Map<string, unknown>();
    const paths: [string, string][] = groups.map(({ name, preferredVersion }) => [name, `/apis/${preferredVersion.groupVersion}`]);
    for (const [group, path] of [['', '/api/v1'] as [string, string], ...paths]) {
      const { resources } = (await read(path)) as { resources: Record<string, unknown>[] };
      for (const { name, kind, namespaced, shortNames = [] } of resources.filter((each) => !String(each.name).includes('/')))
        served.set(`${group}/${kind}`, { plural: name, shortNames, namespaced });
    }
    const known = wellKnownResources().filter(({ group, kind }) => served.has(`${group}/${kind}`));
    expect(known.length).to.be.at.least(15);
    for (const { group, kind, plural, shortNames } of known) {
      const expected = { plural, shortNames, namespaced: wellKnownScope(kind) === undefined };
      expect(served.get(`${group}/${kind}`), kind).to.deep.equal(expected);
    }
  });
});
