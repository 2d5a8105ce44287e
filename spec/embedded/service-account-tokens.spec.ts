import { expect } from 'chai';
import { ObjectStore } from '../../lib/embedded/object-store.ts';
import { ISSUER, ServiceAccountTokens, type TokenParts } from '../../lib/embedded/service-account-tokens.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('ServiceAccountTokens', () => {
  let store: ObjectStore;
  let clock: FakeClock;
  let tokens: ServiceAccountTokens;
  beforeEach(() => {
    store = new ObjectStore();
    clock = new FakeClock();
    tokens = new ServiceAccountTokens({ store, clock });
  });

  const put = (table: string, name: string, uid: string, namespace = 'a') =>
    store.put(table, namespace ? `${namespace}/${name}` : name, { metadata: { name, uid, ...(namespace && { namespace }) } });
  const issue = (more: Partial<TokenParts> = {}) =>
    tokens.issue({ serviceAccount: put('serviceaccounts', 'robot', '1'), audiences: [ISSUER], expirationSeconds: 600, ...more });

  it('tells whose token it is, and which one', () => {
    const [first, second] = [issue(), issue()].map(({ token }) => tokens.userOf(token)?.user);
    expect(first).to.deep.include({
      username: 'system:serviceaccount:a:robot',
      uid: '1',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:a', 'system:authenticated'],
    });
    expect(Object.keys(first?.extra ?? {})).to.deep.equal(['authentication.kubernetes.io/credential-id']);
    expect(first?.extra).to.not.deep.equal(second?.extra);
  });

  it('lets a token end when its time is over', async () => {
    const { token, expires } = issue();
    expect(expires).to.equal(clock.now() + 600_000);
    await clock.advance(599_999);
    expect(tokens.userOf(token)).to.not.equal(undefined);
    await clock.advance(1);
    expect(tokens.userOf(token)).to.equal(undefined);
  });

  it('knows a token only before those whom it is for', () => {
    const { token } = issue({ audiences: ['https://one', 'https://two'] });
    expect(tokens.userOf(token)).to.equal(undefined);
    expect(tokens.userOf(token, ['https://three', 'https://two'])?.audiences).to.deep.equal(['https://two']);
  });

  it('lets a token end with its service account, though one of the same name follows', () => {
    const { token } = issue();
    store.remove('serviceaccounts', 'a/robot');
    expect(tokens.userOf(token)).to.equal(undefined);
    put('serviceaccounts', 'robot', '2');
    expect(tokens.userOf(token)).to.equal(undefined);
  });

  for (const [kind, table, namespace] of [
    ['Pod', 'pods', 'a'],
    ['Secret', 'secrets', 'a'],
    ['Node', 'nodes', ''],
  ] as const)
    it(`lets a token end with the ${kind} that it is bound to`, () => {
      const key = namespace ? 'a/bound' : 'bound';
      put(table, 'bound', '5', namespace);
      const { token } = issue({ bound: { kind, name: 'bound', uid: '5' } });
      expect(tokens.userOf(token)?.user.username).to.equal('system:serviceaccount:a:robot');
      put(table, 'bound', '6', namespace);
      expect(tokens.userOf(token)).to.equal(undefined);
      store.remove(table, key);
      expect(tokens.userOf(token)).to.equal(undefined);
    });

  it('tells in which Pod a token is used', () => {
    put('pods', 'web', '5');
    const { token } = issue({ bound: { kind: 'Pod', name: 'web', uid: '5' } });
    expect(tokens.userOf(token)?.user.extra).to.deep.include({
      'authentication.kubernetes.io/pod-name': ['web'],
      'authentication.kubernetes.io/pod-uid': ['5'],
    });
  });

  it('knows the tokens of an earlier server with the same objects', () => {
    const { token } = issue();
    expect(new ServiceAccountTokens({ store, clock }).userOf(token)?.user.uid).to.equal('1');
  });

  it('takes nothing that it has not signed', () => {
    const [header = '', body = '', sign = ''] = issue().token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const forged = encoded({ ...claims, exp: claims.exp + 1 });
    const unsigned = encoded({ alg: 'none' });
    for (const token of [
      '',
      'x',
      `${header}.${forged}.${sign}`,
      `${unsigned}.${body}.`,
      `${unsigned}.${body}.${sign}`,
      `${header}.${body}.${sign}.x`,
    ])
      expect(tokens.userOf(token), token).to.equal(undefined);
  });
});
