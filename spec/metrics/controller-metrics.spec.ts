import { expect } from 'chai';
import type { ObservedCall } from '../../lib/controller/controller-context.ts';
import { ControllerMetrics } from '../../lib/metrics/controller-metrics.ts';
import { WorkQueue } from '../../lib/queue/work-queue.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

const aCall = (): ObservedCall => ({
  kind: 'Widget',
  key: 'a',
  uid: 'u',
  handler: 'ensureCreated',
  reason: 'created',
  attempt: 1,
  reconcileId: 'r-1',
});

describe('ControllerMetrics', () => {
  let clock: FakeClock;
  let counted: ControllerMetrics;
  let queue: WorkQueue;
  beforeEach(() => {
    clock = new FakeClock();
    counted = new ControllerMetrics(clock);
    queue = new WorkQueue({ clock, observer: counted });
  });

  it('counts what waits once, and how long under the priority that it came to have', async () => {
    queue.add('a', { priority: 'low' });
    await clock.advance(1000);
    queue.add('a', { priority: 'low' });
    queue.add('a', { priority: 'high' });
    await clock.advance(1000);
    queue.take();
    expect(counted.adds).to.equal(1);
    expect([counted.waitSeconds.low.count, counted.waitSeconds.high.count, counted.waitSeconds.high.sum]).to.deep.equal([0, 1, 2]);
  });

  it('counts what waits in a backlog when it is taken, and since when it has waited', async () => {
    queue.addAll({ keys: ['a', 'b'].values(), isWanted: () => true, count: () => 2 });
    await clock.advance(2000);
    queue.take();
    expect([counted.adds, counted.waitSeconds.low.count, counted.waitSeconds.low.sum]).to.deep.equal([1, 1, 2]);
  });

  it('counts the work, and what was added meanwhile as waiting from its end', async () => {
    queue.add('a');
    queue.take();
    queue.add('a');
    await clock.advance(500);
    expect(counted.unfinishedSeconds()).to.deep.equal({ sum: 0.5, longest: 0.5 });
    queue.done('a');
    await clock.advance(250);
    queue.take();
    queue.done('a');
    expect([counted.adds, counted.workSeconds.count, counted.workSeconds.sum]).to.deep.equal([2, 2, 0.5]);
    expect(counted.waitSeconds.normal.sum).to.equal(0.25);
    expect(counted.unfinishedSeconds()).to.deep.equal({ sum: 0, longest: 0 });
  });

  it('forgets what waited when the queue closes', () => {
    queue.add('a');
    queue.close();
    expect(queue.depths()).to.deep.equal({ high: 0, normal: 0, low: 0 });
    counted.taken('a');
    expect(counted.waitSeconds.normal.count).to.equal(0);
  });

  it('counts calls by how they ended, and what follows', async () => {
    const ends = [
      { outcome: 'succeeded' },
      { outcome: 'succeeded', requeueAfterSeconds: 5 },
      { outcome: 'failed', retryAt: 7, error: new Error('x') },
      { outcome: 'failed', error: new Error('x') },
      { outcome: 'aborted' },
    ] as const;
    for (const end of ends) {
      const call = aCall();
      counted.callStarted(call);
      await clock.advance(100);
      counted.callEnded(call, end.outcome, end);
    }
    counted.turnFailed();
    expect(counted.ended).to.deep.equal({ success: 1, error: 2, requeue: 0, requeue_after: 1 });
    expect([counted.terminal, counted.retries, counted.aborted]).to.deep.equal([1, 2, 1]);
    expect([counted.callSeconds.count, counted.callSeconds.sum.toFixed(3)]).to.deep.equal([5, '0.500']);
  });
});
