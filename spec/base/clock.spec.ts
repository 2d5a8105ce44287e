import { expect } from 'chai';
import { afterThisTurn, sleep, systemClock } from '../../lib/base/clock.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('sleep', () => {
  it('waits for as long as it is told', async () => {
    const clock = new FakeClock();
    let awake = false;
    const sleeping = sleep(clock, 1000).then(() => {
      awake = true;
    });
    await clock.advance(999);
    expect(awake).to.equal(false);
    await clock.advance(1);
    await sleeping;
    expect(awake).to.equal(true);
  });

  it('ends early by its signal, and leaves no timer behind', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const sleeping = sleep(clock, 1000, abort.signal);
    abort.abort();
    await sleeping;
    expect(clock.timers).to.equal(0);
  });

  it('does not begin when the signal has aborted', async () => {
    const clock = new FakeClock();
    await sleep(clock, 1000, AbortSignal.abort());
    expect(clock.timers).to.equal(0);
  });
});

describe('the system clock', () => {
  it('calls back once, not before its time', async () => {
    const begin = systemClock.monotonic();
    await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 5));
    expect(systemClock.monotonic() - begin).to.be.at.least(4);
  });

  it('does not call back when cancelled', async () => {
    let called = false;
    const timer = systemClock.setTimeout(() => {
      called = true;
    }, 0);
    timer.cancel();
    await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 3));
    expect(called).to.equal(false);
  });

  it('takes a wait that is longer than Node can count for the longest one, not for none', async () => {
    let called = false;
    const timer = systemClock.setTimeout(() => {
      called = true;
    }, Number.MAX_SAFE_INTEGER);
    await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 5));
    timer.cancel();
    expect(called).to.equal(false);
  });

  it('knows the time and draws numbers below 1', () => {
    expect(Math.abs(systemClock.now() - Date.now())).to.be.below(1000);
    expect(systemClock.random()).to.be.within(0, 1);
  });
});

describe('afterThisTurn', () => {
  it('calls back after everything that is due', async () => {
    const order: string[] = [];
    const done = new Promise<void>((resolve) =>
      afterThisTurn(() => {
        order.push('after');
        resolve();
      }),
    );
    await Promise.resolve();
    order.push('microtask');
    await done;
    expect(order).to.deep.equal(['microtask', 'after']);
  });
});
