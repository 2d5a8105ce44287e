import { expect } from 'chai';
import { parseCrontab } from '../../lib/hooks/crontab.ts';
import type { HookTask } from '../../lib/hooks/hook-task.ts';
import type { ScopeObserver } from '../../lib/hooks/watched-scope.ts';
import { aHook } from './support/a-hook.ts';

const common = { allowFailure: false, queue: 'own', group: '', includeSnapshotsFrom: [] };
const pods = {
  ...common,
  name: 'pods',
  apiVersion: '',
  kind: 'Pod',
  events: [],
  runsOnSynchronization: false,
  keepsObjects: true,
  names: [],
  labelSelector: undefined,
  fieldSelector: undefined,
  namespaces: undefined,
  namespaceLabels: undefined,
  jqFilter: undefined,
};
const kind = { apiVersion: 'v1', kind: 'Pod', group: '', version: 'v1', plural: 'pods', namespaced: true };

describe('Hook', () => {
  it('has a task for its startup, if it wants to run then', () => {
    expect(aHook().startupTask()).to.equal(undefined);
    expect(aHook({ onStartup: 0 }).startupTask()?.reasons).to.deep.equal([
      { type: 'onStartup', binding: 'onStartup', group: '', includeSnapshotsFrom: [] },
    ]);
  });

  it('makes tasks of due times in the queue of the binding, from when it is enabled until it ends', async () => {
    const added: [string, HookTask][] = [];
    let due = () => {};
    let ended = false;
    const schedules = {
      add: (_: unknown, listener: () => void) => {
        due = listener;
        return () => {
          ended = true;
        };
      },
    };
    const hook = aHook(
      { schedules: [{ ...common, name: 's', crontab: parseCrontab('* * * * *') }] },
      { schedules, add: (...each) => added.push(each) },
    );
    expect(await hook.enable()).to.deep.equal([]);
    due();
    expect(added.map(([queue, task]) => [queue, task.type === 'run' && task.reasons[0]?.type])).to.deep.equal([['own', 'Schedule']]);
    hook.end();
    expect([ended, hook.isEnded]).to.deep.equal([true, true]);
  });

  it('has a Synchronization in the main queue for each kubernetes binding, also where it does not run for it', async () => {
    const pool = {
      subscribe: (_: unknown, observer: ScopeObserver) => {
        observer.synced();
        return { text: () => undefined, end() {} };
      },
    };
    const hook = aHook(
      { kubernetes: [pods, { ...pods, name: 'more', runsOnSynchronization: true }] },
      { pool, kinds: { find: async () => kind } },
    );
    const tasks = await hook.enable();
    expect(tasks.map(({ binding, executes, queue, releases }) => [binding, executes, queue, releases.length])).to.deep.equal([
      ['pods', false, 'main', 1],
      ['more', true, 'main', 1],
    ]);
    expect([hook.isEnabled, hook.snapshots('pods'), hook.snapshots('nothing')]).to.deep.equal([true, [], []]);
  });

  it('says which kind is not served, and has nothing at work then', async () => {
    const hook = aHook({ kubernetes: [pods] });
    const error = await hook.enable().catch((thrown: Error) => thrown);
    expect((error as Error).message).to.equal('binding pods: the server knows no kind Pod; is its CRD installed?');
    expect([hook.isEnabled, hook.monitors]).to.deep.equal([false, []]);
  });

  it('begins no more once it has ended', async () => {
    const hook = aHook({ kubernetes: [pods] }, { kinds: { find: async () => kind } });
    const enabling = hook.enable().catch((thrown: Error) => thrown.message);
    await Promise.resolve();
    await Promise.resolve();
    hook.end();
    expect(await enabling).to.include('no more');
  });
});
