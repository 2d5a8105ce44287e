import { expect } from 'chai';
import type { Hook } from '../../lib/hooks/hook.ts';
import { HookEnabling } from '../../lib/hooks/hook-enabling.ts';
import type { HookTask } from '../../lib/hooks/hook-task.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { settled } from '../support/settled.ts';
import { aHook, aRun } from './support/a-hook.ts';

describe('HookEnabling', () => {
  const task = aRun(aHook());
  let clock: FakeClock;
  let stop: AbortController;
  let added: HookTask[];
  let said: string[];
  let enabling: HookEnabling;
  beforeEach(() => {
    clock = new FakeClock({ chance: 0 });
    stop = new AbortController();
    added = [];
    said = [];
    enabling = new HookEnabling({
      clock,
      reports: { enabled: () => said.push('enabled'), waits: (_name, _error, attempt) => said.push(`waits ${attempt}`) },
      add: (each) => added.push(each),
      onEnabled: () => said.push('told'),
      signal: stop.signal,
    });
  });
  const hookOf = (enable: () => Promise<HookTask[]>) => ({ name: 'a.sh', isEnded: false, enable }) as unknown as Hook;

  it('puts the Synchronizations of a hook first', async () => {
    expect(await enabling.enable({ type: 'enable', hook: hookOf(async () => [task]) })).to.deep.equal({ done: true, next: [task] });
    expect(said).to.deep.equal(['enabled', 'told']);
    expect(clock.timers).to.equal(0);
  });

  it('lets others go first after 5 s, and adds the Synchronizations once the bindings have begun', async () => {
    let isServed = false;
    const hook = hookOf(async () => {
      if (!isServed) throw new Error('no such kind');
      return [task];
    });
    const result = enabling.enable({ type: 'enable', hook });
    await clock.advance(5000);
    expect(await result).to.deep.equal({ done: true });
    expect([added, enabling.waiting]).to.deep.equal([[], 1]);
    isServed = true;
    await clock.advance(30_000);
    expect([added, enabling.waiting]).to.deep.equal([[task], 0]);
    expect(said[0]).to.equal('waits 1');
  });

  it('gives up when all stops', async () => {
    const result = enabling.enable({ type: 'enable', hook: hookOf(async () => Promise.reject(new Error('no'))) });
    await settled();
    stop.abort();
    await result;
    await settled();
    expect([added, enabling.waiting, clock.timers]).to.deep.equal([[], 0, 0]);
  });
});
