/** KEEP_LAST_HANDLED: the copy goes where the record goes, and is never newer or older than it. */
import { expect } from 'chai';
import type { Change } from '../../lib/resource/change.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

describe('the last handled version', () => {
  let run: ControllerRun;
  let seen: unknown[];
  let failing: boolean;
  beforeEach(() => {
    seen = [];
    failing = false;
  });
  afterEach(() => run.stop());

  class Plain extends Widget {
    ensureCreated() {}
    ensureModified({ old, diff }: Change<this>) {
      seen.push(old?.spec.size, diff.length);
      if (failing) throw new Error('not now');
    }
  }
  class Keeping extends Plain {
    static readonly KEEP_LAST_HANDLED = true;
  }

  const kept = () => JSON.parse((run.statusOf().handled as { lastHandled?: string }).lastHandled ?? 'null')?.spec;

  async function restart(change: object, type: typeof Plain = Keeping): Promise<void> {
    const { cluster } = run;
    await run.stop();
    cluster.edit('Widget', 'a', change);
    run = new ControllerRun(type, { cluster });
    await run.settle();
  }

  it('is written with the record, in the same request', async () => {
    run = new ControllerRun(Keeping);
    await run.add('a', { spec: { size: 1 } });
    expect(kept()).to.deep.equal({ size: 1 });
    expect(run.cluster.count(/^patch/)).to.equal(1);
    await run.edit({ spec: { size: 2 } });
    await run.pass(2);
    expect(kept()).to.deep.equal({ size: 2 });
    expect(run.cluster.count(/^patch/)).to.equal(2);
  });

  it('stays what it was while a later change fails, also over several starts', async () => {
    run = new ControllerRun(Keeping);
    await run.add('a', { spec: { size: 1 } });
    failing = true;
    await restart({ spec: { size: 2 } });
    expect(kept()).to.deep.equal({ size: 1 });
    await restart({ spec: { size: 3 } });
    expect(seen).to.deep.equal([1, 1, 1, 1]);
    failing = false;
    await run.pass(2);
    expect(kept()).to.deep.equal({ size: 3 });
  });

  it('is the newest also when the next call fails before it was written', async () => {
    run = new ControllerRun(Keeping);
    await run.add('a', { spec: { size: 1 } });
    await run.edit({ spec: { size: 2 } });
    failing = true;
    await run.edit({ spec: { size: 3 } });
    expect(kept()).to.deep.equal({ size: 2 });
  });

  it('lies in the annotation where the status has no room for it', async () => {
    run = new ControllerRun(Keeping);
    run.cluster.pruneStatus = ({ handled, ...status }) => {
      const { lastHandled: _, ...rest } = (handled ?? {}) as Record<string, unknown>;
      return handled ? { ...status, handled: rest } : status;
    };
    await run.add('a', { spec: { size: 1 } });
    await restart({ spec: { size: 2 } });
    expect(seen).to.deep.equal([1, 1]);
    expect(run.cluster.stored('Widget', 'a')?.metadata.annotations?.['tskubeop/handled']).to.include('lastHandled');
  });

  it('is made for objects that were handled before it was asked for, and taken away when it no longer is', async () => {
    run = new ControllerRun(Plain);
    await run.add('a', { spec: { size: 1 } });
    expect(kept()).to.equal(undefined);
    await restart({}, Keeping);
    await run.pass(2);
    expect(kept()).to.deep.equal({ size: 1 });
    await restart({}, Plain);
    await run.pass(2);
    expect(run.statusOf().handled).to.not.have.property('lastHandled');
    expect(seen).to.deep.equal([]);
  });

  it('does without when it is too long', async () => {
    run = new ControllerRun(Keeping);
    await run.add('a', { spec: { size: 1, text: 'x'.repeat(70_000) } });
    await restart({ spec: { size: 2 } });
    await run.pass(3);
    expect(seen).to.deep.equal([undefined, 0]);
    expect(run.cluster.count(/^patch/)).to.equal(2);
  });
});
