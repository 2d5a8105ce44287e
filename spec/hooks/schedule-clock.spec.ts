import { expect } from 'chai';
import { parseCrontab } from '../../lib/hooks/crontab.ts';
import { ScheduleClock } from '../../lib/hooks/schedule-clock.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('ScheduleClock', () => {
  let clock: FakeClock;
  let schedules: ScheduleClock;
  let told: string[];
  const add = (text: string, name = text) =>
    schedules.add(parseCrontab(text), () => told.push(`${name} ${new Date(clock.now()).toISOString().slice(11, 19)}`));
  beforeEach(() => {
    clock = new FakeClock();
    schedules = new ScheduleClock(clock);
    told = [];
  });

  it('calls back at each due time', async () => {
    add('TZ=UTC */2 * * * *', 'two');
    add('@every 90s', 'odd');
    await clock.advance(4 * 60_000);
    expect(told).to.deep.equal(['odd 00:01:30', 'two 00:02:00', 'odd 00:03:00', 'two 00:04:00']);
  });

  it('tells bindings of one crontab together, in their order', async () => {
    add('@every 60s', 'a');
    add('@every 60s', 'b');
    expect(clock.timers).to.equal(1);
    await clock.advance(60_000);
    expect(told).to.deep.equal(['a 00:01:00', 'b 00:01:00']);
  });

  it('forgets those that have ended', async () => {
    const end = add('@every 60s', 'a');
    add('@every 60s', 'b');
    end();
    end();
    await clock.advance(60_000);
    expect(told).to.deep.equal(['b 00:01:00']);
    schedules.stop();
    expect(clock.timers).to.equal(0);
  });

  it('waits for days', async () => {
    add('TZ=UTC 0 0 4 1 *');
    await clock.advance(3 * 24 * 3_600_000 - 1000);
    expect(told).to.deep.equal([]);
    await clock.advance(1000);
    expect(told).to.have.length(1);
  });

  it('tells once what a jump of the clock has left out, and waits for no time that was set back', async () => {
    add('TZ=UTC 0 * * * *', 'hour');
    clock.jump(3.5 * 3_600_000);
    await clock.advance(60_000);
    expect(told).to.deep.equal(['hour 03:31:00']);
    clock.jump(-2 * 3_600_000);
    await clock.advance(30 * 60_000);
    expect(told.slice(1)).to.deep.equal(['hour 02:00:00']);
  });

  it('sets no timer for what is never due', () => {
    add('0 0 31 2 *');
    expect(clock.timers).to.equal(0);
  });
});
