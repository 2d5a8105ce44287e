import { expect } from 'chai';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { MortalClock } from '../../lib/testing/mortal-clock.ts';

describe('MortalClock', () => {
  it('is the clock that it was given, until it dies', async () => {
    const clock = new FakeClock({ startMilliseconds: 5, chance: 0.3 });
    const mortal = new MortalClock(clock);
    const called: string[] = [];
    mortal.setTimeout(() => called.push('early'), 10);
    mortal.setTimeout(() => called.push('given up'), 20).cancel();
    mortal.setTimeout(() => called.push('late'), 100);
    await clock.advance(50);
    expect([mortal.now(), mortal.monotonic(), mortal.random()]).to.deep.equal([55, 50, 0.3]);
    mortal.die();
    mortal.setTimeout(() => called.push('after death'), 1);
    await clock.advance(200);
    expect(called).to.deep.equal(['early']);
    expect(clock.timers).to.equal(0);
  });
});
