import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

describe('what is known of an object', () => {
  let run: ControllerRun;
  afterEach(() => run.stop());

  class Known extends Widget {
    static readonly WHEN = (widget: Known) => widget.spec.off !== true;
    async ensureCreated() {}
    async ensureModified() {
      if (this.spec.broken) throw new Error('broken');
    }
    async ensureDeleted() {}
  }
  const stored = () => run.cluster.stored('Widget', 'a') as StoredObject;

  it('is its newest version, what is remembered, and what its next turn would do', async () => {
    run = new ControllerRun(Known);
    const { metadata } = await run.add();
    const facts = run.controller.factsOf('team/a');
    expect([facts.object?.metadata.uid, facts.tracked?.uid]).to.deep.equal([metadata.uid, metadata.uid]);
    expect([facts.outside, facts.ready, facts.ending, facts.foreseen?.decision.call]).to.deep.equal([false, true, false, undefined]);
    expect([facts.finalizer, facts.watch?.synced]).to.deep.equal(['widgets.bench.example.com/finalizer', true]);
  });

  it('is nothing but its name when there is none', async () => {
    run = new ControllerRun(Known);
    await run.settle();
    const { object, tracked, foreseen } = run.controller.factsOf('team/none');
    expect([object, tracked, foreseen]).to.deep.equal([undefined, undefined, undefined]);
  });

  it('foresees nothing on standby', async () => {
    run = new ControllerRun(Known, { standby: true });
    await run.add();
    const { ready, foreseen } = run.controller.factsOf('team/a');
    expect([ready, foreseen]).to.deep.equal([false, undefined]);
  });

  it('says whether it is settled: handled in that version, with nothing to be tried again', async () => {
    run = new ControllerRun(Known);
    await run.add();
    expect(run.controller.isSettled('team/a', stored())).to.equal(true);
    run.cluster.holdWatch();
    await run.edit({ spec: { size: 1 } });
    expect(run.controller.isSettled('team/a', stored())).to.equal(false);
    run.cluster.releaseWatch();
    await run.settle();
    expect(run.controller.isSettled('team/a', stored())).to.equal(true);
    await run.edit({ spec: { broken: true } });
    expect(run.controller.isSettled('team/a', stored())).to.equal(false);
  });

  it('says so of one that WHEN keeps out, and of one that is gone', async () => {
    run = new ControllerRun(Known);
    await run.add('a', { spec: { off: true } });
    expect(run.controller.isSettled('team/a', stored())).to.equal(true);
    expect(run.controller.isSettled('team/a', undefined)).to.equal(false);
    await run.remove();
    expect(run.controller.isSettled('team/a', undefined)).to.equal(true);
  });
});
