/** Credentials are renewed in time, once for all, and by whom it should be. */
import { expect } from 'chai';
import type { KubeConfig } from '../../lib/cluster/client-node.ts';
import { Credentials } from '../../lib/cluster/credentials.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { aJwt, aKubeConfig } from './support/kube-configs.ts';
import { RecordingLogger } from './support/recording-logger.ts';
import { rejection } from './support/rejection.ts';
import { until } from './support/scripted-server.ts';

const SERVER = 'https://api';

describe('Credentials', () => {
  let clock: FakeClock;
  let logger: RecordingLogger;
  let logins: number;
  beforeEach(() => {
    clock = new FakeClock();
    logger = new RecordingLogger();
    logins = 0;
  });

  const tokenFor = (seconds: number, id = 0) => aJwt({ exp: clock.now() / 1000 + seconds, id });
  function credentials(token: string, login?: () => KubeConfig | undefined | Promise<KubeConfig | undefined>): Credentials {
    const counted = login && {
      login: async () => {
        logins += 1;
        return await login();
      },
    };
    return new Credentials({ kubeConfig: aKubeConfig(SERVER, { token }), clock, logger, env: {}, ...counted });
  }

  it('fetches once for all who ask at first, and answers without a promise from then on', async () => {
    const all = credentials('t');
    const [a, b] = await Promise.all([all.get(), all.get()]);
    expect(a).to.equal(b);
    expect(all.get()).to.equal(a);
  });

  it('logs in anew before a known end without holding anybody up', async () => {
    const all = credentials(tokenFor(3600), () => aKubeConfig(SERVER, { token: tokenFor(3600, 1) }));
    const first = await all.get();
    await clock.advance(3_500_000);
    expect(all.get()).to.equal(first);
    expect(logins).to.equal(0);
    await clock.advance(50_000);
    expect(all.get()).to.equal(first);
    expect(all.get()).to.equal(first);
    await until(() => all.get() !== first);
    expect(logins).to.equal(1);
  });

  it('never sends what has ended while a newer one can be had', async () => {
    const all = credentials(tokenFor(3600), () => aKubeConfig(SERVER, { token: 'newer' }));
    await all.get();
    await clock.advance(7_200_000);
    const [a, b] = await Promise.all([all.get(), all.get()]);
    expect([a.headers.authorization, b.headers.authorization]).to.deep.equal(['Bearer newer', 'Bearer newer']);
    expect(logins).to.equal(1);
    expect(all.kubeConfig.getCurrentUser()?.token).to.equal('newer');
  });

  it('uses a token that nobody can renew until the server refuses it', async () => {
    const all = credentials(tokenFor(10));
    const first = await all.get();
    await clock.advance(20_000);
    expect(all.get()).to.equal(first);
    expect(await all.refused(first)).to.equal(false);
  });

  it('keeps the one in use, and says so, when renewing early fails; then tries again', async () => {
    let works = false;
    const all = credentials(tokenFor(3600), () => {
      if (!works) throw new Error('vault is sealed');
      return aKubeConfig(SERVER, { token: 'newer' });
    });
    const first = await all.get();
    await clock.advance(3_550_000);
    all.get();
    await until(() => logger.records.length === 1);
    expect(logger.records[0]?.fields?.error).to.include('vault is sealed');
    works = true;
    expect(all.get()).to.equal(first);
    expect(logins).to.equal(1);
    await clock.advance(5000);
    all.get();
    await until(() => all.get() !== first);
  });

  it('logs in once for all that the server refused, and spares who came late', async () => {
    const all = credentials('one', () => aKubeConfig(SERVER, { token: 'two' }));
    const first = await all.get();
    expect(await Promise.all([all.refused(first), all.refused(first)])).to.deep.equal([true, true]);
    expect(await all.refused(first)).to.equal(true);
    expect(logins).to.equal(1);
  });

  it('does not log in again right after a login that did not help', async () => {
    const all = credentials('one', () => aKubeConfig(SERVER, { token: `bad-${logins}` }));
    await all.refused(await all.get());
    const second = await all.get();
    expect(await all.refused(second)).to.equal(false);
    await clock.advance(1000);
    expect(await all.refused(second)).to.equal(true);
    expect(logins).to.equal(2);
  });

  it('keeps the KubeConfig when the login gives none', async () => {
    const all = credentials('one', () => undefined);
    const { kubeConfig } = all;
    expect(await all.refused(await all.get())).to.equal(false);
    expect(all.kubeConfig).to.equal(kubeConfig);
  });

  it('passes a failed login on to who was refused', async () => {
    const all = credentials('one', () => {
      throw new Error('no');
    });
    const error = await rejection(all.refused(await all.get()));
    expect([error.code, error.message]).to.deep.equal(['CREDENTIALS', 'the login failed: no']);
  });

  it('tells what is wrong while the server refuses, since when, and no longer once it accepts', async () => {
    const all = credentials('one', () => undefined);
    expect(all.state).to.deep.equal({ trouble: undefined, expiresAt: undefined });
    const since = clock.now();
    await all.refused(await all.get());
    await clock.advance(5000);
    await all.refused(await all.get());
    expect(all.state.trouble).to.deep.equal({ message: 'the server refuses the credentials', since });
    all.accepted();
    expect(all.state.trouble).to.equal(undefined);
    all.refusedAgain();
    expect(all.state.trouble?.since).to.equal(clock.now());
  });

  it('tells why they could not be renewed, and when they end', async () => {
    const all = credentials(tokenFor(3600), () => {
      throw new Error('vault is sealed');
    });
    const first = await all.get();
    expect(all.state.expiresAt).to.equal(clock.now() + 3_600_000);
    await rejection(all.refused(first));
    expect(all.state.trouble?.message).to.equal('the credentials could not be renewed: the login failed: vault is sealed');
  });
});
