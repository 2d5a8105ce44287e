import { expect } from 'chai';
import { ExplorationPace, RestlessError } from '../../lib/testing/exploration-pace.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { FakeRunTime, RealRunTime } from '../../lib/testing/run-cluster.ts';

const idle = () => false;
const pace = () => new ExplorationPace({ mostRequests: 2, outsideMilliseconds: 0 });

describe('FakeRunTime', () => {
  it('moves to what comes next, but no further than asked', async () => {
    const clock = new FakeClock();
    const time = new FakeRunTime(clock, pace());
    let called = 0;
    clock.setTimeout(() => {
      called += 1;
    }, 3000);
    await time.pass(2, idle);
    expect([clock.monotonic(), called]).to.deep.equal([2000, 0]);
    await time.pass(60, idle);
    expect([clock.monotonic(), called]).to.deep.equal([3000, 1]);
    await time.pass(60, idle);
    expect(clock.monotonic()).to.equal(63_000);
  });

  it('leaves nothing behind that is due at the moment to which it has moved', async () => {
    const clock = new FakeClock();
    const calls: string[] = [];
    clock.setTimeout(() => {
      calls.push('first');
      // More turns later than what is due at once waits.
      let turns = 0;
      const later = () => (turns++ < 4 ? setImmediate(later) : clock.setTimeout(() => calls.push('third'), 0));
      setImmediate(later);
    }, 1000);
    clock.setTimeout(() => calls.push('second'), 1000);
    await new FakeRunTime(clock, pace()).pass(60, idle);
    expect([calls, clock.monotonic()]).to.deep.equal([['first', 'second', 'third'], 1000]);
  });
});

describe('RealRunTime', () => {
  it('looks now and then, and waits no longer than asked', async () => {
    const clock = new FakeClock();
    let looks = 0;
    const look = async () => {
      looks += 1;
    };
    const time = new RealRunTime({ pace: pace(), mostRequests: 2, look, clock });
    const long = time.pass(60);
    await clock.advance(250);
    await long;
    const short = time.pass(0.1);
    await clock.advance(100);
    await short;
    expect(looks).to.equal(2);
  });

  it('gives up when there is no end of requests', async () => {
    const busy = pace();
    const time = new RealRunTime({ pace: busy, mostRequests: 2, look: async () => {}, clock: new FakeClock() });
    for (let count = 0; count < 3; count++) busy.countRequest();
    const error = await time.calm().catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(RestlessError);
  });
});
