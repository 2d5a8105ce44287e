import { expect } from 'chai';
import { EmbeddedSession } from '../support/embedded-session.ts';

const AUTHORIZATION = '/apis/authorization.k8s.io/v1';

describe('AccessReviews', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start();
  });
  afterEach(() => session.stop());

  const mayRead = { resourceAttributes: { verb: 'get', resource: 'secrets', namespace: 'default' } };

  it('allow the administrator everything', async () => {
    const { body } = await session.create(`${AUTHORIZATION}/selfsubjectaccessreviews`, { spec: mayRead });
    expect(body.status).to.deep.equal({ allowed: true });
  });

  it('allow others what their roles allow', async () => {
    const ask = async () => (await session.create(`${AUTHORIZATION}/subjectaccessreviews`, { spec: { user: 'jane', ...mayRead } })).body;
    expect((await ask()).status).to.deep.equal({ allowed: false });
    await session.create('/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', {
      metadata: { name: 'jane' },
      roleRef: { kind: 'ClusterRole', name: 'edit' },
      subjects: [{ kind: 'User', name: 'jane' }],
    });
    expect((await ask()).status.allowed).to.equal(true);
  });

  it('say who asks', async () => {
    const { body } = await session.create('/apis/authentication.k8s.io/v1/selfsubjectreviews', {});
    expect(body.status.userInfo.username).to.equal('admin');
  });

  it('know whose a token is', async () => {
    const { body } = await session.create('/api/v1/namespaces/default/serviceaccounts/default/token', {});
    const review = await session.create('/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: body.status.token } });
    expect(review.body.status).to.deep.include({ authenticated: true });
    expect(review.body.status.user.username).to.equal('system:serviceaccount:default:default');
  });

  it('are created only', async () => {
    expect((await session.get(`${AUTHORIZATION}/selfsubjectaccessreviews`)).code).to.equal(404);
  });
});
