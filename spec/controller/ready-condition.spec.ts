import { expect } from 'chai';
import { PermanentError, TemporaryError } from '../../lib/base/errors.ts';
import type { Condition } from '../../lib/resource/condition.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

describe('the condition Ready', () => {
  let run: ControllerRun | undefined;
  let failure: Error | undefined;
  afterEach(() => run?.stop());
  beforeEach(() => {
    failure = undefined;
  });

  class Kept extends Widget {
    static readonly READY_CONDITION: boolean = true;
    async ensureCreated() {
      if (failure) throw failure;
    }
    async ensureModified() {
      if (failure) throw failure;
    }
    async ensureDeleted() {
      if (failure) throw failure;
    }
  }

  const ready = () => {
    const found = (run?.statusOf().conditions ?? []) as Condition[];
    return found.map(({ type, status, reason, message, observedGeneration }) => [type, status, reason, message, observedGeneration]);
  };

  it('is true after a success, in the one write that there is', async () => {
    run = new ControllerRun(Kept);
    await run.add();
    expect(ready()).to.deep.equal([['Ready', 'True', 'Handled', '', 1]]);
    expect(run.cluster.count(/^patch Widget\/status/)).to.equal(1);
    await run.edit({ spec: { size: 2 } });
    expect(ready()).to.deep.equal([['Ready', 'True', 'Handled', '', 2]]);
    expect(run.cluster.count(/^patch Widget\/status/)).to.equal(2);
  });

  it('costs nothing while it says so already', async () => {
    run = new ControllerRun(
      class extends Widget {
        static readonly READY_CONDITION = true;
        async reconcile() {}
      },
    );
    await run.add();
    await run.edit({ metadata: { labels: { a: 'b' } } });
    expect(run.cluster.count(/^patch/)).to.equal(1);
    expect(ready()).to.deep.equal([['Ready', 'True', 'Handled', '', 1]]);
  });

  for (const [error, reason] of [
    [new Error('no hunter2'), 'HandlerFailed'],
    [new TemporaryError('no hunter2', { delaySeconds: 1 }), 'Temporary'],
    [new PermanentError('no hunter2'), 'Permanent'],
  ] as const) {
    it(`is false while a handler fails with ${error.name}, without secrets, and true when it succeeds`, async () => {
      run = new ControllerRun(Kept);
      failure = error;
      await run.add();
      expect(ready()).to.deep.equal([['Ready', 'False', reason, 'no [redacted]', 1]]);
      failure = undefined;
      await run.edit({ spec: { size: 2 } });
      expect(ready()).to.deep.equal([['Ready', 'True', 'Handled', '', 2]]);
    });
  }

  it('is what the handler itself has said', async () => {
    run = new ControllerRun(
      class extends Kept {
        override async ensureCreated() {
          this.setCondition({ type: 'Ready', status: 'Unknown', reason: 'Starting' });
        }
      },
    );
    await run.add();
    expect(ready()).to.deep.equal([['Ready', 'Unknown', 'Starting', '', 1]]);
  });

  it('is false while the object is being deleted, and while that fails', async () => {
    const seen: unknown[] = [];
    run = new ControllerRun(
      class extends Kept {
        override async ensureDeleted() {
          await this.flush();
          seen.push(ready());
          if (failure) throw failure;
        }
      },
    );
    await run.add();
    failure = new Error('not yet');
    await run.remove();
    expect(seen).to.deep.equal([[['Ready', 'False', 'Deleting', 'the object is being deleted', 1]]]);
    expect(ready()).to.deep.equal([['Ready', 'False', 'HandlerFailed', 'not yet', 1]]);
  });

  it('keeps what somebody else has written meanwhile', async () => {
    run = new ControllerRun(Kept);
    const foreign = { type: 'Foreign', status: 'True', reason: 'X', message: '', lastTransitionTime: '2025-01-01T00:00:00Z' };
    run.cluster.before = ({ verb, subresource }) => {
      if (verb !== 'patch' || subresource !== 'status' || !run) return;
      run.cluster.before = () => {};
      run.cluster.edit('Widget', 'a', { status: { conditions: [foreign] } });
    };
    await run.add();
    expect(ready().map(([type]) => type)).to.deep.equal(['Foreign', 'Ready']);
  });

  it('is not written where nobody asks for it', async () => {
    run = new ControllerRun(
      class extends Kept {
        static override readonly READY_CONDITION = false;
      },
    );
    await run.add();
    expect(run.statusOf()).not.to.have.property('conditions');
  });
});
