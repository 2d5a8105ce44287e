/**
 * Does one run task: waits for the hook's turn, takes in what follows, tells the hook why it runs, and does what it asks for.
 */
import type { Clock } from '../base/clock.ts';
import { HookRunError, LeadershipLostError, messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { contextText, mergeReasons } from './binding-context.ts';
import type { HookMetrics } from './hook-metrics.ts';
import { runHook } from './hook-run.ts';
import { canLead, type HookTask, type RunTask, relationTo } from './hook-task.ts';
import { executePatches, type PatchExecutionOptions } from './patch-execution.ts';
import type { RunFolders } from './run-files.ts';
import type { TaskFollowers, TaskResult } from './task-queue.ts';
import type { VersionKeeper } from './version-keeper.ts';

/** What runs share. */
export interface RunSurroundings {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: HookMetrics;
  readonly keeper: VersionKeeper;
  readonly patching: Omit<PatchExecutionOptions, 'signal'>;
  readonly env: NodeJS.ProcessEnv;
  readonly folders: RunFolders;
  readonly timeoutSeconds: number;
  /** Ends what runs. */
  readonly signal: AbortSignal;
  /** Whether a run may begin at this very moment: what a process does can't be taken back. */
  mayAct(): boolean;
}

/** See the file's comment. */
export class RunExecution {
  readonly #surroundings: RunSurroundings;

  constructor(surroundings: RunSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Does a task. It is done, too, when its failure is allowed, or the hook is no more. */
  async run(task: RunTask, queue: TaskFollowers<HookTask>): Promise<TaskResult<HookTask>> {
    const { hook } = task;
    const { signal, clock, metrics } = this.#surroundings;
    if (hook.isEnded) return { done: true };
    await hook.rate.take(signal);
    if (!task.executes) {
      release(task);
      return { done: true };
    }
    if (canLead(task)) absorb(task, queue);
    const labels = { hook: hook.name, binding: task.binding, queue: task.queue };
    const begin = clock.monotonic();
    if (!task.waited) metrics.waited(labels, (begin - task.addedAt) / 1000);
    task.waited = true;
    const seconds = () => (clock.monotonic() - begin) / 1000;
    hook.runs++;
    try {
      await this.#execute(task);
      metrics.ran(labels, seconds(), 'success');
      release(task);
      return { done: true };
    } catch (error) {
      return this.#failed(task, error, seconds());
    } finally {
      hook.runs--;
    }
  }

  async #execute(task: RunTask): Promise<void> {
    const { hook, reasons } = task;
    const { keeper, env, clock, logger, timeoutSeconds, signal, folders, metrics, patching, mayAct } = this.#surroundings;
    await hook.settled(reasons);
    const merged = mergeReasons(reasons);
    const context = contextText(merged, reasons, hook.snapshots);
    const fields = { hook: hook.name, binding: task.binding, queue: task.queue };
    logger.debug('running a hook', { ...fields, contexts: merged.length });
    const program = await keeper.program(hook.kept);
    if (!mayAct()) throw new LeadershipLostError('this replica leads no longer: the hook was not run');
    const { patches, metrics: given } = await runHook({
      hook: hook.name,
      path: hook.kept.path,
      program,
      context,
      folders,
      env,
      clock,
      logger: logger.child({ ...fields, event: merged[0]?.type, task: 'HookRun' }),
      timeoutSeconds,
      signal,
    });
    for (const warning of given.warnings) logger.warn(warning, fields);
    await executePatches(patches, { ...patching, signal });
    metrics.apply(hook.name, given.operations);
    logger.debug('the hook has run', fields);
  }

  #failed(task: RunTask, error: unknown, seconds: number): TaskResult<HookTask> {
    const { hook, binding, queue, allowFailure } = task;
    const { metrics, logger, signal, mayAct } = this.#surroundings;
    const fields = { hook: hook.name, binding, queue };
    // Ended by our own stop, or by the end of our leadership: neither a failure nor a success.
    if (signal.aborted || !mayAct()) return { done: false, error };
    metrics.ran(fields, seconds, allowFailure ? 'allowed_errors' : 'errors');
    if (!allowFailure) return { done: false, error: new HookRunError(`${hook.name} FAILED: ${messageOf(error)}`, { cause: error }) };
    logger.warn('a hook failed, which its binding allows', { ...fields, error: messageOf(error) });
    release(task);
    return { done: true };
  }
}

/** Those that follow and are of the same hook are done with it, also in later tries. */
function absorb(task: RunTask, queue: TaskFollowers<HookTask>): void {
  const following = queue.absorb((each, apart) => relationTo(task, each, apart)) as RunTask[];
  if (following.length === 0) return;
  task.reasons = [...task.reasons, ...following.flatMap(({ reasons }) => reasons)];
  task.releases = [...task.releases, ...following.flatMap(({ releases }) => releases)];
}

function release({ releases }: RunTask): void {
  for (const monitor of releases) monitor.release();
}
