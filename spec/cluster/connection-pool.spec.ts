/** ConnectionPool: when there is a new line, and when there is none. */
import { expect } from 'chai';
import { CredentialsError } from '../../lib/base/errors.ts';
import { ConnectionPool } from '../../lib/cluster/connection-pool.ts';
import { selfSigned } from './support/certificate.ts';
import { aKubeConfig } from './support/kube-configs.ts';
import { rejection } from './support/rejection.ts';

describe('ConnectionPool', () => {
  it('makes a new line for another server, other certificates or another proxy, and for nothing else', async () => {
    const pool = new ConnectionPool({});
    const pair = selfSigned();
    const caData = Buffer.from(pair.cert).toString('base64');
    const steps: [ReturnType<typeof aKubeConfig>, boolean][] = [
      [aKubeConfig('https://a'), true],
      [aKubeConfig('https://a', { token: 'other' }), false],
      [aKubeConfig('https://b'), true],
      [aKubeConfig('https://b', {}, { caData }), true],
      [aKubeConfig('https://b', {}, { caData }), false],
      [aKubeConfig('https://b', {}, { caData, proxyUrl: 'http://proxy:1' }), true],
    ];
    for (const [kubeConfig, changed] of steps) expect(await pool.refresh(kubeConfig)).to.equal(changed);
    expect(await pool.refresh(aKubeConfig('https://b', {}, { caData, proxyUrl: 'http://proxy:1' }), pair)).to.equal(true);
    await pool.close();
  });

  it('replaces a line once, however many found it broken', async () => {
    const pool = new ConnectionPool({});
    await pool.refresh(aKubeConfig('http://a'));
    const { line } = pool;
    if (!line) throw new Error('no line');
    pool.replace(line);
    const second = pool.line;
    pool.replace(line);
    expect(second).not.to.equal(line);
    expect(pool.line).to.equal(second);
    await pool.close();
    expect(pool.line).to.equal(undefined);
  });

  it('refuses a proxy that it can’t speak to, without showing its password', async () => {
    const attempt = new ConnectionPool({}).refresh(aKubeConfig('https://a', {}, { proxyUrl: 'socks5://me:very-secret@proxy' }));
    const error = await rejection(attempt);
    expect(error).to.be.instanceOf(CredentialsError);
    expect(error.message).to.include('its scheme is socks5').and.not.include('very-secret');
  });
});
