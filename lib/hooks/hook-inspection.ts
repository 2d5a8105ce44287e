/**
 * What can be seen of running hooks from outside: plain data, for the inspection socket and whoever else asks.
 */
import type { Hook } from './hook.ts';
import type { HookQueues } from './hook-queues.ts';
import { describeTask } from './hook-task.ts';
import type { QueueStatus } from './task-queue.ts';

/** What is looked at. */
export interface InspectedHooks {
  readonly hooks: ReadonlyMap<string, Hook>;
  readonly queues: HookQueues;
  readonly options: InspectedOptions;
}

/** How the hooks are run. */
export interface InspectedOptions {
  readonly folder: string;
  readonly skipInvalid: boolean;
  readonly timeoutSeconds: number;
}

/** A queue. */
export interface InspectedQueue {
  readonly name: string;
  readonly status: QueueStatus;
  readonly retryInSeconds?: number;
  /** How often the first task has failed, and why it did last. */
  readonly failures?: number;
  readonly error?: string;
  /** The first is the one that is being done. */
  readonly tasks: readonly string[];
}

/** A hook. */
export interface InspectedHook {
  readonly name: string;
  readonly enabled: boolean;
  readonly onStartup?: number;
  readonly schedules: readonly { readonly name: string; readonly crontab: string; readonly queue: string }[];
  readonly kubernetes: readonly { readonly name: string; readonly kind: string; readonly queue: string; readonly objects: number }[];
}

/** An object of a snapshot, as a context shows it. */
export interface InspectedObject {
  readonly object?: unknown;
  readonly filterResult?: unknown;
}

/** See the file's comment. */
export class HookInspection {
  readonly #inspected: InspectedHooks;

  constructor(inspected: InspectedHooks) {
    this.#inspected = inspected;
  }

  /** All queues, the main one first. */
  queues(): InspectedQueue[] {
    return this.#inspected.queues.views().map(({ name, status, retryInSeconds, failure, tasks }) => ({
      name,
      status,
      ...(retryInSeconds === undefined ? {} : { retryInSeconds }),
      ...(failure === undefined ? {} : { failures: failure.count, error: failure.message }),
      tasks: tasks.map(describeTask),
    }));
  }

  /** All hooks, by name. */
  hooks(): InspectedHook[] {
    const hooks = [...this.#inspected.hooks.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
    return hooks.map(({ name, isEnabled, config, monitors }) => ({
      name,
      enabled: isEnabled,
      ...(config.onStartup === undefined ? {} : { onStartup: config.onStartup }),
      schedules: config.schedules.map(({ name: binding, crontab, queue }) => ({ name: binding, crontab: crontab.text, queue })),
      kubernetes: config.kubernetes.map(({ name: binding, kind, queue }, index) => ({
        name: binding,
        kind,
        queue,
        objects: monitors[index]?.size ?? 0,
      })),
    }));
  }

  /** The objects of each kubernetes binding of a hook; undefined when there is no such hook. */
  snapshots(name: string): Record<string, InspectedObject[]> | undefined {
    const hook = this.#inspected.hooks.get(name);
    if (!hook) return undefined;
    const entries = hook.monitors.map((monitor) => {
      const objects = monitor.objects().map(({ object, filterResult }) => ({
        ...(object === undefined ? {} : { object: JSON.parse(object) as unknown }),
        ...(filterResult === undefined ? {} : { filterResult: JSON.parse(filterResult) as unknown }),
      }));
      return [monitor.binding.name, objects] as const;
    });
    return Object.fromEntries(entries);
  }

  /** How the hooks are run. */
  config(): InspectedOptions {
    return this.#inspected.options;
  }
}
