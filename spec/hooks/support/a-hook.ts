/** Builders for hooks that are at work without a cluster. */
import { Hook, type HookSurroundings } from '../../../lib/hooks/hook.ts';
import type { HookConfig } from '../../../lib/hooks/hook-config.ts';
import type { RunTask } from '../../../lib/hooks/hook-task.ts';
import { FakeClock } from '../../../lib/testing/fake-clock.ts';
import { RecordingLogger } from '../../support/recording-logger.ts';

/** A hook without bindings, unless some are given. */
export function aHook(config: Partial<HookConfig> = {}, parts: Partial<HookSurroundings> & { name?: string; path?: string } = {}): Hook {
  const { name = 'a.sh', path = '/nowhere/a.sh', ...surroundings } = parts;
  return new Hook(
    { name, path, copy: path, version: { hash: '', signs: '' } },
    { onStartup: undefined, schedules: [], kubernetes: [], rate: undefined, warnings: [], ...config },
    {
      clock: new FakeClock(),
      logger: new RecordingLogger(),
      jq: { run: async () => [] },
      pool: { subscribe: () => ({ text: () => undefined, end() {} }) },
      schedules: { add: () => () => {} },
      kinds: { find: async () => undefined },
      add() {},
      ...surroundings,
    },
  );
}

/** A run for a schedule. */
export function aRun(hook: Hook, task: Partial<RunTask> = {}): RunTask {
  const reasons = [{ type: 'Schedule', binding: 's', group: '', includeSnapshotsFrom: [] }] as const;
  return {
    type: 'run',
    hook,
    binding: 's',
    allowFailure: false,
    executes: true,
    reasons,
    releases: [],
    addedAt: 0,
    waited: false,
    queue: 'main',
    ...task,
  };
}
