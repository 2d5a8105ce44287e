import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { EmbeddedSession, PODS, pod } from '../support/embedded-session.ts';

const ACCOUNT = '/api/v1/namespaces/default/serviceaccounts/default';

describe('TokenRequests', () => {
  let session: EmbeddedSession;
  const clock = new FakeClock();
  before(async () => {
    session = await EmbeddedSession.start({ clock });
    await session.create(PODS, pod('web'));
  });
  after(() => session.stop());

  const request = (spec: JsonObject, more: JsonObject = {}) => session.create(`${ACCOUNT}/token`, { ...more, spec });
  const boundTo = (boundObjectRef: JsonObject) => request({ boundObjectRef: { apiVersion: 'v1', ...boundObjectRef } });
  const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

  it('give a token for the server, for an hour, to who asks for nothing in particular', async () => {
    const account = (await session.get(ACCOUNT)).body;
    const { code, body } = await request({}, { status: { token: 'mine' } });
    expect(code).to.equal(201);
    expect(body).to.include({ kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1' });
    expect(body.metadata).to.include({ name: 'default', namespace: 'default', uid: account.metadata.uid });
    const audiences = ['https://kubernetes.default.svc'];
    expect(body.spec).to.deep.equal({ audiences, expirationSeconds: 3600, boundObjectRef: null });
    expect(Date.parse(body.status.expirationTimestamp)).to.equal(clock.now() + 3_600_000);
    expect(claimsOf(body.status.token)).to.deep.include({ sub: 'system:serviceaccount:default:default', aud: audiences });
  });

  it('give a token for whom and how long is asked for', async () => {
    const { body } = await request({ audiences: ['https://elsewhere'], expirationSeconds: 600 });
    const { aud, iat, exp } = claimsOf(body.status.token);
    expect({ aud, seconds: exp - iat }).to.deep.equal({ aud: ['https://elsewhere'], seconds: 600 });
  });

  it('are refused for less than ten minutes, and for more than 2^32 seconds', async () => {
    const { code, body } = await request({ expirationSeconds: 599 });
    expect(code).to.equal(422);
    expect(body.message).to.include('spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes');
    expect((await request({ expirationSeconds: 2 ** 32 + 1 })).body.message).to.include('larger than 2^32 seconds');
    expect((await request({ expirationSeconds: 2 ** 32 })).code).to.equal(201);
  });

  it('bind a token to an object that is there', async () => {
    const { uid } = (await session.get(`${PODS}/web`)).body.metadata;
    const { body } = await boundTo({ kind: 'Pod', name: 'web', uid });
    expect(claimsOf(body.status.token)['kubernetes.io'].pod).to.deep.equal({ name: 'web', uid });
    expect((await boundTo({ kind: 'Secret', name: 'none' })).body.message).to.equal('secrets "none" not found');
    expect((await boundTo({ kind: 'ConfigMap', name: 'c' })).body).to.include({
      code: 400,
      message: 'cannot bind token for serviceaccount to object of type ConfigMap',
    });
  });

  it('bind none to an object that has taken the place of the one that is meant', async () => {
    const { code, body } = await boundTo({ kind: 'Pod', name: 'web', uid: 'earlier' });
    expect(code).to.equal(409);
    expect(body.message).to.include('the UID in the bound object reference (earlier) does not match the UID in record');
  });

  it('are refused for another service account than that of the path', async () => {
    expect((await request({}, { metadata: { name: 'other' } })).body).to.include({
      code: 400,
      message: 'the name of the object (other) does not match the name on the URL (default)',
    });
  });
});
