/** Which credential a kubeconfig's user has. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { CredentialsError } from '../../lib/base/errors.ts';
import type { Credential } from '../../lib/cluster/credential.ts';
import { credentialSource } from '../../lib/cluster/credential-source.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { aJwt, aKubeConfig } from './support/kube-configs.ts';
import { rejection } from './support/rejection.ts';

describe('credentialSource', () => {
  const obtain = (user: Record<string, unknown>, clock = systemClock): Promise<Credential> =>
    credentialSource({ kubeConfig: aKubeConfig('http://api', user), clock, env: {} })();

  it('sends nothing for nobody', async () => {
    expect(await obtain({})).to.deep.equal({ headers: {} });
  });

  it('sends a token, with its end when it tells', async () => {
    expect(await obtain({ token: 'abc' })).to.deep.equal({ headers: { authorization: 'Bearer abc' } });
    expect((await obtain({ token: aJwt({ exp: 1_800_000_000 }) })).expiresAt).to.equal(1_800_000_000_000);
  });

  it('sends user and password', async () => {
    expect((await obtain({ username: 'me', password: 'pw' })).headers).to.deep.equal({ authorization: 'Basic bWU6cHc=' });
  });

  it('reads a token file each time, without the line end, and looks again after a minute', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'token-'));
    const tokenFile = join(folder, 'token');
    const user = { authProvider: { name: 'tokenFile', config: { tokenFile } }, token: 'older' };
    try {
      expect((await rejection(obtain(user))).message).to.match(/^cannot read the token file .*token: ENOENT/);
      writeFileSync(tokenFile, ' \n');
      expect(await rejection(obtain(user))).to.be.instanceOf(CredentialsError);
      writeFileSync(tokenFile, 'abc\n');
      const clock = new FakeClock();
      const credential = await obtain(user, clock);
      expect(credential.headers).to.deep.equal({ authorization: 'Bearer abc' });
      expect(credential.refreshAt).to.equal(clock.now() + 60_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('asks client-node for its own providers, also for an http server', async () => {
    const idToken = aJwt({ exp: 4_000_000_000 });
    const credential = await obtain({ authProvider: { name: 'oidc', config: { 'id-token': idToken } } });
    expect(credential.headers).to.deep.equal({ authorization: `Bearer ${idToken}` });
    expect(credential.expiresAt).to.equal(4_000_000_000_000);
    expect(credential.refreshAt).to.be.lessThan(4_000_000_000_000);
  });

  it('uses authenticators that were added to the KubeConfig', async () => {
    const kubeConfig = aKubeConfig('https://api');
    kubeConfig.addAuthenticator({
      isAuthProvider: () => true,
      applyAuthentication: async (_user, options) => {
        options.headers = { ...options.headers, Authorization: 'Bearer added' };
      },
    });
    expect((await credentialSource({ kubeConfig, clock: systemClock, env: {} })()).headers).to.deep.equal({
      authorization: 'Bearer added',
    });
  });

  it('impersonates', async () => {
    const extra = { 'Example.com/Scope': ['a'] };
    const user = { token: 't', impersonateUser: 'jane', impersonateGroups: ['g'], impersonateUid: '7', impersonateExtra: extra };
    expect((await obtain(user)).headers).to.deep.equal({
      authorization: 'Bearer t',
      'impersonate-user': 'jane',
      'impersonate-group': ['g'],
      'impersonate-uid': '7',
      'impersonate-extra-example.com%2Fscope': ['a'],
    });
  });
});
