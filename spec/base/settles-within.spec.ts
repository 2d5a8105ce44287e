import { expect } from 'chai';
import { settlesWithin } from '../../lib/base/settles-within.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('settlesWithin', () => {
  it('is true for what settles in time, either way, and leaves no timer', async () => {
    const clock = new FakeClock();
    expect(await settlesWithin(clock, 5, Promise.resolve())).to.equal(true);
    expect(await settlesWithin(clock, 5, Promise.reject(new Error('no')))).to.equal(true);
    expect(clock.timers).to.equal(0);
  });

  it('is false when the time is over first', async () => {
    const clock = new FakeClock();
    const waiting = settlesWithin(clock, 5, new Promise(() => {}));
    await clock.advance(5000);
    expect(await waiting).to.equal(false);
  });
});
