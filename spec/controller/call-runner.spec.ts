/** A call from its beginning to its end, as the controller makes it. */
import { expect } from 'chai';
import { TemporaryError } from '../../lib/base/errors.ts';
import type { Change } from '../../lib/resource/change.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

describe('CallRunner', () => {
  let run: ControllerRun;
  afterEach(() => run.stop());

  it('tells the handler why it is called, what changed, and how often it was tried', async () => {
    const seen: unknown[] = [];
    run = new ControllerRun(
      class extends Widget {
        async ensureCreated(change: Change<this>) {
          seen.push([change.reason, change.old, change.diff, change.attempt]);
        }
        async ensureModified(change: Change<this>) {
          seen.push([change.reason, change.old?.spec, change.new.spec, change.diff, change.attempt]);
          if (change.attempt === 1) throw new TemporaryError('again', { delaySeconds: 1 });
        }
      },
    );
    await run.add('a', { spec: { size: 1 } });
    await run.edit({ spec: { size: 2 } });
    await run.pass(1);
    const diff = [{ op: 'change', path: ['spec', 'size'], old: 1, new: 2 }];
    expect(seen).to.deep.equal([
      ['created', undefined, [], 1],
      ['modified', { size: 1 }, { size: 2 }, diff, 1],
      ['retry', { size: 1 }, { size: 2 }, diff, 2],
    ]);
  });

  it('gives each call a signal of its own, which aborts when the object is deleted', async () => {
    const aborted: boolean[] = [];
    run = new ControllerRun(
      class extends Widget {
        async ensureCreated() {
          await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve()));
          aborted.push(this.signal.aborted);
        }
        async ensureDeleted() {
          aborted.push(this.signal.aborted);
        }
      },
    );
    await run.add();
    await run.remove();
    expect(aborted).to.deep.equal([true, false]);
    expect(run.calls).to.deep.equal(['ensureCreated created 1 aborted', 'ensureDeleted deleted 1 succeeded']);
  });

  it('begins no call once the operator stops', async () => {
    run = new ControllerRun(
      class extends Widget {
        async ensureCreated() {}
      },
    );
    run.controller.stopTaking();
    await run.add();
    expect(run.calls).to.deep.equal([]);
  });
});
