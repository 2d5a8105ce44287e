import { expect } from 'chai';
import type { TurnEnd } from '../../lib/controller/object-turn.ts';
import { TurnSchedule } from '../../lib/controller/turn-schedule.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('TurnSchedule', () => {
  let clock: FakeClock;
  let taken: string[];
  let due: number | undefined;
  let end: (key: string) => TurnEnd | Promise<TurnEnd>;
  let schedule: TurnSchedule;
  let calm: boolean;

  beforeEach(() => {
    clock = new FakeClock();
    taken = [];
    due = undefined;
    calm = false;
    end = () => 'done';
    schedule = new TurnSchedule({
      clock,
      limit: 2,
      take: async (key) => {
        taken.push(key);
        return await end(key);
      },
      nextDueAt: () => due,
      isCalm: () => calm,
      failed: (key, error, inMilliseconds) => taken.push(`${key} failed: ${error}, again in ${inMilliseconds}`),
      overdue: (key) => taken.push(`${key} is overdue`),
      ended: () => {},
    });
    schedule.begin();
  });

  it('lets objects wait until it has begun', async () => {
    const waiting = new TurnSchedule({
      clock,
      limit: 1,
      take: async (): Promise<TurnEnd> => 'done',
      nextDueAt: () => undefined,
      failed: () => {},
      overdue: () => {},
      ended: () => taken.push('ended'),
    });
    waiting.add('a', 'high');
    await clock.advance(0);
    expect([taken, waiting.isIdle, waiting.isBusy('a')]).to.deep.equal([[], false, true]);
    waiting.begin();
    await clock.advance(0);
    expect([taken, waiting.isIdle]).to.deep.equal([['ended'], true]);
  });

  it('never gives one object two turns at once, nor more turns than there are places', async () => {
    const { promise, resolve } = Promise.withResolvers<TurnEnd>();
    end = () => promise;
    for (const key of ['a', 'b', 'c', 'a']) schedule.add(key, 'normal');
    await clock.advance(0);
    schedule.add('a', 'high');
    await clock.advance(0);
    expect(taken).to.deep.equal(['a', 'b']);
    resolve('done');
    await clock.advance(0);
    expect(taken).to.deep.equal(['a', 'b', 'a', 'c']);
    expect(schedule.busy).to.equal(0);
  });

  it('gives another turn at once when there is more to do', async () => {
    end = () => (taken.length < 3 ? 'again' : 'done');
    schedule.add('a', 'normal');
    await clock.advance(0);
    expect(taken.length).to.equal(3);
  });

  it('gives no other turn for what the turn has seen to, unless it says that there is more, or has failed', async () => {
    const turns = async (of: () => TurnEnd) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const begun = taken.length;
      end = () => promise.then(of);
      schedule.add('a', 'normal');
      await clock.advance(0);
      schedule.add('a', 'high');
      end = () => 'done';
      resolve();
      await clock.advance(0);
      return taken.slice(begun).filter((each) => each === 'a').length;
    };
    expect(await turns(() => 'done')).to.equal(2);
    calm = true;
    expect(await turns(() => 'done')).to.equal(1);
    expect(await turns(() => 'again')).to.equal(2);
    const failing = () => {
      throw new Error('no');
    };
    expect(await turns(failing)).to.equal(2);
  });

  it('gives a turn when its time comes', async () => {
    due = clock.monotonic() + 500;
    schedule.add('a', 'normal');
    await clock.advance(499);
    expect(taken.length).to.equal(1);
    due = undefined;
    await clock.advance(1);
    expect(taken.length).to.equal(2);
  });

  it('pauses longer and longer after failures, whatever is due, until a turn succeeds', async () => {
    due = 0;
    end = () => Promise.reject(new Error('no'));
    schedule.add('a', 'normal');
    await clock.advance(0);
    expect(taken).to.deep.equal(['a', 'a failed: Error: no, again in 425']);
    await clock.advance(425);
    expect(taken.slice(2)).to.deep.equal(['a', 'a failed: Error: no, again in 850']);
    due = undefined;
    end = () => 'done';
    await clock.advance(850);
    end = () => Promise.reject(new Error('no'));
    schedule.add('a', 'normal');
    await clock.advance(0);
    expect(taken.at(-1)).to.equal('a failed: Error: no, again in 425');
  });

  it('pauses when the object could not be looked at, unless something happens to it', async () => {
    due = 0;
    end = () => 'later';
    schedule.add('a', 'normal');
    await clock.advance(100);
    expect(taken).to.deep.equal(['a']);
    schedule.add('a', 'high');
    await clock.advance(0);
    expect(taken).to.deep.equal(['a', 'a']);
  });

  it('gives the place of a long turn to others, and keeps its object', async () => {
    const { promise, resolve } = Promise.withResolvers<TurnEnd>();
    end = (key) => (key === 'c' ? 'done' : promise);
    for (const key of ['a', 'b', 'c']) schedule.add(key, 'normal');
    await clock.advance(29_999);
    expect(taken).to.deep.equal(['a', 'b']);
    await clock.advance(1);
    schedule.add('a', 'high');
    await clock.advance(0);
    expect(taken).to.deep.equal(['a', 'b', 'a is overdue', 'b is overdue', 'c']);
    resolve('done');
    await clock.advance(0);
    expect(taken.at(-1)).to.equal('a');
  });

  it('begins nothing and waits for nothing when it has stopped', async () => {
    due = clock.monotonic() + 500;
    schedule.add('a', 'normal');
    await clock.advance(0);
    schedule.stop();
    schedule.add('b', 'normal');
    await clock.advance(1000);
    expect([taken, clock.timers]).to.deep.equal([['a'], 0]);
  });

  it('gives everything else its chance after a number of turns that waited for nothing', async () => {
    const begun: string[] = [];
    const quick = new TurnSchedule({
      clock,
      limit: 1,
      take: (key): TurnEnd => {
        begun.push(key);
        return 'done';
      },
      nextDueAt: () => undefined,
      failed: () => {},
      overdue: () => {},
      ended: () => {},
    });
    quick.begin();
    for (let index = 0; index < 250; index += 1) quick.add(`k-${index}`, 'normal');
    await Promise.resolve();
    expect(begun.length).to.equal(100);
    // What comes meanwhile is one with what waits.
    quick.add('k-249', 'normal');
    while (!quick.isIdle) await new Promise((resolve) => setImmediate(resolve));
    expect(begun.length).to.equal(250);
  });

  it('takes a turn that throws at once for one that failed', async () => {
    const failed: unknown[] = [];
    const throwing = new TurnSchedule({
      clock,
      limit: 1,
      take: () => {
        throw new Error('at once');
      },
      nextDueAt: () => undefined,
      failed: (key, error) => failed.push([key, (error as Error).message]),
      overdue: () => {},
      ended: () => {},
    });
    throwing.begin();
    throwing.add('a', 'normal');
    await clock.advance(0);
    expect([failed, throwing.isBusy('a')]).to.deep.equal([[['a', 'at once']], false]);
  });

  it('forgets at a pause also what turns that are under way ask for when they end', async () => {
    const ends = new Map<string, (how: TurnEnd) => void>();
    const fails = Promise.withResolvers<TurnEnd>();
    end = (key) => (key === 'b' ? fails.promise : new Promise<TurnEnd>((resolve) => ends.set(key, resolve)));
    due = 0;
    schedule.add('a', 'high');
    schedule.add('b', 'high');
    await clock.advance(0);
    schedule.pause();
    ends.get('a')?.('again');
    fails.reject(new Error('led no longer'));
    await clock.advance(100_000);
    expect([schedule.isIdle, schedule.figures.delayed, schedule.of('b').failures]).to.deep.equal([true, 0, 0]);
    schedule.begin();
    await clock.advance(0);
    expect(taken.filter((step) => step.length === 1)).to.deep.equal(['a', 'b']);
  });
});
