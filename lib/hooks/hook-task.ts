/**
 * What queues hold: runs of hooks, and the beginning of their bindings.
 */
import type { RunReason } from './binding-context.ts';
import type { BindingMonitor } from './binding-monitor.ts';
import type { Hook } from './hook.ts';
import type { TaskRelation } from './task-queue.ts';

/** A run of a hook, for one reason or for several that came one after the other. */
export interface RunTask {
  readonly type: 'run';
  readonly hook: Hook;
  /** The binding that it began with, for log and metrics. */
  readonly binding: string;
  readonly allowFailure: boolean;
  /** False for a Synchronization that the hook doesn't want to run at. */
  readonly executes: boolean;
  reasons: readonly RunReason[];
  /** Whose events are let go when it is done. */
  releases: readonly BindingMonitor[];
  /** When it was added, by the monotonic clock. */
  readonly addedAt: number;
  /** True once it has been first. */
  waited: boolean;
  /** What the metrics call its queue. */
  readonly queue: string;
}

/** The beginning of a hook's bindings. */
export interface EnableTask {
  readonly type: 'enable';
  readonly hook: Hook;
}

/** A task of a queue. */
export type HookTask = RunTask | EnableTask;

/** A task in one line, as inspection shows it. */
export function describeTask(task: HookTask): string {
  if (task.type === 'enable') return `EnableBindings:${task.hook.name}`;
  const group = task.reasons[0]?.group;
  const more = task.reasons.length > 1 ? ` (${task.reasons.length} contexts)` : '';
  return `HookRun:${task.queue}:${task.hook.name}${group ? `:group=${group}` : ''}:${task.binding}${more}`;
}

/**
 * Whether a task can be done in one run with the first. Neighbours of one hook can, whatever they are. Those of other hooks are
 * passed over for tasks that fail like the first, and are no Synchronization: what may not be lost isn't mixed with what may, and
 * the order of a hook's tasks stays.
 *
 * @param apart whether tasks of others stand between
 */
export function relationTo(first: RunTask, task: HookTask, apart: boolean): TaskRelation {
  if (task.hook !== first.hook) return 'other';
  if (task.type !== 'run' || !task.executes) return 'ends';
  if (!apart) return 'joins';
  const synchronizes = task.reasons.some(({ type }) => type === 'Synchronization');
  return task.allowFailure === first.allowFailure && !synchronizes ? 'joins' : 'ends';
}

/** Whether a task takes in those that follow it: not one that a hook is to see alone. */
export function canLead({ reasons: [reason], executes }: RunTask): boolean {
  return executes && !(reason?.type === 'Synchronization' && reason.group === '');
}
