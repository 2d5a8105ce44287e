import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { AbortedError, IllegalStateError, InvalidClassError, LifeCycleError, OperatorError, UsageError } from '../../lib/base/errors.ts';
import { KubeConfig } from '../../lib/cluster/client-node.ts';
import type { ArgumentParser } from '../../lib/operator/argument-parser.ts';
import { KubernetesOperator, type StartMemory, type StartOptions, type TestStartOptions } from '../../lib/operator/kubernetes-operator.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { eventually } from '../../lib/testing/eventually.ts';

class Widget extends CRDBase {
  static readonly GROUP = 'operators.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'widgets';
  static readonly SINGULAR = 'widget';
  static readonly KIND = 'Widget';
  ensureCreated() {}
}

/** Notes what is called. */
class NotingOperator extends KubernetesOperator {
  readonly calls: unknown[] = [];
  addArguments(parser: ArgumentParser) {
    return parser.option('image', { type: 'string', default: 'busybox' });
  }
  override async onStartup() {
    this.calls.push('onStartup');
  }
  override async onCleanup(error?: unknown) {
    this.calls.push(['onCleanup', error]);
  }
}

describe('KubernetesOperator', () => {
  let cluster: EmbeddedCluster;
  let logger: CollectedLog;
  before(async () => {
    cluster = await EmbeddedCluster.start();
    await Widget.createCustomResourceDefinition(cluster.client);
  });
  after(() => cluster?.stop());
  beforeEach(() => {
    logger = new CollectedLog();
  });

  const options = (more: StartOptions = {}): StartOptions => ({ kubeConfig: cluster.kubeConfig, logger, ...more });
  const failureOf = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );
  /** A server that refuses every connection. */
  function nowhere(): KubeConfig {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser({ name: 'x', server: 'http://127.0.0.1:1', skipTLSVerify: false }, { name: 'x' });
    return kubeConfig;
  }

  it('does nothing when it is made, and has neither arguments nor a logger yet', () => {
    const operator = new NotingOperator(Widget);
    expect(operator.calls).to.deep.equal([]);
    expect(operator.crds).to.deep.equal([Widget]);
    expect(() => operator.args).to.throw(IllegalStateError, 'has not been called yet');
    expect(() => operator.logger).to.throw(IllegalStateError, 'has not been called yet');
  });

  it('checks its classes once for all that start with the same memory, and others anew', async () => {
    class Idle extends CRDBase {}
    const memory: StartMemory = { readArguments: new Map(), checkedClasses: new WeakMap() };
    const start = (classes: unknown) =>
      failureOf(
        new KubernetesOperator(classes as typeof Widget).start({ ...options({ signal: AbortSignal.abort() }), memory } as TestStartOptions),
      );
    expect(await start(Idle)).to.be.instanceOf(InvalidClassError);
    expect(await start(Widget)).to.be.instanceOf(AbortedError);
    expect(memory.checkedClasses.get(Widget)).to.deep.equal([Widget]);
    expect(memory.readArguments.size).to.equal(1);
    expect(await start([Widget, Idle])).to.be.instanceOf(InvalidClassError);
    expect(await start(Widget)).to.be.instanceOf(AbortedError);
  });

  it('calls onStartup first and onCleanup last', async () => {
    const operator = new NotingOperator(Widget);
    const running = await operator.start(options({ args: ['--image', 'alpine', '--namespace', 'default'] }));
    expect(operator.args).to.deep.include({ image: 'alpine', namespace: ['default'], scope: 'namespaced' });
    expect(operator.calls).to.deep.equal(['onStartup']);
    await running.ready();
    await running.stop();
    expect(operator.calls).to.deep.equal(['onStartup', ['onCleanup', undefined]]);
    await running.done;
  });

  it('takes arguments as values, as strictly as words', async () => {
    const operator = new NotingOperator(Widget);
    const running = await operator.start(options({ args: { image: 'alpine', createCrd: true } }));
    expect(operator.args).to.deep.include({ image: 'alpine', createCrd: true, stopSeconds: 20 });
    await running.stop();
    const failure = await failureOf(operator.start(options({ args: { imgae: 'x' } })));
    expect(failure).to.be.instanceOf(UsageError).and.have.property('message', 'args: there is no option imgae; did you mean image?');
  });

  it('reads nothing of the environment at start()', async () => {
    process.env.TSKUBEOP_STOP_SECONDS = 'soon';
    try {
      const operator = new NotingOperator(Widget);
      await (await operator.start(options())).stop();
      expect(operator.args.stopSeconds).to.equal(20);
    } finally {
      delete process.env.TSKUBEOP_STOP_SECONDS;
    }
  });

  it('refuses classes that cannot work, before anything else', async () => {
    class Empty extends CRDBase {
      static readonly GROUP = 'operators.example.com';
      static readonly VERSION = 'v1';
      static readonly PLURAL = 'empties';
      static readonly SINGULAR = 'empty';
      static readonly KIND = 'Empty';
    }
    const operator = new NotingOperator(Empty);
    expect(await failureOf(operator.start(options()))).to.be.instanceOf(InvalidClassError);
    expect(operator.calls).to.deep.equal([]);
  });

  it('cleans up after a start that failed, with the error', async () => {
    const operator = new NotingOperator(Widget);
    const cause = new Error('no database');
    operator.onStartup = () => Promise.reject(cause);
    const failure = await failureOf(operator.start(options()));
    expect(failure).to.be.instanceOf(LifeCycleError).and.include({ message: 'onStartup failed: no database', cause });
    expect(operator.calls).to.deep.equal([['onCleanup', failure]]);
  });

  it('rejects with why it could not start, also when onCleanup fails then', async () => {
    const operator = new NotingOperator(Widget);
    operator.onStartup = () => Promise.reject(new Error('no database'));
    operator.onCleanup = () => Promise.reject(new Error('nothing to close'));
    const failure = await failureOf(operator.start(options()));
    expect(OperatorError.is(failure)).to.equal(true);
    expect(failure).to.have.property('message', 'onStartup failed: no database');
    expect(logger.text('error')).to.contain('onCleanup failed: nothing to close');
  });

  it('asks onLogin, whose credentials win', async () => {
    const operator = new NotingOperator(Widget);
    let logins = 0;
    operator.onLogin = () => {
      logins += 1;
      return cluster.kubeConfig;
    };
    const running = await operator.start(options({ kubeConfig: nowhere() }));
    await running.ready();
    expect(logins).to.equal(1);
    await running.stop();
  });

  describe('with a signal', () => {
    it('that has aborted does not start at all', async () => {
      const operator = new NotingOperator(Widget);
      expect(await failureOf(operator.start(options({ signal: AbortSignal.abort() })))).to.be.instanceOf(AbortedError);
      expect(operator.calls).to.deep.equal([]);
    });

    it('that aborts during onStartup goes no further, and cleans up', async () => {
      const operator = new NotingOperator(Widget);
      const controller = new AbortController();
      operator.onStartup = async () => controller.abort();
      const failure = await failureOf(operator.start(options({ signal: controller.signal, kubeConfig: nowhere() })));
      expect(failure).to.be.instanceOf(AbortedError);
      expect(operator.calls).to.deep.equal([['onCleanup', undefined]]);
    });

    it('that aborts while the first answer is waited for ends the wait', async () => {
      const operator = new NotingOperator(Widget);
      const controller = new AbortController();
      const failure = failureOf(operator.start(options({ signal: controller.signal, kubeConfig: nowhere() })));
      await eventually(() => operator.calls.length === 1);
      controller.abort();
      expect(await failure).to.be.instanceOf(AbortedError);
      expect(operator.calls).to.deep.equal(['onStartup', ['onCleanup', undefined]]);
    });

    it('that aborts later stops it, and nothing listens any more after the end', async () => {
      const operator = new NotingOperator(Widget);
      const controller = new AbortController();
      const listeners = () => getEventListeners(controller.signal, 'abort').length;
      const first = await operator.start(options({ signal: controller.signal }));
      await first.stop();
      expect(listeners()).to.equal(0);
      const second = await operator.start(options({ signal: controller.signal }));
      controller.abort();
      await second.done;
      expect(listeners()).to.equal(0);
    });
  });

  it('stops once, however often it is asked', async () => {
    const operator = new NotingOperator(Widget);
    const running = await operator.start(options());
    await Promise.all([running.stop(), running.stop(), running[Symbol.asyncDispose]()]);
    await running.stop();
    expect(operator.calls).to.deep.equal(['onStartup', ['onCleanup', undefined]]);
    const waited = await failureOf(running.ready().then(() => running.idle()));
    if (waited !== undefined) expect(waited).to.be.instanceOf(IllegalStateError);
  });

  it('killed, it calls onCleanup no more', async () => {
    const operator = new NotingOperator(Widget);
    const running = await operator.start(options());
    await running.kill();
    await running.done;
    await running.stop();
    expect(operator.calls).to.deep.equal(['onStartup']);
  });

  it('says so when onCleanup fails', async () => {
    const operator = new NotingOperator(Widget);
    const running = await operator.start(options());
    operator.onCleanup = () => {
      throw new Error('still open');
    };
    const failure = await failureOf(running.stop());
    expect(failure).to.be.instanceOf(LifeCycleError).and.have.property('message', 'onCleanup failed: still open');
    expect(await failureOf(running.done)).to.equal(failure);
  });

  it('runs once at a time, and again after its end', async () => {
    const operator = new NotingOperator(Widget);
    const running = await operator.start(options());
    expect(await failureOf(operator.start(options()))).to.be.instanceOf(IllegalStateError);
    await running.stop();
    await (await operator.start(options())).stop();
    expect(operator.calls.filter((call) => call === 'onStartup')).to.have.lengthOf(2);
  });

  it('refuses --help at start(), which nobody would see', async () => {
    expect(await failureOf(new NotingOperator(Widget).start(options({ args: ['--help'] })))).to.be.instanceOf(IllegalStateError);
  });
});
