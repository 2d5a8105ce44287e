import { expect } from 'chai';
import { CONFIG_MAPS, configMap, EmbeddedSession } from '../support/embedded-session.ts';

describe('ApplyRequests', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start();
  });
  afterEach(() => session.stop());

  const apply = (query: string, object: object) =>
    session.patch(`${CONFIG_MAPS}/a${query}`, { apiVersion: 'v1', kind: 'ConfigMap', ...object }, 'apply');

  it('create what is not there, and change what is', async () => {
    expect((await apply('?fieldManager=m', configMap('a', { k: 'v' }))).code).to.equal(201);
    const { code, body } = await apply('?fieldManager=m', configMap('a', { l: 'w' }));
    expect([code, body.data]).to.deep.equal([200, { l: 'w' }]);
  });

  it('demand to know who applies what', async () => {
    expect((await apply('', configMap('a'))).body.message).to.include('fieldManager: Required value: is required for apply patch');
    expect((await apply('?fieldManager=m', { metadata: {} })).body.message).to.include('name must be provided');
  });

  it('create nothing that is meant to be there', async () => {
    const { code, body } = await apply('?fieldManager=m', { metadata: { name: 'a', uid: 'gone' } });
    expect([code, body.reason]).to.deep.equal([409, 'Conflict']);
  });
});
