import { expect } from 'chai';
import { LeadershipLostError } from '../../lib/base/errors.ts';
import { DEPOSED_SECONDS, refuseUnless, standByAll } from '../../lib/operator/term-end.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('standByAll', () => {
  it('waits until all have ended', async () => {
    const [clock, logger] = [new FakeClock(), new CollectedLog()];
    const ends: (() => void)[] = [];
    const part = { standBy: () => new Promise<void>((resolve) => void ends.push(resolve)) };
    let done = false;
    const ending = standByAll([part, part], { clock, logger }).then(() => {
      done = true;
    });
    ends[0]?.();
    await clock.advance(1);
    expect(done).to.equal(false);
    ends[1]?.();
    await ending;
    expect(logger.records).to.deep.equal([]);
    expect(clock.timers).to.equal(0);
  });

  it('leaves behind what does not end in time, and says so', async () => {
    const [clock, logger] = [new FakeClock(), new CollectedLog()];
    const ending = standByAll([{ standBy: () => new Promise<void>(() => {}) }], { clock, logger });
    await clock.advance(DEPOSED_SECONDS * 1000);
    await ending;
    expect(logger.records.map(({ level, fields }) => [level, fields])).to.deep.equal([['error', { seconds: DEPOSED_SECONDS }]]);
  });
});

describe('refuseUnless', () => {
  it('throws what a request is refused by, and says why', () => {
    expect(() => refuseUnless(true, 'over')).not.to.throw();
    expect(() => refuseUnless(false, 'this replica leads no longer'))
      .to.throw(LeadershipLostError)
      .with.property('message', 'this replica leads no longer: nothing was sent');
  });
});
