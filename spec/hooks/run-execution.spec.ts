import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { LeadershipLostError } from '../../lib/base/errors.ts';
import type { BindingMonitor } from '../../lib/hooks/binding-monitor.ts';
import { HookMetrics } from '../../lib/hooks/hook-metrics.ts';
import type { HookTask } from '../../lib/hooks/hook-task.ts';
import { RunExecution } from '../../lib/hooks/run-execution.ts';
import { RunFolders } from '../../lib/hooks/run-files.ts';
import type { TaskRelation } from '../../lib/hooks/task-queue.ts';
import { VersionKeeper } from '../../lib/hooks/version-keeper.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { MemoryClient } from '../../lib/testing/memory-client.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { aHook, aRun } from './support/a-hook.ts';
import { useHooksFolder } from './support/hooks-folder.ts';

describe('RunExecution', function () {
  this.timeout(30_000);
  const at = useHooksFolder();
  let logger: RecordingLogger;
  let metrics: HookMetrics;
  let stop: AbortController;
  let execution: RunExecution;
  let client: MemoryClient;
  let mayAct: () => boolean;
  const released: string[] = [];
  beforeEach(() => {
    released.length = 0;
    logger = new RecordingLogger();
    metrics = new HookMetrics(logger);
    stop = new AbortController();
    mayAct = () => true;
    client = new MemoryClient();
    const kinds = { find: async () => undefined };
    const jq = { problem: async () => undefined, run: async () => [] };
    execution = new RunExecution({
      clock: systemClock,
      logger,
      metrics,
      keeper: new VersionKeeper(at.folder.path, join(at.folder.root, 'versions')),
      patching: { client, clock: systemClock, jq, kinds },
      env: { PATH: process.env.PATH },
      folders: new RunFolders(at.folder.root, logger),
      timeoutSeconds: 0,
      signal: stop.signal,
      mayAct: () => mayAct(),
    });
  });

  const monitor = (name: string) => ({ release: () => released.push(name) }) as unknown as BindingMonitor;
  const hookOf = (body: string) => aHook({}, { path: at.folder.write('a.sh', `#!/bin/sh\n${body}\n`) });
  const queue = (...following: HookTask[]) => ({
    absorb: (relationOf: (task: HookTask, apart: boolean) => TaskRelation) => {
      const end = following.findIndex((task) => relationOf(task, false) !== 'joins');
      return following.splice(0, end < 0 ? following.length : end);
    },
  });

  it('runs a hook once for itself and those that follow, and lets go the events of all', async () => {
    const hook = hookOf(`cat "$BINDING_CONTEXT_PATH" > ${at.folder.root}/told; echo '{"name":"m","set":1}' > "$METRICS_PATH"`);
    const following = [aRun(hook, { releases: [monitor('second')] }), aRun(aHook()), aRun(hook)];
    const task = aRun(hook, { releases: [monitor('first')] });
    expect(await execution.run(task, queue(...following))).to.deep.equal({ done: true });
    const schedule = { binding: 's', type: 'Schedule' };
    expect(JSON.parse(readFileSync(join(at.folder.root, 'told'), 'utf8'))).to.deep.equal([schedule, schedule]);
    expect(released).to.deep.equal(['first', 'second']);
    expect(metrics.renderHooks()).to.include('m{hook="a.sh"} 1');
    expect(metrics.renderOwn()).to.include('hook_run_success_total{binding="s",hook="a.sh",queue="main"} 1');
  });

  it('is to be tried again after a failure, with all that it has taken in', async () => {
    const hook = hookOf('echo oh >&2; exit 1');
    const task = aRun(hook, { releases: [monitor('first')] });
    const result = await execution.run(task, queue(aRun(hook)));
    expect(result).to.have.property('error').with.property('message', 'a.sh FAILED: exit status 1: oh');
    expect(task.reasons).to.have.length(2);
    expect(released).to.deep.equal([]);
    await execution.run(task, queue(aRun(hook)));
    expect(task.reasons, 'what has come meanwhile, too').to.have.length(3);
  });

  it('waits for its turn before it takes in what follows, also where nothing is run', async () => {
    const clock = new FakeClock();
    const rate = { intervalMilliseconds: 1000, burst: 1 };
    const path = at.folder.write('a.sh', '#!/bin/sh\n');
    const hook = aHook({ rate }, { path, clock });
    await execution.run(aRun(hook, { executes: false }), queue());
    let done = false;
    const following = [aRun(hook)];
    const running = execution.run(aRun(hook), queue(...following)).then(() => {
      done = true;
    });
    await clock.advance(999);
    expect([done, metrics.renderOwn()]).to.deep.equal([false, '']);
    await clock.advance(1);
    await running;
    expect(metrics.renderOwn()).to.include('hook_run_success_total{binding="s",hook="a.sh",queue="main"} 1');
  });

  it('is called and treated as the first of those that it does together', async () => {
    const hook = hookOf('exit 1');
    const task = aRun(hook, { allowFailure: true, binding: 'first' });
    expect(await execution.run(task, queue(aRun(hook, { binding: 'second' })))).to.deep.equal({ done: true });
    expect(metrics.renderOwn()).to.include('allowed_errors_total{binding="first"').and.to.not.include('"second"');
  });

  it('is done with a failure that is allowed', async () => {
    const task = aRun(hookOf('exit 1'), { allowFailure: true, releases: [monitor('first')] });
    expect(await execution.run(task, queue())).to.deep.equal({ done: true });
    expect(released).to.deep.equal(['first']);
    expect(logger.messages('warn')).to.deep.equal(['a hook failed, which its binding allows']);
    expect(metrics.renderOwn()).to.include('hook_run_allowed_errors_total');
  });

  it('runs nothing for a Synchronization that its hook does not want, but lets its events go', async () => {
    const task = aRun(hookOf('exit 1'), { executes: false, releases: [monitor('first')] });
    expect(await execution.run(task, queue())).to.deep.equal({ done: true });
    expect(released).to.deep.equal(['first']);
  });

  it('runs nothing of a hook that is no more', async () => {
    const hook = hookOf('exit 1');
    hook.end();
    expect(await execution.run(aRun(hook), queue())).to.deep.equal({ done: true });
  });

  it('begins no process where another replica may lead by now, and counts no failure, allowed or not', async () => {
    mayAct = () => false;
    for (const allowFailure of [false, true]) {
      const task = aRun(hookOf(`touch ${at.folder.root}/began`), { allowFailure, releases: [monitor('first')] });
      expect(await execution.run(task, queue()))
        .to.have.property('error')
        .with.property('code', 'LEADERSHIP_LOST');
    }
    expect(existsSync(join(at.folder.root, 'began'))).to.equal(false);
    expect(released).to.deep.equal([]);
    expect(metrics.renderOwn()).to.not.include('errors_total');
  });

  it('does nothing of what a hook asks for that has run until its lease was over', async () => {
    let asked = 0;
    // Leads when the run begins, but not when the hook has ended.
    mayAct = () => asked++ === 0;
    client.create = async () => {
      throw new LeadershipLostError('nothing was sent');
    };
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'default' } };
    const asks = `echo '${JSON.stringify({ operation: 'Create', object })}' > "$KUBERNETES_PATCH_PATH"`;
    const hook = hookOf(`${asks}; echo '{"name":"m","set":1}' > "$METRICS_PATH"`);
    const result = await execution.run(aRun(hook, { releases: [monitor('first')] }), queue());
    expect(result).to.have.property('error').with.property('message').that.includes('nothing was sent');
    expect(released).to.deep.equal([]);
    expect(metrics.renderHooks()).to.equal('');
    expect(metrics.renderOwn()).to.not.include('errors_total');
  });

  it('counts a run that is ended by our stop as neither failed nor done', async () => {
    const running = execution.run(aRun(hookOf('sleep 20')), queue());
    setTimeout(() => stop.abort(), 100);
    expect(await running).to.have.property('done', false);
    expect(metrics.renderOwn()).to.not.include('errors_total');
  });
});
