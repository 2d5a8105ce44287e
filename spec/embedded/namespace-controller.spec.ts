import { expect } from 'chai';
import { configMap, EmbeddedSession } from '../support/embedded-session.ts';

describe('NamespaceController', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start();
  });
  afterEach(() => session.stop());

  it('has the namespaces that are always there', async () => {
    const { items } = (await session.get('/api/v1/namespaces')).body;
    expect(items.map((item: { metadata: { name: string } }) => item.metadata.name)).to.deep.equal([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
  });

  it('furnishes a new namespace', async () => {
    const { body } = await session.create('/api/v1/namespaces', { metadata: { name: 'mine' } });
    expect(body).to.deep.include({ spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } });
    expect((await session.get('/api/v1/namespaces/mine/serviceaccounts/default')).code).to.equal(200);
  });

  it('empties a namespace that is deleted, then ends it', async () => {
    await session.create('/api/v1/namespaces', { metadata: { name: 'mine' } });
    await session.create('/api/v1/namespaces/mine/configmaps', configMap('a', {}, { finalizers: ['a.b/c'] }));
    expect((await session.delete('/api/v1/namespaces/mine')).body.status.phase).to.equal('Terminating');
    const refused = await session.create('/api/v1/namespaces/mine/configmaps', configMap('b'));
    expect(refused.body).to.include({ code: 403, reason: 'Forbidden' });
    expect(refused.body.details.causes[0].reason).to.equal('NamespaceTerminating');
    await session.patch('/api/v1/namespaces/mine/configmaps/a', { metadata: { finalizers: null } });
    await session.until('/api/v1/namespaces/mine', ({ code }) => code === 404);
  });
});
