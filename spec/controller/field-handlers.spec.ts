/** ON_FIELD: methods for one field are steps of a change, each called until it succeeded, none twice for one essence. */
import { expect } from 'chai';
import { PermanentError, TemporaryError } from '../../lib/base/errors.ts';
import type { Change } from '../../lib/resource/change.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

describe('methods of ON_FIELD', () => {
  let run: ControllerRun;
  let diffs: unknown[];
  /** What a method throws the next time, and then no more; or at each call. */
  let failures: Record<string, unknown>;
  let holding: PromiseWithResolvers<void> | undefined;
  beforeEach(() => {
    diffs = [];
    failures = {};
    holding = undefined;
  });
  afterEach(() => run.stop());

  function call(name: string, { diff, old }: Change): void {
    diffs.push([name, old?.spec, ...diff.map(({ op, path, new: now }) => `${op} ${path.join('.')} ${now}`)]);
    if (name in failures) throw failures[name];
  }

  class Fields extends Widget {
    static readonly BACKOFF = { initialSeconds: 10, factor: 1, maxSeconds: 10 };
    static readonly ON_FIELD = { sized: 'spec.size', labelled: ['metadata', 'labels', 'app.io/tier'] };
    ensureCreated() {}
    async ensureModified(change: Change) {
      call('ensureModified', change);
      await holding?.promise;
    }
    async sized(change: Change) {
      call('sized', change);
      await holding?.promise;
    }
    labelled(change: Change) {
      call('labelled', change);
      this.status = { tier: change.new.metadata.labels?.['app.io/tier'] ?? null };
    }
  }
  class OnlyFields extends Widget {
    static readonly ON_FIELD = { sized: 'spec.size' };
    sized(change: Change) {
      call('sized', change);
    }
  }

  async function begin(type: typeof Widget = Fields): Promise<void> {
    run = new ControllerRun(type);
    await run.add('a', { spec: { size: 1 } });
    run.calls.length = 0;
  }

  const both = { spec: { size: 2 }, metadata: { labels: { 'app.io/tier': 'gold' } } };

  it('are not called at creation', async () => {
    await begin();
    expect(diffs).to.deep.equal([]);
  });

  it('are called after ensureModified, in their order, with what changed at their field', async () => {
    await begin();
    await run.edit(both);
    await run.pass(2);
    expect(diffs).to.deep.equal([
      ['ensureModified', { size: 1 }, 'add metadata.labels.app.io/tier gold', 'change spec.size 2'],
      ['sized', { size: 1 }, 'change  2'],
      ['labelled', { size: 1 }, 'add  gold'],
    ]);
    expect(run.calls).to.deep.equal(['ensureModified modified 1 succeeded', 'sized modified 1 succeeded', 'labelled modified 1 succeeded']);
    expect(run.statusOf()).to.deep.include({ tier: 'gold', observedGeneration: 2, state: 'processed' });
    expect(run.controller.isIdle).to.equal(true);
  });

  it('are called only for changes that touch their field', async () => {
    await begin();
    await run.edit({ spec: { other: 1 } });
    await run.edit({ spec: { size: null } });
    expect(run.calls).to.deep.equal([
      'ensureModified modified 1 succeeded',
      'ensureModified modified 1 succeeded',
      'sized modified 1 succeeded',
    ]);
  });

  it('are recorded when all of them have succeeded, not before', async () => {
    await begin();
    failures.sized = new Error('not yet');
    await run.edit(both);
    await run.pass(2);
    expect(run.statusOf()).to.deep.include({ error: 'not yet', observedGeneration: 1, tier: 'gold' });
    delete failures.sized;
    await run.pass(10);
    expect(run.calls).to.deep.equal([
      'ensureModified modified 1 succeeded',
      'sized modified 1 failed',
      'labelled modified 1 succeeded',
      'sized retry 2 succeeded',
    ]);
    expect(run.statusOf()).to.deep.include({ observedGeneration: 2 });
    expect(run.statusOf()).to.not.have.property('error');
  });

  it('keep the error of one in the status while another succeeds', async () => {
    await begin();
    failures.sized = new TemporaryError('later', { delaySeconds: 30 });
    failures.labelled = new Error('broken');
    await run.edit(both);
    expect(run.statusOf().error).to.equal('broken');
    delete failures.labelled;
    await run.pass(11);
    expect(run.calls.at(-1)).to.equal('labelled retry 2 succeeded');
    expect(run.statusOf().error).to.equal('broken');
    delete failures.sized;
    await run.pass(20);
    expect(run.statusOf()).to.not.have.property('error');
  });

  it('are all called again when another change comes before they have succeeded', async () => {
    await begin();
    failures.sized = new Error('not yet');
    await run.edit(both);
    delete failures.sized;
    diffs.length = 0;
    await run.edit({ spec: { size: 3 } });
    expect(diffs).to.deep.equal([
      ['ensureModified', { size: 1 }, 'add metadata.labels.app.io/tier gold', 'change spec.size 3'],
      ['sized', { size: 1 }, 'change  3'],
      ['labelled', { size: 1 }, 'add  gold'],
    ]);
  });

  it('are called also when a change that they had begun with was taken back', async () => {
    await begin();
    failures.sized = new Error('not yet');
    await run.edit({ spec: { size: 2 } });
    delete failures.sized;
    diffs.length = 0;
    await run.edit({ spec: { size: 1 } });
    expect(diffs).to.deep.equal([
      ['ensureModified', { size: 1 }],
      ['sized', { size: 1 }],
    ]);
  });

  it('do not begin before ensureModified has succeeded', async () => {
    await begin();
    failures.ensureModified = new Error('not yet');
    await run.edit({ spec: { size: 2 } });
    expect(run.calls).to.deep.equal(['ensureModified modified 1 failed']);
    delete failures.ensureModified;
    await run.pass(10);
    expect(run.calls.slice(1)).to.deep.equal(['ensureModified retry 2 succeeded', 'sized modified 1 succeeded']);
  });

  it('that fail for good keep no other from being called, and the failure shows', async () => {
    await begin();
    failures.sized = new PermanentError('never');
    await run.edit(both);
    await run.pass(2);
    expect(run.calls.at(-1)).to.equal('labelled modified 1 succeeded');
    expect(run.statusOf()).to.deep.include({ state: 'error', error: 'never', tier: 'gold', observedGeneration: 2 });
    delete failures.sized;
    await run.edit({ spec: { size: 3 } });
    await run.pass(2);
    expect(run.statusOf()).to.deep.include({ state: 'processed', observedGeneration: 3 });
    expect(run.statusOf()).to.not.have.property('error');
  });

  it('that fail for good as the last one end the change', async () => {
    await begin();
    failures.labelled = new PermanentError('never');
    await run.edit(both);
    await run.pass(2);
    expect(run.statusOf()).to.deep.include({ state: 'error', error: 'never', observedGeneration: 2 });
    expect(run.controller.isIdle).to.equal(true);
  });

  it('see what changed in between only as a change of its own', async () => {
    await begin();
    holding = Promise.withResolvers();
    await run.edit({ spec: { size: 2 } });
    run.cluster.edit('Widget', 'a', { spec: { size: 3 } });
    holding.resolve();
    holding = undefined;
    await run.settle();
    expect(diffs).to.deep.equal([
      ['ensureModified', { size: 1 }, 'change spec.size 2'],
      ['ensureModified', { size: 1 }, 'change spec.size 3'],
      ['sized', { size: 1 }, 'change  3'],
    ]);
  });

  it('do not begin on an object that was deleted in between', async () => {
    await begin(
      class extends Fields {
        ensureDeleted() {}
      },
    );
    holding = Promise.withResolvers();
    await run.edit({ spec: { size: 2 } });
    run.cluster.remove('Widget', 'a');
    await run.settle();
    holding.resolve();
    await run.settle();
    expect(run.calls).to.deep.equal(['ensureModified modified 1 aborted', 'ensureDeleted deleted 1 succeeded']);
  });

  it('are called again after a restart in which nobody knows what was done', async () => {
    await begin();
    failures.sized = new Error('not yet');
    await run.edit(both);
    const { cluster } = run;
    await run.stop();
    delete failures.sized;
    diffs.length = 0;
    run = new ControllerRun(Fields, { cluster });
    await run.settle();
    await run.pass(2);
    expect(diffs).to.deep.equal([
      ['ensureModified', undefined],
      ['sized', undefined],
      ['labelled', undefined],
    ]);
    expect(run.statusOf()).to.deep.include({ observedGeneration: 2 });
    diffs.length = 0;
    await run.stop();
    run = new ControllerRun(Fields, { cluster });
    await run.settle();
    expect(diffs).to.deep.equal([]);
  });

  it('are all called when a change that an earlier process left undone was taken back', async () => {
    class Keeping extends OnlyFields {
      static readonly KEEP_LAST_HANDLED = true;
    }
    await begin(Keeping);
    failures.sized = new TemporaryError('half done', { delaySeconds: 60 });
    await run.edit({ spec: { size: 2 } });
    const { cluster } = run;
    await run.stop();
    cluster.edit('Widget', 'a', { spec: { size: 1 } });
    delete failures.sized;
    diffs.length = 0;
    run = new ControllerRun(Keeping, { cluster });
    await run.pass(2);
    expect(diffs).to.deep.equal([['sized', { size: 1 }]]);
    expect(run.statusOf()).to.deep.include({ observedGeneration: 3 });
  });

  it('need no other handler; a change that is none of theirs is recorded all the same', async () => {
    await begin(OnlyFields);
    await run.edit({ spec: { other: 1 } });
    await run.pass(2);
    expect(diffs).to.deep.equal([]);
    expect(run.statusOf()).to.deep.include({ observedGeneration: 2, state: 'processed' });
    await run.edit({ spec: { size: 7 } });
    await run.pass(2);
    expect(diffs).to.deep.equal([['sized', { size: 1, other: 1 }, 'change  7']]);
    expect(run.statusOf()).to.deep.include({ observedGeneration: 3 });
  });
});
