/**
 * Hooks at work, from their loading to their end: sets them to work, runs what their queues hold, and looks at their folder.
 *
 * Order of the start: what runs at startup, by its number; then, hook by hook in the order of their paths, the bindings, each
 * followed by its Synchronization.
 */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterThisTurn, type Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Client } from '../cluster/client.ts';
import type { Transport } from '../cluster/transport.ts';
import type { Health } from '../health/health.ts';
import { MAIN_QUEUE } from './config-reading.ts';
import { FolderWatch } from './folder-watch.ts';
import { makeHome } from './home-folder.ts';
import type { Hook, HookSurroundings } from './hook.ts';
import { HookEnabling } from './hook-enabling.ts';
import { HookFolder } from './hook-folder.ts';
import { HookInspection } from './hook-inspection.ts';
import { HookMetrics } from './hook-metrics.ts';
import { HookQueues } from './hook-queues.ts';
import { HookReports } from './hook-reports.ts';
import { HookRoster } from './hook-roster.ts';
import { describeTask, type HookTask } from './hook-task.ts';
import { JqEngine } from './jq-engine.ts';
import { KindLookup } from './kind-lookup.ts';
import { RunExecution } from './run-execution.ts';
import { RunFolders } from './run-files.ts';
import { ScheduleClock } from './schedule-clock.ts';
import type { TaskFailure } from './task-queue.ts';
import { VersionKeeper } from './version-keeper.ts';
import { ScopePool } from './watched-scope.ts';

/** How hooks are run. */
export interface HookOptions {
  /** The folder in which they lie. */
  readonly folder: string;
  /** Starts without those that can't be used, and reports them, instead of not at all. @default false */
  readonly skipInvalid?: boolean;
  /** After how many seconds a run is ended; 0 for never. @default 0 */
  readonly timeoutSeconds?: number;
  /** Where the files of runs lie while they run. @default the system's folder for temporary files */
  readonly temporaryFolder?: string;
}

/** What hooks are run with. */
export interface HookRunnerOptions extends HookOptions {
  readonly client: Client;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly health: Health;
  /** What hooks get of the environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether a run may begin at this very moment: where several replicas elect one. @default always */
  readonly mayAct?: () => boolean;
  /** Is told that something has been done. @default nobody */
  readonly onProgress?: () => void;
}

/** See the file's comment. */
export class HookRunner {
  readonly metrics: HookMetrics;
  readonly #options: HookRunnerOptions;
  readonly #logger: Logger;
  readonly #home: string;
  readonly #runFolders: RunFolders;
  readonly #jq: JqEngine;
  readonly #queues: HookQueues;
  readonly #schedules: ScheduleClock;
  readonly #enabling: HookEnabling;
  readonly #roster: HookRoster;
  readonly #reports: HookReports;
  readonly #mayAct: () => boolean;
  /** Ends what isn't a run: waits, enabling, reloading. */
  readonly #stopping = new AbortController();
  /** Ends runs. */
  readonly #aborting = new AbortController();
  readonly #bug = Promise.withResolvers<never>();
  #watch: FolderWatch | undefined;
  #reloading: Promise<void> = Promise.resolve();

