/** WHEN: what starts to match is first seen, what stops is released, whatever happens in between. */
import { expect } from 'chai';
import { ControllerRun, Widget } from '../support/controller-run.ts';
import { refusal } from '../support/fake-cluster.ts';

describe('objects under WHEN', () => {
  let run: ControllerRun;
  let signals: AbortSignal[];
  let hold: Promise<void> | undefined;
  beforeEach(() => {
    signals = [];
    hold = undefined;
  });
  afterEach(() => run.stop());

  class Filtered extends Widget {
    static readonly WHEN = (widget: Filtered): boolean => widget.spec.on === true;
    async ensureCreated() {
      signals.push(this.signal);
      await hold;
    }
    async ensureModified() {
      signals.push(this.signal);
      await hold;
    }
    ensureResumed() {}
    async ensureDeleted() {
      signals.push(this.signal);
      await hold;
    }
  }

  const finalizers = () => run.cluster.stored('Widget', 'a')?.metadata.finalizers ?? [];

  it('are left alone as long as they do not match', async () => {
    run = new ControllerRun(Filtered);
    await run.add('a', { spec: { on: false } });
    await run.edit({ spec: { size: 1 } });
    expect([run.calls, run.cluster.requests, run.controller.isIdle]).to.deep.equal([[], [], true]);
    expect(run.controller.trigger('team/a', 'triggered')).to.equal(false);
    await run.remove();
    expect(run.calls).to.deep.equal([]);
  });

  it('are created when they begin to match, released when they stop, and first seen when they come back', async () => {
    run = new ControllerRun(Filtered);
    await run.add('a', { spec: { on: false } });
    await run.edit({ spec: { on: true } });
    expect(finalizers()).to.have.lengthOf(1);
    await run.edit({ spec: { on: false } });
    expect(finalizers()).to.deep.equal([]);
    await run.edit({ metadata: { labels: { a: 'b' } } });
    await run.edit({ spec: { on: true } });
    expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded', 'ensureModified missed 1 succeeded']);
    expect(finalizers()).to.have.lengthOf(1);
    await run.remove();
    expect(run.calls.at(-1)).to.equal('ensureDeleted deleted 1 succeeded');
  });

  it('that stop matching while they are handled have their signal aborted, and nothing begins for them', async () => {
    const gate = Promise.withResolvers<void>();
    hold = gate.promise;
    run = new ControllerRun(Filtered);
    await run.add('a', { spec: { on: true } });
    await run.edit({ spec: { on: false } });
    expect([signals[0]?.aborted, signals[0]?.reason.message]).to.deep.equal([true, 'the object is no longer one that is handled']);
    expect(finalizers()).to.have.lengthOf(1);
    gate.resolve();
    await run.settle();
    expect([run.calls, finalizers()]).to.deep.equal([['ensureCreated created 1 aborted'], []]);
    expect(run.statusOf()).to.not.have.property('state');
  });

  it('that come back before they were let go are handled again, and keep their finalizer', async () => {
    const gate = Promise.withResolvers<void>();
    hold = gate.promise;
    run = new ControllerRun(Filtered);
    await run.add('a', { spec: { on: true } });
    await run.edit({ spec: { on: false } });
    await run.edit({ spec: { on: true } });
    gate.resolve();
    await run.settle();
    expect(run.calls).to.deep.equal(['ensureCreated created 1 aborted', 'ensureCreated created 1 succeeded']);
    expect(finalizers()).to.have.lengthOf(1);
    expect(run.cluster.count(/^get Widget/)).to.equal(0);
  });

  it('that stop matching while the finalizer is put on are not handled', async () => {
    run = new ControllerRun(Filtered);
    run.cluster.before = async ({ verb }) => {
      if (verb !== 'patch') return;
      run.cluster.before = () => {};
      run.cluster.edit('Widget', 'a', { spec: { on: false } });
      await Promise.resolve();
    };
    await run.add('a', { spec: { on: true } });
    await run.pass(60);
    expect([run.calls, finalizers()]).to.deep.equal([[], []]);
  });

  it('that stopped matching while nobody watched lose the finalizer, also when the first try fails', async () => {
    run = new ControllerRun(Filtered);
    await run.add('a', { spec: { on: true } });
    const { cluster } = run;
    await run.stop();
    cluster.edit('Widget', 'a', { spec: { on: false } });
    cluster.before = ({ verb }) => {
      if (verb !== 'patch') return;
      cluster.before = () => {};
      throw refusal(500, 'InternalError', 'not now');
    };
    run = new ControllerRun(Filtered, { cluster });
    await run.settle();
    expect(finalizers()).to.have.lengthOf(1);
    await run.pass(2);
    expect([run.calls, finalizers(), run.controller.isIdle]).to.deep.equal([[], [], true]);
  });

  it('that were deleted while they matched are cleaned up after, whatever WHEN says then', async () => {
    const gate = Promise.withResolvers<void>();
    run = new ControllerRun(Filtered);
    await run.add('a', { spec: { on: true } });
    hold = gate.promise;
    await run.remove();
    await run.edit({ spec: { on: false } });
    expect(signals.at(-1)?.aborted).to.equal(false);
    gate.resolve();
    await run.settle();
    expect(run.calls.at(-1)).to.equal('ensureDeleted deleted 1 succeeded');
    expect(run.cluster.stored('Widget', 'a')).to.equal(undefined);
  });

  it('that stopped matching and are deleted then go without ensureDeleted', async () => {
    run = new ControllerRun(Filtered);
    await run.add('a', { spec: { on: true } });
    run.cluster.holdWatch();
    run.cluster.edit('Widget', 'a', { spec: { on: false } });
    run.cluster.remove('Widget', 'a');
    run.cluster.releaseWatch();
    await run.settle();
    expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
    expect(run.cluster.stored('Widget', 'a')).to.equal(undefined);
  });

  it('drop the retry that they wait for', async () => {
    class Failing extends Filtered {
      override async ensureCreated() {
        throw new Error('not yet');
      }
    }
    run = new ControllerRun(Failing);
    await run.add('a', { spec: { on: true } });
    await run.edit({ spec: { on: false } });
    await run.pass(600);
    expect(run.calls).to.deep.equal(['ensureCreated created 1 failed']);
  });
});
