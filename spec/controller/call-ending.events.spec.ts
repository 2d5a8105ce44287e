import { expect } from 'chai';
import { LeadershipLostError, PermanentError, TemporaryError } from '../../lib/base/errors.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

describe('CallEnding, Events', () => {
  let run: ControllerRun;
  let failure: Error | undefined;
  let notes: string[];
  afterEach(() => run?.stop());

  async function start(statics: { RETRIES?: number } = {}): Promise<void> {
    notes = [];
    class Failing extends Widget {
      static readonly BACKOFF = { initialSeconds: 1, factor: 1, maxSeconds: 1 };
      static readonly RETRIES = statics.RETRIES ?? Number.POSITIVE_INFINITY;
      async reconcile() {
        if (failure) throw failure;
      }
    }
    run = new ControllerRun(Failing);
    run.cluster.before = ({ kind, body }) => {
      if (kind === 'Event') notes.push((body as { note: string }).note);
    };
    await run.add();
  }

  async function attempts(count: number): Promise<void> {
    for (let attempt = 0; attempt < count; attempt += 1) await run.pass(1);
  }

  it('are one for each error, without secrets, however often it is tried', async () => {
    failure = new Error('no hunter2');
    await start();
    await attempts(5);
    expect(run.calls.length).to.be.greaterThan(4);
    expect(notes).to.deep.equal(['reconcile: no [redacted]']);
    failure = new Error('another');
    await attempts(3);
    expect(notes).to.deep.equal(['reconcile: no [redacted]', 'reconcile: another']);
  });

  it('come again for another version of the object, and after a success', async () => {
    failure = new Error('no');
    await start();
    await run.edit({ spec: { size: 1 } });
    failure = undefined;
    await attempts(2);
    failure = new Error('no');
    await run.edit({ spec: { size: 2 } });
    // The same words each time: one Event that counts, which this cluster has forgotten each time.
    expect(notes).to.deep.equal(['reconcile: no', 'reconcile: no', 'reconcile: no']);
  });

  it('are none for a TemporaryError', async () => {
    failure = new TemporaryError('not yet', { delaySeconds: 1 });
    await start();
    await attempts(3);
    expect(notes).to.deep.equal([]);
  });

  it('say when an error is permanent, and when the retries are used up', async () => {
    failure = new PermanentError('never');
    await start({ RETRIES: 1 });
    expect(notes).to.deep.equal(['reconcile: never']);
    failure = new Error('no');
    await run.edit({ spec: { size: 1 } });
    await attempts(3);
    expect(notes.slice(1)).to.deep.equal(['reconcile: no', 'reconcile: no (its retries are used up)']);
  });

  it('are none for what was refused because the replica leads no longer', async () => {
    failure = new LeadershipLostError('nothing was sent');
    await start();
    await attempts(2);
    expect(run.calls.length).to.be.greaterThan(1);
    expect(notes).to.deep.equal([]);
  });
});
