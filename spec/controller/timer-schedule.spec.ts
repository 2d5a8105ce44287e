import { expect } from 'chai';
import { nextTimerState, type TimerInput, TimerSchedule, type TimerState } from '../../lib/controller/timer-schedule.ts';
import type { ResolvedTimer } from '../../lib/resource/timers-and-daemons.ts';

function aTimer(parts: Partial<ResolvedTimer> = {}): ResolvedTimer {
  return { name: 'poll', intervalSeconds: 10, initialDelaySeconds: 0, idleSeconds: 0, sharp: false, ...parts };
}

describe('nextTimerState', () => {
  const waiting: TimerState = { kind: 'waiting', dueAt: 1000 };
  const retrying: TimerState = { kind: 'retrying', dueAt: 4000, since: 1000, failures: 2 };
  const stopped: TimerState = { kind: 'stopped' };
  const sharp = aTimer({ sharp: true });

  const rows: [says: string, timer: ResolvedTimer, before: TimerState, input: TimerInput, after: TimerState][] = [
    [
      'counts the interval from the end of a call',
      aTimer(),
      waiting,
      { kind: 'succeeded', dueAt: 1000, now: 3000 },
      { kind: 'waiting', dueAt: 13_000 },
    ],
    [
      'or, when it is sharp, from its beginning',
      sharp,
      waiting,
      { kind: 'succeeded', dueAt: 1000, now: 3000 },
      { kind: 'waiting', dueAt: 11_000 },
    ],
    [
      'leaves out what a long call missed',
      sharp,
      waiting,
      { kind: 'succeeded', dueAt: 1000, now: 31_000 },
      { kind: 'waiting', dueAt: 41_000 },
    ],
    ['keeps to the grid after retries', sharp, retrying, { kind: 'succeeded', dueAt: 4000, now: 4500 }, { kind: 'waiting', dueAt: 11_000 }],
    [
      'counts anew after retries when it is not sharp',
      aTimer(),
      retrying,
      { kind: 'succeeded', dueAt: 4000, now: 4500 },
      { kind: 'waiting', dueAt: 14_500 },
    ],
    [
      'retries what failed',
      aTimer(),
      waiting,
      { kind: 'failed', dueAt: 1000, retryAt: 1500 },
      { kind: 'retrying', dueAt: 1500, since: 1000, failures: 1 },
    ],
    [
      'counts the failures',
      aTimer(),
      retrying,
      { kind: 'failed', dueAt: 4000, retryAt: 9000 },
      { kind: 'retrying', dueAt: 9000, since: 1000, failures: 3 },
    ],
    ['stops what failed for good', aTimer(), waiting, { kind: 'failed', dueAt: 1000, retryAt: undefined }, stopped],
    ['begins again after a change', aTimer(), stopped, { kind: 'changed', now: 7000 }, { kind: 'waiting', dueAt: 7000 }],
    ['retries at once after a change', aTimer(), retrying, { kind: 'changed', now: 2000 }, { kind: 'waiting', dueAt: 2000 }],
    ['goes on waiting after a change', aTimer(), waiting, { kind: 'changed', now: 500 }, waiting],
  ];
  for (const [says, timer, before, input, after] of rows) {
    it(says, () => expect(nextTimerState(timer, before, input)).to.deep.equal(after));
  }
});

describe('TimerSchedule', () => {
  it('begins after the initial delay', () => {
    const schedule = new TimerSchedule([aTimer({ initialDelaySeconds: 5 })], 1000);
    expect(schedule.nextDueAt).to.equal(6000);
    expect(schedule.due(5999)).to.equal(undefined);
    expect(schedule.due(6000)).to.deep.include({ dueAt: 6000, failures: 0 });
  });

  it('hands out the timer that has been due for longest', () => {
    const schedule = new TimerSchedule([aTimer(), aTimer({ name: 'sweep', initialDelaySeconds: 2 })], 0);
    const first = schedule.due(3000);
    expect(first?.timer.name).to.equal('poll');
    if (first) schedule.succeeded(first, 3000);
    expect(schedule.due(3000)?.timer.name).to.equal('sweep');
  });

  it('waits until the object has been left alone for long enough, from the beginning on and after each change', () => {
    const schedule = new TimerSchedule([aTimer({ idleSeconds: 30 })], 0);
    expect(schedule.nextDueAt).to.equal(30_000);
    schedule.changed(20_000);
    expect(schedule.nextDueAt).to.equal(50_000);
    const due = schedule.due(50_000);
    if (due) schedule.succeeded(due, 50_000);
    expect(schedule.nextDueAt).to.equal(60_000);
    schedule.changed(55_000);
    expect(schedule.nextDueAt).to.equal(85_000);
  });

  it('never is due again when all have failed for good', () => {
    const schedule = new TimerSchedule([aTimer()], 0);
    const due = schedule.due(0);
    if (due) schedule.failed(due, undefined);
    expect([schedule.nextDueAt, schedule.due(1e9)]).to.deep.equal([undefined, undefined]);
    schedule.changed(2e9);
    expect(schedule.nextDueAt).to.equal(2e9);
  });

  it('tells how many attempts have failed', () => {
    const schedule = new TimerSchedule([aTimer()], 0);
    for (const [now, retryAt] of [
      [0, 100],
      [100, 300],
    ] as const) {
      const due = schedule.due(now);
      if (due) schedule.failed(due, retryAt);
    }
    expect(schedule.due(300)?.failures).to.equal(2);
  });
});
