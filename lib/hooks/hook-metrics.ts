/**
 * The metrics that hooks give, and those of the program that runs them: two registries, which an HTTP server shows as
 * `/metrics/hooks` and as a part of `/metrics`.
 */
import type { Logger } from '../base/logger.ts';
import type { MetricLabels, MetricOperation } from './metric-document.ts';
import { MetricRegistry } from './metric-registry.ts';

/** What the names of the program's own metrics begin with: dashboards made for the hooks' first runner go on working. */
const PREFIX = 'shell_operator_';

const RUN_BUCKETS = [0, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Which run it is about. */
export interface RunLabels {
  readonly hook: string;
  readonly binding: string;
  readonly queue: string;
}

/** See the file's comment. */
export class HookMetrics {
  readonly #hooks = new MetricRegistry();
  readonly #own = new MetricRegistry();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** The hooks' own metrics, in Prometheus' text format. */
  renderHooks(): string {
    return this.#hooks.render();
  }

  /** The metrics of the program, likewise. */
  renderOwn(): string {
    return this.#own.render();
  }

  /**
   * Takes in what a run has given. The groups that it names are emptied first, so that what it no longer gives is gone.
   */
  apply(hook: string, operations: readonly MetricOperation[]): void {
    for (const group of new Set(operations.map((each) => each.group))) this.#hooks.expire(group);
    for (const operation of operations) {
      if (operation.action === 'expire') continue;
      if (!this.#apply(hook, operation)) {
        this.#logger.error('a metric has another type already, and this one is lost', {
          hook,
          metric: operation.name,
          action: operation.action,
        });
      }
    }
  }

  /** Forgets everything of a hook that is no more. */
  forget(hook: string): void {
    this.#hooks.forget('hook', hook);
    this.#own.forget('hook', hook);
  }

  /** A run has ended. */
  ran(run: RunLabels, seconds: number, outcome: 'success' | 'errors' | 'allowed_errors'): void {
    this.#own.observe({ name: `${PREFIX}hook_run_seconds`, labels: { ...run } }, seconds, RUN_BUCKETS);
    this.#own.add({ name: `${PREFIX}hook_run_${outcome}_total`, labels: { ...run } }, 1);
  }

  /** A task has been taken from its queue. */
  waited(run: RunLabels, seconds: number): void {
    this.#own.add({ name: `${PREFIX}task_wait_in_queue_seconds_total`, labels: { ...run } }, seconds);
  }

  /** A queue's length. */
  queueLength(queue: string, length: number): void {
    this.#own.set({ name: `${PREFIX}tasks_queue_length`, labels: { queue } }, length);
  }

  /** How many objects a binding shows. */
  snapshotObjects(run: RunLabels, count: number): void {
    this.#own.set({ name: `${PREFIX}kube_snapshot_objects`, labels: { ...run } }, count);
  }

  /** Whether a hook is in force as it lies in the folder. */
  reloaded(hook: string, ok: boolean): void {
    this.#own.set({ name: 'tskubeop_hook_file_valid', labels: { hook } }, ok ? 1 : 0);
    if (!ok) this.#own.add({ name: 'tskubeop_hook_reload_errors_total', labels: { hook } }, 1);
  }

  #apply(hook: string, operation: Exclude<MetricOperation, { action: 'expire' }>): boolean {
    const labels: MetricLabels = { ...operation.labels, hook };
    const target = { name: operation.name, labels, group: operation.group };
    switch (operation.action) {
      case 'add':
        return this.#hooks.add(target, operation.value);
      case 'set':
        return this.#hooks.set(target, operation.value);
      default:
        return this.#hooks.observe(target, operation.value, operation.buckets);
    }
  }
}
