import { expect } from 'chai';
import { compareVersions } from '../../lib/embedded/discovery-documents.ts';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { DEFINITIONS, EmbeddedSession, widgetDefinition } from '../support/embedded-session.ts';

const AGGREGATED = { Accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' };

describe('discovery', () => {
  let session: EmbeddedSession;
  before(async () => {
    session = await EmbeddedSession.start();
    await session.create(DEFINITIONS, widgetDefinition());
  });
  after(() => session.stop());

  it('lists groups with their versions', async () => {
    const { groups } = (await session.get('/apis')).body;
    expect(groups.find((group: JsonObject) => group.name === 'example.com')).to.deep.equal({
      name: 'example.com',
      versions: [{ groupVersion: 'example.com/v1', version: 'v1' }],
      preferredVersion: { groupVersion: 'example.com/v1', version: 'v1' },
    });
    expect((await session.get('/api')).body.versions).to.deep.equal(['v1']);
    expect((await session.get('/apis/apps')).body).to.include({ kind: 'APIGroup', name: 'apps' });
  });

  it('lists resources with their subresources', async () => {
    const { resources } = (await session.get('/apis/example.com/v1')).body;
    expect(resources.map((resource: JsonObject) => resource.name)).to.deep.equal(['widgets', 'widgets/status']);
    expect(resources[0]).to.deep.include({ kind: 'Widget', namespaced: true, shortNames: ['wg'], singularName: 'widget' });
  });

  it('says the same in the aggregated form', async () => {
    const { body, headers } = await session.get('/apis', AGGREGATED);
    expect(headers.get('content-type')).to.equal(AGGREGATED.Accept);
    const group = body.items.find((item: JsonObject) => item.metadata.name === 'example.com');
    expect(group.versions[0].resources[0]).to.deep.include({
      resource: 'widgets',
      scope: 'Namespaced',
      subresources: [
        { subresource: 'status', responseKind: { group: 'example.com', version: 'v1', kind: 'Widget' }, verbs: ['get', 'patch', 'update'] },
      ],
    });
    expect((await session.get('/api', AGGREGATED)).body.items[0].versions[0].version).to.equal('v1');
  });
});

describe('compareVersions', () => {
  it('puts stable and newer versions first', () => {
    expect(['v1alpha1', 'v2', 'other', 'v1', 'v2beta1', 'v10'].sort(compareVersions)).to.deep.equal([
      'v10',
      'v2',
      'v1',
      'v2beta1',
      'v1alpha1',
      'other',
    ]);
  });
});
