import { expect } from 'chai';
import { CallPlans, isAside, type PlannedCall } from '../../lib/controller/call-plans.ts';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

const essence = { generation: 1, marks: 'm', content: undefined };

describe('CallPlans', () => {
  const clock = new FakeClock();
  const now = clock.monotonic();
  let tracked: TrackedObject;
  beforeEach(() => {
    tracked = new TrackedObject('team/a', 'uid-a');
  });

  const plansWith = (resyncSeconds?: number) => new CallPlans({ clock, type: { resyncSeconds } });
  const aCall = (handler: PlannedCall['handler']): PlannedCall => ({ tracked, handler, name: handler, essence, attempt: 2 });

  it('plans what the handler and the class ask for, from the end of the call on', () => {
    plansWith(60).plan(aCall('reconcile'), 5);
    expect([...(tracked.asked ?? [])]).to.deep.equal([
      ['requeue', now + 5000],
      ['resync', now + 60_000],
    ]);
  });

  it('lets a timer put off no resync, and plans nothing where nothing is asked for', () => {
    plansWith(60).plan(aCall('timer'), undefined);
    plansWith().plan(aCall('reconcile'), undefined);
    expect(tracked.asked?.size ?? 0).to.equal(0);
  });

  it('remembers a retry with its attempts, but none of a call beside the object’s own', () => {
    expect(plansWith().retryLater(aCall('childChanged'), 100)).to.equal(now + 100);
    expect(tracked.retry).to.equal(undefined);
    expect(plansWith().retryLater(aCall('ensureModified'), 100)).to.equal(now + 100);
    expect(tracked.retry).to.deep.equal({ handler: 'ensureModified', essence, failures: 2, dueAt: now + 100 });
  });

  it('takes what failed for good for dealt with, and remembers what failed', () => {
    tracked.retry = { handler: 'reconcile', essence, failures: 1, dueAt: 5 };
    plansWith().giveUp(aCall('reconcile'));
    expect([tracked.settled, tracked.failed, tracked.retry]).to.deep.equal([essence, { handler: 'reconcile', essence }, undefined]);
    plansWith().settle(tracked, essence);
    expect(tracked.failed).to.equal(undefined);
  });

  it('leaves the object as it is when a timer has failed for good', () => {
    plansWith().giveUp(aCall('timer'));
    expect([tracked.settled, tracked.failed]).to.deep.equal([undefined, undefined]);
    expect(['timer', 'daemon', 'childChanged', 'reconcile'].map((role) => isAside(role as PlannedCall['handler']))).to.deep.equal([
      true,
      true,
      true,
      false,
    ]);
  });
});