  private constructor(options: HookRunnerOptions, home: string) {
    const { clock, client, transport, health, env, timeoutSeconds = 0, mayAct = () => true } = options;
    const logger = options.logger.child({ component: 'hooks' });
    this.#options = options;
    this.#mayAct = mayAct;
    this.#logger = logger;
    this.#home = home;
    this.metrics = new HookMetrics(logger);
    this.#jq = new JqEngine({ clock });
    this.#schedules = new ScheduleClock(clock);
    this.#runFolders = new RunFolders(home, logger);
    const { metrics } = this;
    const keeper = new VersionKeeper(resolve(options.folder), join(home, 'versions'));
    const kinds = new KindLookup(transport, () => clock.now());
    const patching = { client, clock, jq: this.#jq, kinds };
    const { signal } = this.#aborting;
    const shared = { clock, logger, metrics, keeper, patching, env, folders: this.#runFolders, timeoutSeconds, signal, mayAct };
    const runs = new RunExecution(shared);
    this.#queues = new HookQueues({
      clock,
      work: async (task, queue) => {
        const result = await (task.type === 'run' ? runs.run(task, queue) : this.#enabling.enable(task));
        this.#tell();
        return result;
      },
      onFailure: (task, failure) => this.#failed(task, failure),
      onBug: (error) => this.#bug.reject(error),
    });
    this.#reports = new HookReports({ clock, logger, health, metrics });
    const add = (queue: string, task: HookTask) => this.#queues.add(queue, task);
    this.#enabling = new HookEnabling({
      clock,
      reports: this.#reports,
      add: (task) => add(MAIN_QUEUE, task),
      onEnabled: () => this.#tell(),
      signal: this.#stopping.signal,
    });
    const pool = new ScopePool({ transport, clock, logger, health });
    this.#roster = this.#rosterOf(keeper, { clock, logger, jq: this.#jq, pool, schedules: this.#schedules, kinds, add });
    this.#bug.promise.catch(() => undefined);
  }

  #rosterOf(keeper: VersionKeeper, surroundings: HookSurroundings): HookRoster {
    const { env, clock, folder } = this.#options;
    const logger = this.#logger;
    const reader = { jqProblem: (filter: string) => this.#jq.problem(filter) };
    return new HookRoster({
      folder: new HookFolder({ folder: resolve(folder), env, clock, logger, reader }, keeper),
      keeper,
      reports: this.#reports,
      surroundings,
      logger,
      drop: (hook) => this.#queues.drop(hook),
      begin: (hook) => {
        this.#addStartup(hook);
        this.#queues.add(MAIN_QUEUE, { type: 'enable', hook });
      },
    });
  }

  /**
   * Loads the hooks. Nothing runs yet.
   *
   * @throws HookConfigError a hook can't be used and none may be skipped, or the folder can't be read
   */
  static async load(options: HookRunnerOptions, signal: AbortSignal): Promise<HookRunner> {
    const { temporaryFolder = tmpdir() } = options;
    const runner = new HookRunner(options, await makeHome(temporaryFolder));
    try {
      await runner.#load(signal);
      return runner;
    } catch (error) {
      await runner.close();
      throw error;
    }
  }

  /** How the hooks are, for whoever wants to look. */
  get inspection(): HookInspection {
    const { folder, skipInvalid = false, timeoutSeconds = 0 } = this.#options;
    return new HookInspection({
      hooks: this.#roster.hooks,
      queues: this.#queues,
      options: { folder: resolve(folder), skipInvalid, timeoutSeconds },
    });
  }

  /** True when every hook's bindings are at work. */
  get isSynced(): boolean {
    return [...this.#roster.hooks.values()].every(({ isEnabled }) => isEnabled);
  }

  /** True when, besides, there is nothing to do. */
  get isIdle(): boolean {
    return this.isSynced && this.#enabling.waiting === 0 && this.#queues.isIdle;
  }

  /** How many runs are under way. */
  get busy(): number {
    return this.#queues.busy;
  }

  /** The program's own metrics, in Prometheus' text format. */
  renderOwnMetrics(): string {
    for (const { name, tasks } of this.#queues.views()) this.metrics.queueLength(name, tasks.length);
    for (const hook of this.#roster.hooks.values()) {
      for (const { binding, size } of hook.monitors) {
        this.metrics.snapshotObjects({ hook: hook.name, binding: binding.name, queue: binding.queue }, size);
      }
    }
    return this.metrics.renderOwn();
  }

  /** Runs until the signal aborts; `stopTaking` should have been called before. @throws a bug */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    this.#watch = new FolderWatch({ clock, onChange: (told) => this.#reload(told) });
    this.#watch.watch(this.#roster.folders);
    this.#queues.start();
    const stopped = new Promise<void>((done) => {
      if (signal.aborted) done();
      signal.addEventListener('abort', () => done(), { once: true });
    });
    try {
      await Promise.race([stopped, this.#bug.promise]);
    } finally {
      await this.close();
    }
  }

  /** Starts no further run. */
  stopTaking(): void {
    this.#stopping.abort();
    this.#watch?.[Symbol.dispose]();
    this.#queues.stop();
    this.#schedules.stop();
  }

  /** Resolves when no run is under way. */
  async untilStill(): Promise<void> {
    await this.#queues.untilStill();
  }

  /** Ends all runs, with everything that they have started. */
  abortAll(): void {
    this.#aborting.abort();
  }

  /** Ends everything. Harmless when it has been called before. */
  async close(): Promise<void> {
    this.stopTaking();
    this.abortAll();
    this.#roster.end();
    await this.untilStill();
    await this.#reloading;
    this.#reports.close();
    await this.#jq.close();
    await this.#runFolders.untilRemoved();
    await rm(this.#home, { recursive: true, force: true });
  }

  async #load(signal: AbortSignal): Promise<void> {
    await this.#roster.load(signal, this.#options.skipInvalid ?? false);
    const hooks = [...this.#roster.hooks.values()];
    const first = hooks.filter(({ config }) => config.onStartup !== undefined);
    first.sort((left, right) => (left.config.onStartup as number) - (right.config.onStartup as number));
    for (const hook of first) this.#addStartup(hook);
    for (const hook of hooks) this.#queues.add(MAIN_QUEUE, { type: 'enable', hook });
    this.#logger.info('hooks are loaded', { hooks: hooks.map(({ name }) => name), folder: resolve(this.#options.folder) });
  }

  /** One look at the folder after the other. */
  #reload(told: boolean): void {
    const { signal } = this.#stopping;
    this.#reloading = this.#reloading
      .then(async () => {
        if (signal.aborted) return;
        await this.#roster.reload(signal, told);
        if (!signal.aborted) this.#watch?.watch(this.#roster.folders);
      })
      .catch((error: unknown) => this.#bug.reject(error));
  }

  #addStartup(hook: Hook): void {
    const task = hook.startupTask();
    if (task) this.#queues.add(MAIN_QUEUE, task);
  }

  #failed(task: HookTask, { count, message, delayMilliseconds }: TaskFailure & { readonly delayMilliseconds: number }): void {
    // Ended by us, or refused what it asked for since another replica may lead by now: no failure of its own.
    if (this.#aborting.signal.aborted || !this.#mayAct()) return;
    this.#logger.error('Hook failed. Will retry after delay.', {
      hook: task.hook.name,
      task: describeTask(task),
      failedCount: count,
      retryInSeconds: Math.round(delayMilliseconds / 100) / 10,
      error: message,
    });
  }

  /** A moment later, when what was done has come to its end. */
  #tell(): void {
    const { onProgress } = this.#options;
    if (onProgress) afterThisTurn(onProgress);
  }
}
