/**
 * A hook at work: its bindings watch and wait, and make tasks of what happens.
 */
import type { Clock } from '../base/clock.ts';
import { HookRunError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { RunReason, Snapshots } from './binding-context.ts';
import { BindingMonitor } from './binding-monitor.ts';
import type { BindingOptions, HookConfig, KubernetesBinding } from './hook-config.ts';
import type { HookTask, RunTask } from './hook-task.ts';
import type { Jq } from './jq-engine.ts';
import type { FoundKind } from './kind-lookup.ts';
import { RateLimit } from './rate-limit.ts';
import type { ScheduleClock } from './schedule-clock.ts';
import type { KeptVersion } from './version-keeper.ts';
import type { ScopePool } from './watched-scope.ts';

/** What hooks share. */
export interface HookSurroundings {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly jq: Pick<Jq, 'run'>;
  readonly pool: Pick<ScopePool, 'subscribe'>;
  readonly schedules: Pick<ScheduleClock, 'add'>;
  readonly kinds: { find(apiVersion: string, kind: string): Promise<FoundKind | undefined> };
  /** Adds a task to a queue. */
  readonly add: (queue: string, task: HookTask) => void;
}

/** See the file's comment. */
export class Hook {
  readonly config: HookConfig;
  readonly rate: RateLimit;
  readonly #surroundings: HookSurroundings;
  #kept: KeptVersion;
  #monitors: BindingMonitor[] = [];
  #endSchedules: (() => void)[] = [];
  #enabled = false;
  #ended = false;
  /** How many runs of it are under way. */
  runs = 0;

  constructor(kept: KeptVersion, config: HookConfig, surroundings: HookSurroundings) {
    this.#kept = kept;
    this.config = config;
    this.#surroundings = surroundings;
    this.rate = new RateLimit(config.rate, surroundings.clock);
  }

  get name(): string {
    return this.#kept.name;
  }

  /** The version in force. */
  get kept(): KeptVersion {
    return this.#kept;
  }

  /** True once its bindings are at work. */
  get isEnabled(): boolean {
    return this.#enabled;
  }

  /** True when it is no more: removed, or replaced by another version. */
  get isEnded(): boolean {
    return this.#ended;
  }

  get monitors(): readonly BindingMonitor[] {
    return this.#monitors;
  }

  /** Another version of the file, with the same configuration, is in force from now on. */
  renew(kept: KeptVersion): void {
    this.#kept = kept;
  }

  /** The task of its onStartup; undefined when it has none. */
  startupTask(): RunTask | undefined {
    if (this.config.onStartup === undefined) return undefined;
    const reason: RunReason = { type: 'onStartup', binding: 'onStartup', group: '', includeSnapshotsFrom: [] };
    return this.#task({ name: 'onStartup', allowFailure: false, queue: '' }, reason);
  }

  /**
   * Sets its bindings to work: lists and watches, waits until all that is there is known, and starts the schedules.
   *
   * @returns a Synchronization for each kubernetes binding
   * @throws HookRunError a kind isn't served, a filter fails, or it has ended meanwhile; nothing of it is at work then
   */
  async enable(): Promise<RunTask[]> {
    try {
      for (const binding of this.config.kubernetes) this.#monitors.push(await this.#monitor(binding));
      await Promise.all(this.#monitors.map((monitor) => monitor.start()));
    } catch (error) {
      this.#stopMonitors();
      throw error;
    }
    if (this.#ended) throw new HookRunError('the hook is no more');
    this.#enabled = true;
    for (const binding of this.config.schedules) this.#endSchedules.push(this.#schedule(binding));
    return this.#monitors.map((monitor) => this.#synchronization(monitor));
  }

  /** Ends its bindings. A run that is under way isn't affected. */
  end(): void {
    this.#ended = true;
    for (const end of this.#endSchedules) end();
    this.#endSchedules = [];
    this.#stopMonitors();
  }

  /** Resolves when everything that has come for the bindings that some reasons show is in. */
  async settled(reasons: readonly RunReason[]): Promise<void> {
    const names = new Set(
      reasons.flatMap(({ type, binding, includeSnapshotsFrom }) => [
        ...(type === 'Synchronization' ? [binding] : []),
        ...includeSnapshotsFrom,
      ]),
    );
    await Promise.all(this.#monitors.filter(({ binding }) => names.has(binding.name)).map((monitor) => monitor.settled()));
  }

  /** The objects of its bindings now. */
  readonly snapshots: Snapshots = (name) => this.#monitors.find(({ binding }) => binding.name === name)?.objects() ?? [];

  async #monitor(binding: KubernetesBinding): Promise<BindingMonitor> {
    const { kinds, pool, jq, logger } = this.#surroundings;
    const kind = await kinds.find(binding.apiVersion, binding.kind);
    if (!kind) {
      const version = binding.apiVersion === '' ? '' : ` in ${binding.apiVersion}`;
      throw new HookRunError(`binding ${binding.name}: the server knows no kind ${binding.kind}${version}; is its CRD installed?`);
    }
    const monitor: BindingMonitor = new BindingMonitor({
      binding,
      kind,
      pool,
      jq,
      logger: logger.child({ hook: this.name }),
      onEvent: (watchEvent, shown) => {
        const { name, group, includeSnapshotsFrom, queue } = binding;
        const reason: RunReason = { type: 'Event', binding: name, group, includeSnapshotsFrom, watchEvent, shown };
        if (!this.#ended) this.#surroundings.add(queue, this.#task(binding, reason));
      },
    });
    return monitor;
  }

  #synchronization(monitor: BindingMonitor): RunTask {
    const { name, group, includeSnapshotsFrom, allowFailure, runsOnSynchronization: executes } = monitor.binding;
    const read = () => monitor.objectsForSynchronization();
    const reason: RunReason = { type: 'Synchronization', binding: name, group, includeSnapshotsFrom, read };
    // Always in the main queue, whatever the binding's own is.
    return { ...this.#task({ name, allowFailure, queue: 'main' }, reason), executes, releases: [monitor] };
  }

  #schedule(binding: HookConfig['schedules'][number]): () => void {
    const { name, group, includeSnapshotsFrom, queue, crontab } = binding;
    return this.#surroundings.schedules.add(crontab, () => {
      this.#surroundings.add(queue, this.#task(binding, { type: 'Schedule', binding: name, group, includeSnapshotsFrom }));
    });
  }

  #task({ name, allowFailure, queue }: Pick<BindingOptions, 'name' | 'allowFailure' | 'queue'>, reason: RunReason): RunTask {
    const addedAt = this.#surroundings.clock.monotonic();
    return {
      type: 'run',
      hook: this,
      binding: name,
      allowFailure,
      executes: true,
      reasons: [reason],
      releases: [],
      addedAt,
      queue,
      waited: false,
    };
  }

  #stopMonitors(): void {
    for (const monitor of this.#monitors) monitor.stop();
    this.#monitors = [];
  }
}
