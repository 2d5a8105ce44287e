/** What the status says after a handler has ended, however it did. */
import { expect } from 'chai';
import { PermanentError, TemporaryError } from '../../lib/base/errors.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';
import { refusal } from '../support/fake-cluster.ts';

describe('CallEnding', () => {
  let run: ControllerRun;
  afterEach(() => run.stop());

  const failing = (error: unknown) =>
    class extends Widget {
      static readonly BACKOFF = { initialSeconds: 1, factor: 2, maxSeconds: 10 };
      async ensureCreated() {
        this.status = { tried: true };
        throw error;
      }
    };

  it('writes state and record with what the handler assigned', async () => {
    run = new ControllerRun(
      class extends Widget {
        async ensureCreated() {
          this.status = { size: 3 };
        }
      },
    );
    await run.add();
    expect(run.statusOf()).to.deep.include({ size: 3, state: 'processed', observedGeneration: 1 });
    expect(run.statusOf().handled).to.include({ created: true });
  });

  it('shows a failure, says that nothing is created yet, and tries again when the error asks for it', async () => {
    run = new ControllerRun(failing(new TemporaryError('not now', { delaySeconds: 7 })));
    await run.add();
    expect(run.statusOf()).to.deep.include({ tried: true, error: 'not now' });
    expect(run.statusOf()).not.to.have.property('state');
    expect(run.statusOf().handled).to.deep.equal({ created: false });
    await run.pass(6.9);
    expect(run.calls).to.deep.equal(['ensureCreated created 1 failed']);
    await run.pass(0.1);
    expect(run.calls.at(-1)).to.equal('ensureCreated retry 2 failed');
  });

  it('takes an error off also where nobody saw that it was written, since the answer was lost and the watch is behind', async () => {
    let fails = true;
    run = new ControllerRun(
      class extends Widget {
        async reconcile() {
          if (fails) throw new TemporaryError('not now', { delaySeconds: 5 });
        }
      },
    );
    const { cluster } = run;
    cluster.before = ({ verb }) => {
      cluster.holdWatch();
      if (verb === 'get') throw refusal(500, 'InternalError', 'bad luck');
    };
    cluster.after = ({ verb }) => {
      if (verb === 'patch') throw refusal(500, 'InternalError', 'bad luck');
    };
    await run.add();
    expect([run.calls, run.statusOf().error]).to.deep.equal([['reconcile created 1 failed'], 'not now']);
    [fails, cluster.before, cluster.after] = [false, () => {}, () => {}];
    await run.pass(5);
    expect(run.calls.at(-1)).to.equal('reconcile retry 2 succeeded');
    cluster.releaseWatch();
    await run.pass(5);
    expect([run.statusOf(), run.calls.length]).to.deep.equal([{}, 2]);
  });

  it('says of a TemporaryError that the handler waits, and of any other that it failed', async () => {
    const levels: string[] = [];
    for (const error of [new TemporaryError('not now', { delaySeconds: 7 }), new Error('broken')]) {
      const logger = new CollectedLog();
      run = new ControllerRun(failing(error), { logger });
      await run.add();
      levels.push(
        ...logger.records.filter(({ message }) => message.startsWith('handler')).map(({ level, message }) => `${level} ${message}`),
      );
      await run.stop();
    }
    expect(levels).to.deep.equal(['info handler asks to be called again', 'warn handler failed, will be called again']);
  });

  it('records a permanent failure with the state error, and posts one Event', async () => {
    run = new ControllerRun(failing(new PermanentError('never')));
    await run.add();
    await run.pass(1000);
    expect(run.statusOf()).to.deep.include({ state: 'error', error: 'never', observedGeneration: 1 });
    expect(run.calls).to.deep.equal(['ensureCreated created 1 failed']);
    expect(run.cluster.count(/^create .*Event/i)).to.equal(1);
  });

  it('keeps secrets out of the status, and long messages short', async () => {
    run = new ControllerRun(failing(new PermanentError(`password hunter2 ${'x'.repeat(5000)}`)));
    await run.add();
    const error = String(run.statusOf().error);
    expect(error).to.match(/^password \[redacted\] x+…$/);
    expect(error.length).to.be.at.most(1000);
  });

  it('describes what is no error', async () => {
    run = new ControllerRun(failing({ odd: true }));
    await run.add();
    expect(run.statusOf().error).to.equal('{"odd":true}');
  });

  it('counts an end as dealt with also where the error of before cannot be taken off the status', async () => {
    run = new ControllerRun(
      class extends Widget {
        async ensureCreated() {
          throw new Error('not yet');
        }
        async ensureDeleted() {}
      },
    );
    await run.add();
    expect(run.statusOf().error).to.equal('not yet');
    let failures = 0;
    run.cluster.before = ({ verb, subresource }) => {
      if (verb !== 'patch' || subresource !== 'status') return;
      failures += 1;
      throw refusal(500, 'InternalError', 'etcd is down');
    };
    await run.remove();
    await run.pass(30);
    expect(failures).to.equal(1);
    expect(run.calls.filter((call) => call.startsWith('ensureDeleted'))).to.deep.equal(['ensureDeleted deleted 1 succeeded']);
    expect(run.cluster.stored('Widget', 'a')).to.equal(undefined);
  });
});
