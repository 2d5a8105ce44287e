import { expect } from 'chai';
import { ExplorationThreadError } from '../../lib/base/errors.ts';
import { ExplorationThread } from '../../lib/testing/exploration-thread.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { toldError } from '../../lib/testing/told-error.ts';
import { FakeThread, planOf } from '../support/fake-thread.ts';

const TRIED = { failure: undefined, met: true, refused: false };

describe('ExplorationThread', () => {
  let port: FakeThread;
  let clock: FakeClock;
  let thread: ExplorationThread;
  const reasonOf = (promise: Promise<unknown>) =>
    promise.then(
      () => '',
      (error: unknown) => {
        expect(error).to.be.instanceOf(ExplorationThreadError);
        return (error as Error).message;
      },
    );

  beforeEach(() => {
    port = new FakeThread();
    clock = new FakeClock();
    thread = new ExplorationThread(port, 'thread 1 of 2', clock);
  });

  it('tells what it has learned, makes runs, and keeps the process only meanwhile', async () => {
    expect(port.isHeld).to.equal(true);
    port.say({ plan: planOf(['a', 'b']) }, 0);
    expect((await thread.plan).titles).to.deep.equal(['a', 'b']);
    expect(port.isHeld).to.equal(false);
    const run = thread.run(1, 'b');
    expect(port.orders).to.deep.equal([{ id: 1, run: 1 }]);
    expect(port.isHeld).to.equal(true);
    port.say({ tried: TRIED });
    expect(await run).to.deep.equal(TRIED);
    expect(port.isHeld).to.equal(false);
  });

  it('says at which run it died, and of what', async () => {
    port.say({ plan: planOf(['a']) }, 0);
    const run = thread.run(0, 'killed right after POST pods');
    const cause = new RangeError('boom');
    port.emit('error', cause);
    port.emit('exit', 1);
    expect(await reasonOf(run)).to.equal('thread 1 of 2 died at "killed right after POST pods": boom');
    expect(thread.isGone).to.equal(true);
    expect(await reasonOf(thread.run(0, 'again'))).to.contain('at "killed right after POST pods"');
    expect(await run.catch((error: Error) => error.cause)).to.equal(cause);
  });

  it('says so when it ends by itself, or dies before it has learned anything', async () => {
    port.emit('exit', 3);
    expect(await reasonOf(thread.plan)).to.equal('thread 1 of 2 ended while it learned what there is to try, with exit code 3');
  });

  it('says at its end that it died when nobody waited for it', async () => {
    port.say({ plan: planOf(['a']) }, 0);
    port.emit('error', new Error('late'));
    expect(await reasonOf(thread.end())).to.equal('thread 1 of 2 died while it had nothing to do: late');
    expect(port.isTerminated).to.equal(true);
  });

  it('tells what went wrong in it, with class, code and stack', async () => {
    port.say({ plan: planOf(['a']) }, 0);
    const run = thread.run(0, 'a');
    const given = new ExplorationThreadError('inner');
    port.say({ failed: toldError(given) });
    expect(await reasonOf(run)).to.equal('thread 1 of 2 failed at "a": ExplorationThreadError (EXPLORATION_THREAD): inner');
    expect(((await run.catch((error: Error) => error.cause)) as Error).stack).to.equal(given.stack);
    expect(thread.isGone, 'it lives on').to.equal(false);
  });

  it('ends, and breaks off what is under way', async () => {
    port.say({ plan: planOf(['a']) }, 0);
    const run = thread.run(0, 'a');
    const ended = thread.end();
    expect(await reasonOf(run)).to.equal('thread 1 of 2 was ended at "a"');
    expect(port.orders.at(-1)).to.deep.equal({ id: 2, end: true });
    // Too late: it is no answer to the order to end.
    port.say({ tried: TRIED }, 1);
    expect(port.isTerminated).to.equal(false);
    port.say({ ended: true });
    await ended;
    expect(port.isTerminated).to.equal(true);
    expect(await reasonOf(thread.run(0, 'a'))).to.equal('thread 1 of 2 has ended already');
  });

  it('is ended by force when it does not end by itself', async () => {
    port.say({ plan: planOf([]) }, 0);
    const ended = reasonOf(thread.end());
    await clock.advance(10_000);
    expect(await ended).to.equal('thread 1 of 2 was not over 10 s after it had been told to end');
    expect(port.isTerminated).to.equal(true);
  });
});
