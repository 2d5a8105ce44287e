/**
 * Hooks at work: loads them, sets their bindings to work one hook after the other, runs what their queues hold, and takes up what
 * changes in their folder.
 *
 * Order of the start: what runs at startup, by its number; then, hook by hook in the order of their paths, the bindings, each
 * followed by its Synchronization. A hook whose bindings can't begin yet – a kind isn't served, a list isn't allowed – begins
 * later, and holds up no other.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BackOff, backOffDelay } from '../base/back-off.ts';
import { afterThisTurn, type Clock, sleep } from '../base/clock.ts';
import { HookConfigError, messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Client } from '../cluster/client.ts';
import type { Transport } from '../cluster/transport.ts';
import type { Health } from '../health/health.ts';
import { MAIN_QUEUE } from './config-reading.ts';
import { FolderWatch } from './folder-watch.ts';
import { Hook, type HookSurroundings } from './hook.ts';
import type { PassedOver } from './hook-discovery.ts';
import { type FolderChange, HookFolder } from './hook-folder.ts';
import { HookInspection } from './hook-inspection.ts';
import { HookMetrics } from './hook-metrics.ts';
import { HookQueues } from './hook-queues.ts';
import { describeTask, type EnableTask, type HookTask } from './hook-task.ts';
import { JqEngine } from './jq-engine.ts';
import { KindLookup } from './kind-lookup.ts';
import { RunExecution } from './run-execution.ts';
import { ScheduleClock } from './schedule-clock.ts';
import type { TaskResult } from './task-queue.ts';
import { type KeptVersion, VersionKeeper } from './version-keeper.ts';
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
  /** Is told that something has been done. @default nobody */
  readonly onProgress?: () => void;
}

/** How long the bindings of one hook may take to begin before the next hook's turn. */
const PATIENCE_SECONDS = 5;

const ENABLE_BACK_OFF: BackOff = { initialSeconds: 1, factor: 1.6, maxSeconds: 30 };

/** The name of the check of the folder. */
const FOLDER_CHECK = 'hooks';

/** See the file's comment. */
export class HookRunner {
  readonly metrics: HookMetrics;
  readonly #options: HookRunnerOptions;
  readonly #logger: Logger;
  readonly #home: string;
  readonly #keeper: VersionKeeper;
  readonly #folder: HookFolder;
  readonly #jq: JqEngine;
  readonly #queues: HookQueues;
  readonly #schedules: ScheduleClock;
  readonly #surroundings: HookSurroundings;
  readonly #hooks = new Map<string, Hook>();
  /** Ends what isn't a run: waits, enabling, reloading. */
  readonly #stopping = new AbortController();
  /** Ends runs. */
  readonly #aborting = new AbortController();
  readonly #bug = Promise.withResolvers<never>();
  #watch: FolderWatch | undefined;
  #reloading: Promise<void> = Promise.resolve();
  /** Versions that are no longer in force, with the hook that may still be running one. */
  #retired: { readonly hook: Hook; readonly copy: string }[] = [];
  #reported = new Set<string>();
  /** The folders that were looked through when the hooks were loaded. */
  #folders: readonly string[] = [];
  #waiting = 0;

