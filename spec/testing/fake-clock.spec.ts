import { expect } from 'chai';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('FakeClock', () => {
  it('stands still until it is moved', () => {
    const clock = new FakeClock({ startMilliseconds: 1000 });
    expect([clock.now(), clock.monotonic()]).to.deep.equal([1000, 0]);
  });

  it('calls what is due on the way, in order, each at its own time', async () => {
    const clock = new FakeClock({ startMilliseconds: 0 });
    const calls: string[] = [];
    clock.setTimeout(() => calls.push(`b at ${clock.now()}`), 20);
    clock.setTimeout(() => calls.push(`a at ${clock.now()}`), 10);
    clock.setTimeout(() => calls.push('later'), 31);
    await clock.advance(30);
    expect(calls).to.deep.equal(['a at 10', 'b at 20']);
    expect(clock.nextDelay).to.equal(1);
  });

  it('calls what a callback, or a promise that it settles, sets on the way', async () => {
    const clock = new FakeClock();
    const calls: number[] = [];
    clock.setTimeout(() => {
      void Promise.resolve().then(() => clock.setTimeout(() => calls.push(clock.monotonic()), 5));
    }, 10);
    await clock.advance(20);
    expect(calls).to.deep.equal([15]);
  });

  it('moves to the next timer alone, but no further than asked', () => {
    const clock = new FakeClock();
    const calls: string[] = [];
    clock.setTimeout(() => calls.push('b'), 20);
    clock.setTimeout(() => calls.push('a'), 10);
    expect([clock.toNext(5), clock.monotonic()]).to.deep.equal([false, 5]);
    expect([clock.toNext(5), clock.monotonic(), clock.now() - Date.UTC(2026, 0, 1)]).to.deep.equal([true, 10, 10]);
    expect([clock.toNext(60), clock.toNext(60), clock.monotonic(), calls]).to.deep.equal([true, false, 80, ['a', 'b']]);
  });

  it('forgets a timer that is cancelled', async () => {
    const clock = new FakeClock();
    let called = false;
    const timer = clock.setTimeout(() => {
      called = true;
    }, 1);
    timer.cancel();
    await clock.advance(10);
    expect([called, clock.timers]).to.deep.equal([false, 0]);
  });

  it('lets the wall clock jump while monotonic time goes on as it was', async () => {
    const clock = new FakeClock({ startMilliseconds: 1000 });
    clock.jump(-500);
    expect([clock.now(), clock.monotonic()]).to.deep.equal([500, 0]);
    await clock.advance(100);
    expect([clock.now(), clock.monotonic()]).to.deep.equal([600, 100]);
  });

  it('leaves nothing to chance', () => {
    const clock = new FakeClock({ chance: 0.25 });
    expect([clock.random(), clock.random()]).to.deep.equal([0.25, 0.25]);
  });

  it('has the chance that it is given: one number, or one after another', () => {
    expect(new FakeClock().random()).to.equal(0.5);
    const numbers = [0.1, 0.2];
    const clock = new FakeClock({ chance: () => numbers.shift() ?? 0 });
    expect([clock.random(), clock.random()]).to.deep.equal([0.1, 0.2]);
  });
});
