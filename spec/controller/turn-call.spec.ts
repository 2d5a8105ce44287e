/** What a turn does when something is to be called. */
import { expect } from 'chai';
import { TemporaryError } from '../../lib/base/errors.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

describe('TurnCall', () => {
  let run: ControllerRun;
  afterEach(() => run.stop());

  it('counts a change as handled where the class has no handler for it', async () => {
    run = new ControllerRun(
      class extends Widget {
        async ensureCreated() {}
      },
    );
    await run.add('a', { spec: { size: 1 } });
    await run.edit({ spec: { size: 2 } });
    expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
    expect(run.controller.isIdle).to.equal(true);
  });

  it('takes the finalizer off once ensureDeleted has succeeded, and not before', async () => {
    let attempts = 0;
    run = new ControllerRun(
      class extends Widget {
        async ensureCreated() {}
        ensureDeleted() {
          attempts += 1;
          if (attempts === 1) throw new TemporaryError('not yet', { delaySeconds: 1 });
        }
      },
    );
    await run.add();
    run.cluster.remove('Widget', 'a');
    await run.settle();
    expect(run.cluster.stored('Widget', 'a')?.metadata.finalizers).to.deep.equal(['widgets.bench.example.com/finalizer']);
    await run.pass(1);
    expect(run.cluster.stored('Widget', 'a')).to.equal(undefined);
    expect(run.calls.slice(1)).to.deep.equal(['ensureDeleted deleted 1 failed', 'ensureDeleted retry 2 succeeded']);
  });

  it('begins anew to count the attempts when a user changes the object', async () => {
    run = new ControllerRun(
      class extends Widget {
        reconcile() {
          throw new TemporaryError('no', { delaySeconds: 100 });
        }
      },
    );
    await run.add('a', { spec: { size: 1 } });
    await run.edit({ spec: { size: 2 } });
    expect(run.calls).to.deep.equal(['reconcile created 1 failed', 'reconcile modified 1 failed']);
  });
});
