import { expect } from 'chai';
import { HookQueues } from '../../lib/hooks/hook-queues.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { settled } from '../support/settled.ts';
import { aHook, aRun } from './support/a-hook.ts';

describe('HookQueues', () => {
  it('work side by side, each in order, also those that are made later', async () => {
    const done: string[] = [];
    const gate = Promise.withResolvers<void>();
    const queues = new HookQueues({
      clock: new FakeClock(),
      onBug: () => {},
      work: async (task) => {
        const name = task.type === 'run' ? task.binding : '';
        if (name === 'slow') await gate.promise;
        done.push(name);
        return { done: true };
      },
    });
    const hook = aHook();
    const other = aHook();
    queues.add('z', aRun(hook, { binding: 'slow' }));
    queues.add('z', aRun(hook, { binding: 'after' }));
    queues.add('z', aRun(other, { binding: 'dropped' }));
    queues.add('main', aRun(hook, { binding: 'quick' }));
    queues.start();
    queues.add('b', aRun(hook, { binding: 'new' }));
    await settled();
    expect(done).to.deep.equal(['quick', 'new']);
    expect([queues.busy, queues.isIdle]).to.deep.equal([1, false]);
    expect(queues.views().map(({ name, tasks }) => [name, tasks.length])).to.deep.equal([
      ['main', 0],
      ['b', 0],
      ['z', 3],
    ]);
    queues.drop(other);
    gate.resolve();
    await settled();
    expect(done).to.deep.equal(['quick', 'new', 'slow', 'after']);
    expect(queues.isIdle).to.equal(true);
    queues.stop();
    queues.add('late', aRun(hook));
    await queues.untilStill();
    expect(queues.views().every(({ status }) => status === 'stopped')).to.equal(true);
  });
});