  private constructor(options: HookRunnerOptions, home: string) {
    const { clock, client, transport, health, env, timeoutSeconds = 0 } = options;
    const folder = resolve(options.folder);
    const logger = options.logger.child({ component: 'hooks' });
    this.#options = options;
    this.#logger = logger;
    this.#home = home;
    this.metrics = new HookMetrics(logger);
    this.#jq = new JqEngine({ clock });
    this.#keeper = new VersionKeeper(folder, join(home, 'versions'));
    const reader = { jqProblem: (filter: string) => this.#jq.problem(filter) };
    this.#folder = new HookFolder({ folder, env, clock, logger, reader }, this.#keeper);
    this.#schedules = new ScheduleClock(clock);
    const kinds = new KindLookup(transport, () => clock.now());
    const pool = new ScopePool({ transport, clock, logger, health });
    const { signal } = this.#aborting;
    const runs = new RunExecution({
      clock,
      logger,
      metrics: this.metrics,
      keeper: this.#keeper,
      patching: { client, clock, jq: this.#jq, kinds },
      env,
      folder: home,
      timeoutSeconds,
      signal,
    });
    this.#queues = new HookQueues({
      clock,
      work: async (task, queue) => {
        const result = await (task.type === 'run' ? runs.run(task, queue) : this.#enable(task));
        this.#tell();
        return result;
      },
      onFailure: (task, { count, message, delayMilliseconds }) => {
        if (signal.aborted) return;
        const fields = {
          hook: task.hook.name,
          task: describeTask(task),
          failedCount: count,
          retryInSeconds: Math.round(delayMilliseconds / 100) / 10,
        };
        logger.error('Hook failed. Will retry after delay.', { ...fields, error: message });
      },
      onBug: (error) => this.#bug.reject(error),
    });
    const add = (queue: string, task: HookTask) => this.#queues.add(queue, task);
    this.#surroundings = { clock, logger, jq: this.#jq, pool, schedules: this.#schedules, kinds, add };
    this.#bug.promise.catch(() => undefined);
  }

  /**
   * Loads the hooks. Nothing runs yet.
   *
   * @throws HookConfigError a hook can't be used and none may be skipped, or the folder can't be read
   */
  static async load(options: HookRunnerOptions, signal: AbortSignal): Promise<HookRunner> {
    const { temporaryFolder = tmpdir() } = options;
    await mkdir(temporaryFolder, { recursive: true });
    const runner = new HookRunner(options, await mkdtemp(join(temporaryFolder, 'tskubeop-hooks-')));
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
      hooks: this.#hooks,
      queues: this.#queues,
      options: { folder: resolve(folder), skipInvalid, timeoutSeconds },
    });
  }

  /** True when every hook's bindings are at work. */
  get isSynced(): boolean {
    return [...this.#hooks.values()].every(({ isEnabled }) => isEnabled);
  }

  /** True when, besides, there is nothing to do. */
  get isIdle(): boolean {
    return this.isSynced && this.#waiting === 0 && this.#queues.isIdle;
  }

  /** How many runs are under way. */
  get busy(): number {
    return this.#queues.busy;
  }

  /** The program's own metrics, in Prometheus' text format. */
  renderOwnMetrics(): string {
    for (const { name, tasks } of this.#queues.views()) this.metrics.queueLength(name, tasks.length);
    for (const hook of this.#hooks.values()) {
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
    this.#watch.watch(this.#folders);
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
    for (const hook of this.#hooks.values()) hook.end();
    await this.untilStill();
    await this.#reloading;
    await this.#jq.close();
    await rm(this.#home, { recursive: true, force: true });
  }

  async #load(signal: AbortSignal): Promise<void> {
    const { changes, found } = await this.#folder.scan(signal, true);
    this.#folders = found.folders;
    this.#reportPassedOver(found.passedOver);
    const failed = changes.filter((change) => change.type === 'failed');
    if (failed.length > 0 && !this.#options.skipInvalid) {
      const [first] = failed as [(typeof failed)[number]];
      if (failed.length === 1) throw first.error;
      throw new HookConfigError('', failed.map(({ error }) => error.message).join('\n'), { cause: first.error });
    }
    for (const change of changes) this.#apply(change, false);
    const hooks = [...this.#hooks.values()];
    const first = hooks.filter(({ config }) => config.onStartup !== undefined);
    first.sort((left, right) => (left.config.onStartup as number) - (right.config.onStartup as number));
    for (const hook of first) this.#addStartup(hook);
    for (const hook of hooks) this.#queues.add(MAIN_QUEUE, { type: 'enable', hook });
    this.#reportFolder(undefined);
    this.#logger.info('hooks are loaded', { hooks: hooks.map(({ name }) => name), folder: resolve(this.#options.folder) });
  }

  /** One look at the folder after the other. */
  #reload(told: boolean): void {
    this.#reloading = this.#reloading.then(async () => {
      if (this.#stopping.signal.aborted) return;
      try {
        const { changes, found } = await this.#folder.scan(this.#stopping.signal, told);
        if (this.#stopping.signal.aborted) return;
        this.#watch?.watch(found.folders);
        this.#reportPassedOver(found.passedOver);
        for (const change of changes) this.#apply(change, true);
        this.#reportFolder(undefined);
        await this.#forgetRetired();
      } catch (error) {
        if (!HookConfigError.is(error)) this.#bug.reject(error);
        else if (!this.#stopping.signal.aborted) this.#reportFolder(error);
      }
    });
  }

  #apply(change: FolderChange, running: boolean): void {
    switch (change.type) {
      case 'added':
      case 'changed':
        this.#put(change.kept, change, running);
        return;
      case 'renewed':
        this.#renew(change.kept);
        return;
      case 'removed':
        this.#logger.info('a hook has been removed', { hook: change.name });
        this.#end(change.name);
        this.metrics.forget(change.name);
        return;
      case 'mended':
        this.#reportGood(change.name);
        return;
      default:
        this.#reportBad(change);
    }
  }

  #put(kept: KeptVersion, { config }: Extract<FolderChange, { config: unknown }>, running: boolean): void {
    const known = this.#hooks.has(kept.name);
    if (running)
      this.#logger.info(known ? 'a hook has changed what it wants; it begins anew' : 'a hook has been added', { hook: kept.name });
    this.#end(kept.name);
    const hook = new Hook(kept, config, this.#surroundings);
    this.#hooks.set(kept.name, hook);
    this.#reportGood(kept.name);
    if (!running) return;
    this.#addStartup(hook);
    this.#queues.add(MAIN_QUEUE, { type: 'enable', hook });
  }

  #renew(kept: KeptVersion): void {
    const hook = this.#hooks.get(kept.name);
    if (!hook) return;
    if (hook.kept.copy !== kept.copy) {
      this.#logger.info('a hook has a new version, which wants the same', { hook: kept.name });
      this.#retired.push({ hook, copy: hook.kept.copy });
    }
    hook.renew(kept);
    this.#reportGood(kept.name);
  }

  /** A run that is under way goes on; what waits is dropped. */
  #end(name: string): void {
    const hook = this.#hooks.get(name);
    if (!hook) return;
    this.#hooks.delete(name);
    hook.end();
    this.#queues.drop(hook);
    this.#retired.push({ hook, copy: hook.kept.copy });
    this.#options.health.delete(`hook ${name} bindings`);
    this.#options.health.delete(`hook ${name}`);
  }

  async #forgetRetired(): Promise<void> {
    const idle = this.#retired.filter(({ hook }) => hook.runs === 0);
    this.#retired = this.#retired.filter(({ hook }) => hook.runs > 0);
    for (const { copy } of idle) await this.#keeper.forget(copy);
  }

  #addStartup(hook: Hook): void {
    const task = hook.startupTask();
    if (task) this.#queues.add(MAIN_QUEUE, task);
  }

  /** Waits for a hook's bindings for a while; if they take longer, they begin on their own. */
  async #enable({ hook }: EnableTask): Promise<TaskResult<HookTask>> {
    if (hook.isEnded) return { done: true };
    const { clock } = this.#options;
    const over = new AbortController();
    let late = false;
    this.#waiting++;
    const enabling = this.#untilEnabled(hook).then((tasks) => {
      this.#waiting--;
      if (late) for (const task of tasks) this.#queues.add(MAIN_QUEUE, task);
      return tasks;
    });
    const next = await Promise.race([
      enabling,
      sleep(clock, PATIENCE_SECONDS * 1000, AbortSignal.any([over.signal, this.#stopping.signal])).then(() => undefined),
    ]);
    over.abort();
    if (next) return { done: true, next };
    late = true;
    return { done: true };
  }

  /** Tries until it succeeds, or the hook has ended. Never rejects. */
  async #untilEnabled(hook: Hook): Promise<HookTask[]> {
    const { clock, health } = this.#options;
    const { signal } = this.#stopping;
    const check = `hook ${hook.name} bindings`;
    for (let attempt = 1; !hook.isEnded && !signal.aborted; attempt++) {
      try {
        const tasks = await hook.enable();
        health.delete(check);
        this.#tell();
        return tasks;
      } catch (error) {
        if (hook.isEnded || signal.aborted) break;
        if (attempt === 1)
          this.#logger.warn("a hook's bindings can't begin yet, trying again", { hook: hook.name, error: messageOf(error) });
        health.set(check, { ok: false, message: messageOf(error), since: clock.now() });
        await sleep(clock, backOffDelay(ENABLE_BACK_OFF, attempt, clock.random()), signal);
      }
    }
    return [];
  }

  /** A moment later, when what was done has come to its end. */
  #tell(): void {
    const { onProgress } = this.#options;
    if (onProgress) afterThisTurn(onProgress);
  }

  #reportGood(name: string): void {
    this.metrics.reloaded(name, true);
    this.#options.health.delete(`hook ${name}`);
  }

  #reportBad({ name, error }: Extract<FolderChange, { type: 'failed' }>): void {
    const { health, clock } = this.#options;
    const known = this.#hooks.has(name);
    const message = known ? 'a new version of a hook is invalid; the one before stays in force' : 'a hook is invalid and does not run';
    this.#logger.error(message, { hook: name, error: error.message });
    this.metrics.reloaded(name, false);
    health.set(`hook ${name}`, { ok: false, message: error.message, since: clock.now() });
  }

  #reportFolder(error: HookConfigError | undefined): void {
    const { health, clock } = this.#options;
    const before = health.checks().find(({ name }) => name === FOLDER_CHECK);
    if (error && before?.ok !== false)
      this.#logger.error("the hooks folder can't be read; its hooks stay in force", { error: error.message });
    health.set(FOLDER_CHECK, { ok: !error, message: error?.message ?? 'loaded', since: clock.now() });
  }

  #reportPassedOver(passedOver: readonly PassedOver[]): void {
    for (const { name, reason, suspicious } of passedOver) {
      if (this.#reported.has(name)) continue;
      this.#logger[suspicious ? 'warn' : 'debug']('a file is no hook', { file: name, reason });
    }
    this.#reported = new Set(passedOver.map(({ name }) => name));
  }
}
