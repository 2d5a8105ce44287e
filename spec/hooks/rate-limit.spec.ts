import { expect } from 'chai';
import { RateLimit } from '../../lib/hooks/rate-limit.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('RateLimit', () => {
  const signal = new AbortController().signal;

  /** When each of some takes that are asked for at once is granted, in seconds. */
  async function granted(limit: RateLimit, clock: FakeClock, count: number): Promise<number[]> {
    const times: number[] = [];
    for (let index = 0; index < count; index++) void limit.take(signal).then(() => times.push(clock.monotonic() / 1000));
    await clock.advance(60_000);
    return times;
  }

  it('lets a burst pass, then one each interval', async () => {
    const clock = new FakeClock();
    expect(await granted(new RateLimit({ intervalMilliseconds: 3000, burst: 2 }, clock), clock, 5)).to.deep.equal([0, 0, 3, 6, 9]);
  });

  it('lets another burst pass after a pause that is long enough', async () => {
    const clock = new FakeClock();
    const limit = new RateLimit({ intervalMilliseconds: 3000, burst: 2 }, clock);
    await granted(limit, clock, 2);
    expect(await granted(limit, clock, 3)).to.deep.equal([60, 60, 63]);
  });

  it('limits nothing without settings', async () => {
    const clock = new FakeClock();
    expect(await granted(new RateLimit(undefined, clock), clock, 3)).to.deep.equal([0, 0, 0]);
  });

  it('ends the wait when it is to stop', async () => {
    const clock = new FakeClock();
    const limit = new RateLimit({ intervalMilliseconds: 3000, burst: 1 }, clock);
    const stop = new AbortController();
    await limit.take(stop.signal);
    const wait = limit.take(stop.signal);
    stop.abort();
    await wait;
    expect(clock.timers).to.equal(0);
  });
});
