import { expect } from 'chai';
import { AbortedError, CredentialsError, LifeCycleError, PermanentError } from '../../lib/base/errors.ts';
import type { KubeConfig } from '../../lib/cluster/client-node.ts';
import { cleanUp, logIn, type OperatorLifeCycle, startUp } from '../../lib/operator/life-cycle.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

function lifeCycle(parts: Partial<OperatorLifeCycle>): OperatorLifeCycle {
  return { onStartup() {}, onCleanup() {}, ...parts };
}

function wait(): { clock: FakeClock; controller: AbortController; signal: AbortSignal } {
  const controller = new AbortController();
  return { clock: new FakeClock(), controller, signal: controller.signal };
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('startUp', () => {
  it('explains what onStartup throws, at once or later', async () => {
    const cause = new TypeError('no database');
    const thrown = await failureOf(
      startUp(
        lifeCycle({
          onStartup: () => {
            throw cause;
          },
        }),
        wait(),
      ),
    );
    expect(thrown).to.be.instanceOf(LifeCycleError).and.include({ message: 'onStartup failed: no database', cause, code: 'LIFE_CYCLE' });
    const rejected = await failureOf(startUp(lifeCycle({ onStartup: () => Promise.reject('a text') }), wait()));
    expect(rejected).to.have.property('message', 'onStartup failed: "a text"');
  });

  it('leaves errors of the SDK as they are', async () => {
    const error = new PermanentError('no');
    expect(await failureOf(startUp(lifeCycle({ onStartup: () => Promise.reject(error) }), wait()))).to.equal(error);
  });

  it('waits a while for a method that runs when the stop comes', async () => {
    const { clock, controller, signal } = wait();
    const running = Promise.withResolvers<void>();
    const started = startUp(lifeCycle({ onStartup: () => running.promise }), { clock, signal });
    controller.abort();
    await clock.advance(4000);
    running.resolve();
    await started;
    expect(clock.timers).to.equal(0);
  });

  it('leaves one behind that does not end', async () => {
    const { clock, controller, signal } = wait();
    const started = failureOf(startUp(lifeCycle({ onStartup: () => new Promise(() => {}) }), { clock, signal }));
    controller.abort();
    await clock.advance(5000);
    expect(await started).to.be.instanceOf(AbortedError);
  });
});

describe('logIn', () => {
  it('gives nothing where there is no method, or it gives nothing', async () => {
    expect(await logIn(lifeCycle({}), wait())).to.equal(undefined);
    expect(await logIn(lifeCycle({ onLogin() {} }), wait())).to.equal(undefined);
  });

  it('gives the KubeConfig', async () => {
    const kubeConfig = { getCurrentCluster() {} } as unknown as KubeConfig;
    expect(await logIn(lifeCycle({ onLogin: async () => kubeConfig }), wait())).to.equal(kubeConfig);
  });

  it('refuses anything else, without showing it', async () => {
    const failure = await failureOf(logIn(lifeCycle({ onLogin: () => ({ token: 'hunter2' }) as never }), wait()));
    expect(failure).to.be.instanceOf(CredentialsError).and.have.property('message', 'onLogin returned an object that is no KubeConfig');
  });
});

describe('cleanUp', () => {
  it('hands over the error that ended the operator', async () => {
    const seen: unknown[] = [];
    const error = new Error('x');
    await cleanUp(lifeCycle({ onCleanup: (given) => void seen.push(given) }), error);
    expect(seen).to.deep.equal([error]);
  });

  it('explains what onCleanup throws', async () => {
    const failure = await failureOf(
      cleanUp(
        lifeCycle({
          onCleanup: () => {
            throw new Error('still open');
          },
        }),
        undefined,
      ),
    );
    expect(failure).to.be.instanceOf(LifeCycleError).and.have.property('message', 'onCleanup failed: still open');
  });
});
