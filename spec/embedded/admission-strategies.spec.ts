import { expect } from 'chai';
import { EmbeddedSession } from '../support/embedded-session.ts';

const GROUP = '/apis/admissionregistration.k8s.io/v1';

describe('admission strategies', () => {
  let session: EmbeddedSession;
  before(async () => {
    session = await EmbeddedSession.start();
  });
  after(() => session.stop());

  const webhook = { name: 'a.example.com', clientConfig: { url: 'https://a' }, sideEffects: 'None', admissionReviewVersions: ['v1'] };

  it('store a webhook with its defaults, and warn at each write that it is not called', async () => {
    const path = `${GROUP}/mutatingwebhookconfigurations`;
    const { code, body, headers } = await session.create(path, { metadata: { name: 'a' }, webhooks: [webhook] });
    expect(code).to.equal(201);
    expect(body.webhooks[0]).to.include({ failurePolicy: 'Fail', timeoutSeconds: 10, reinvocationPolicy: 'Never' });
    const warning = 'the embedded cluster calls no webhooks';
    expect(headers.get('warning')).to.include(warning);
    const patched = await session.patch(`${path}/a`, { metadata: { labels: { a: 'b' } } });
    expect(patched.headers.get('warning')).to.include(warning);
    expect((await session.get(`${path}/a`)).headers.get('warning')).to.equal(null);
  });

  it('store a policy and its binding, and warn that nobody evaluates them', async () => {
    const rule = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] };
    const policy = await session.create(`${GROUP}/validatingadmissionpolicies`, {
      metadata: { name: 'a' },
      spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: 'false' }] },
    });
    const binding = await session.create(`${GROUP}/validatingadmissionpolicybindings`, {
      metadata: { name: 'a' },
      spec: { policyName: 'a', validationActions: ['Deny'] },
    });
    for (const { code, headers } of [policy, binding]) {
      expect(code).to.equal(201);
      expect(headers.get('warning')).to.include('the embedded cluster evaluates no admission policies');
    }
    expect((await session.create('/api/v1/namespaces', { metadata: { name: 'not-denied' } })).code).to.equal(201);
  });
});
