import { expect } from 'chai';
import { AbortedError, ApiError, CredentialsError, UnreachableError } from '../../lib/base/errors.ts';
import { firstContact } from '../../lib/operator/first-contact.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

function contact(ping: () => Promise<void>) {
  const clock = new FakeClock();
  const controller = new AbortController();
  const connection = { ping, server: 'https://10.0.0.1:6443', context: 'dev' };
  const ended = firstContact({ connection, origin: '/home/me/.kube/config', clock, signal: controller.signal }).then(
    () => 'answered',
    (error: unknown) => error,
  );
  return { clock, controller, ended };
}

describe('firstContact', () => {
  it('resolves at the first answer', async () => {
    let pings = 0;
    const { clock, ended } = contact(async () => {
      pings += 1;
      if (pings < 4) throw new UnreachableError('connection refused');
    });
    await clock.advance(1500);
    expect(await ended).to.equal('answered');
    expect(clock.timers).to.equal(0);
  });

  it('takes a refusal for an answer', async () => {
    const refusal = new ApiError({ method: 'GET', path: '/version', status: 401, reason: 'Unauthorized', message: 'who?' });
    expect(await contact(() => Promise.reject(refusal)).ended).to.equal('answered');
  });

  it('gives up after 10 s, naming server, kubeconfig, context and reason', async () => {
    const { clock, ended } = contact(() => Promise.reject(new UnreachableError('connection refused')));
    await clock.advance(10_000);
    expect(await ended)
      .to.be.instanceOf(UnreachableError)
      .and.have.property(
        'message',
        'no answer from the API server at https://10.0.0.1:6443 for 10 s (credentials from /home/me/.kube/config, context dev): connection refused',
      );
  });

  it('says so when there were no credentials in all that time', async () => {
    const error = new CredentialsError('the plugin failed');
    const { clock, ended } = contact(() => Promise.reject(error));
    await clock.advance(10_000);
    expect(await ended).to.equal(error);
  });

  it('ends when it is told to', async () => {
    const { controller, ended } = contact(() => Promise.reject(new UnreachableError('connection refused')));
    controller.abort();
    expect(await ended).to.be.instanceOf(AbortedError);
  });
});
