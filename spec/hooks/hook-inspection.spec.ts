import { expect } from 'chai';
import { HookInspection } from '../../lib/hooks/hook-inspection.ts';
import { HookQueues } from '../../lib/hooks/hook-queues.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { settled } from '../support/settled.ts';
import { aHook, aRun } from './support/a-hook.ts';

describe('HookInspection', () => {
  it('shows why a queue waits, and hooks by their names', async () => {
    const hook = aHook({ onStartup: 3 });
    const queues = new HookQueues({ clock: new FakeClock(), onBug: () => {}, work: async () => ({ done: false, error: new Error('oh') }) });
    const options = { folder: '/hooks', skipInvalid: true, timeoutSeconds: 5 };
    const hooks = new Map([hook, aHook({}, { name: '0.sh' })].map((each) => [each.name, each]));
    const inspection = new HookInspection({ hooks, queues, options });
    queues.add('main', aRun(hook));
    queues.start();
    await settled();
    expect(inspection.queues()).to.deep.equal([
      { name: 'main', status: 'waiting', retryInSeconds: 5, failures: 1, error: 'oh', tasks: ['HookRun:main:a.sh:s'] },
    ]);
    expect(inspection.hooks()).to.deep.equal([
      { name: '0.sh', enabled: false, schedules: [], kubernetes: [] },
      { name: 'a.sh', enabled: false, onStartup: 3, schedules: [], kubernetes: [] },
    ]);
    expect([inspection.snapshots('a.sh'), inspection.config()]).to.deep.equal([{}, options]);
    queues.stop();
  });
});
