import { expect } from 'chai';
import { CONFIG_MAPS, EmbeddedSession, PODS, WIDGETS } from '../support/embedded-session.ts';

describe('RequestHandler', () => {
  let session: EmbeddedSession;
  before(async () => {
    session = await EmbeddedSession.start();
  });
  after(() => session.stop());

  it('answers about itself', async () => {
    expect((await session.get('/version')).body).to.include({ major: '1', minor: '36' });
    expect((await session.get('/livez')).body).to.deep.equal({ text: 'ok' });
  });

  const absent = [
    '/nothing',
    WIDGETS,
    '/apis/none.example.com',
    '/apis/apps/v9',
    '/api/v1/pods/a',
    `${CONFIG_MAPS}/a/status/more`,

    '/api/v1/namespaces/default/replicationcontrollers',
  ];
  for (const path of absent) it(`has nothing at ${path}`, async () => expect((await session.get(path)).code).to.equal(404));

  it('says which method a resource does not have', async () => {
    expect((await session.call('PUT', CONFIG_MAPS, {})).code).to.equal(405);
    expect((await session.call('DELETE', '/api/v1/namespaces')).code).to.equal(405);
  });

  it('says what it knowingly lacks', async () => {
    await session.create(PODS, { metadata: { name: 'a' }, spec: { containers: [{ name: 'c', image: 'x' }] } });
    const { code, body } = await session.get(`${PODS}/a/log`);
    expect(code).to.equal(501);
    expect(body.message).to.equal('the embedded cluster does not implement pods/log: no container runs here');
  });
});
