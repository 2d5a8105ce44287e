/**
 * Hooks beside an operator's classes, as one more part of it: they begin and end with it, and run where this replica leads.
 * This file alone of lib/operator reaches lib/hooks, and is loaded by operators that have hooks.
 */
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { Redactor } from '../base/redaction.ts';
import type { ClusterConnection } from '../cluster/cluster-connection.ts';
import type { Leadership } from '../controller/controller-context.ts';
import { Progress } from '../controller/progress.ts';
import type { OperatorFace } from '../face/operator-face.ts';
import type { HookInspection } from '../hooks/hook-inspection.ts';
import { addHookInspectionRoutes } from '../hooks/hook-inspection-routes.ts';
import { type HookOptions, HookRunner, type HookRunnerOptions } from '../hooks/hook-runner.ts';
import type { OperatorPart } from './running-operator.ts';

export type { HookInspection, HookOptions };

/** What hooks are mounted with. */
export interface MountedHooksOptions {
  readonly hooks: HookOptions;
  readonly connection: ClusterConnection;
  readonly face: OperatorFace;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** See the file's comment. */
export class MountedHooks implements OperatorPart {
  readonly #options: HookRunnerOptions;
  readonly #progress = new Progress();
  readonly #failed = Promise.withResolvers<never>();
  readonly #ending = new AbortController();
  /** Loaded, but not at work before this replica leads. */
  #waiting: HookRunner | undefined;
  #working: HookRunner | undefined;
  /** Beginnings and ends, one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #leads = false;
  /** Ends the beginning of a term that is over before its hooks run. */
  #beginning = new AbortController();

  private constructor(options: HookRunnerOptions, runner: HookRunner) {
    this.#options = options;
    this.#waiting = runner;
    this.#failed.promise.catch(() => undefined);
  }

  /** Loads the hooks. @throws HookConfigError a hook can't be used, and none may be skipped; or the folder can't be read */
  static async load({ hooks, connection, face, clock, logger, env, signal }: MountedHooksOptions): Promise<MountedHooks> {
    const { client, transport } = connection;
    const options = { ...hooks, client, transport, clock, logger, health: face.health, env, onProgress: () => mounted?.report() };
    let mounted: MountedHooks | undefined;
    const runner = await HookRunner.load(options, signal);
    mounted = new MountedHooks(options, runner);
    face.routes.add('/metrics/hooks', () => mounted.#page());
    const redactor = new Redactor();
    addHookInspectionRoutes(face.inspection, { inspection: () => mounted.inspection, redactor });
    return mounted;
  }

  /** What can be seen of the hooks; undefined while another replica runs them. */
  get inspection(): HookInspection | undefined {
    return this.#working?.inspection;
  }

  /** The metrics of runs, queues and snapshots, in Prometheus' text format. */
  get metrics(): string {
    return this.#runner?.renderOwnMetrics() ?? '';
  }

  /** Where another replica leads, there is nothing to wait for. */
  get isSynced(): boolean {
    return !this.#leads || this.#working?.isSynced === true;
  }

  get isIdle(): boolean {
    return !this.#leads || this.#working?.isIdle === true;
  }

  get busy(): number {
    return this.#working?.busy ?? 0;
  }

  onProgress(listener: () => void): () => void {
    return this.#progress.on(listener);
  }

  /** Something has been done. */
  report(): void {
    this.#progress.made();
  }

  /** Resolves when the signal has aborted and all has ended. @throws a bug */
  async run(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      await Promise.race([aborted, this.#failed.promise]);
    } finally {
      this.#beginning.abort();
      this.#ending.abort();
      await this.#turn;
      await this.#runner?.close();
    }
  }

  lead(leadership?: Leadership): void {
    this.#leads = true;
    this.#beginning = new AbortController();
    const { signal } = this.#beginning;
    this.#turn = this.#turn.then(() => this.#begin(leadership, signal)).catch((error: unknown) => this.#failed.reject(error));
  }

  async standBy(): Promise<void> {
    this.#leads = false;
    this.#beginning.abort();
    this.#turn = this.#turn.then(async () => {
      await this.#working?.close();
      this.#working = undefined;
    });
    await this.#turn;
  }

  stopTaking(): void {
    this.#beginning.abort();
    this.#runner?.stopTaking();
  }

  async untilStill(): Promise<void> {
    await this.#working?.untilStill();
  }

  abortAll(): void {
    this.#runner?.abortAll();
  }

  /** Nothing waits to be recorded. */
  async finish(): Promise<void> {}

  get #runner(): HookRunner | undefined {
    return this.#working ?? this.#waiting;
  }

  async #begin(leadership: Leadership | undefined, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    // Loaded anew each time: what was in force when another replica took over may have changed since.
    const loaded = leadership ? await this.#loadAnew(leadership, signal) : this.#waiting;
    this.#waiting = undefined;
    if (signal.aborted) {
      await loaded?.close();
      return;
    }
    if (!loaded) return;
    this.#working = loaded;
    loaded.run(this.#ending.signal).catch((error: unknown) => this.#failed.reject(error));
    this.report();
  }

  async #loadAnew({ cluster, mayAct }: Leadership, signal: AbortSignal): Promise<HookRunner | undefined> {
    await this.#waiting?.close();
    const { client, transport } = cluster;
    try {
      // It has started once: a hook that has become invalid since keeps the others from nothing.
      return await HookRunner.load({ ...this.#options, client, transport, mayAct, skipInvalid: true }, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      this.#options.logger.error('the hooks can not be loaded', { error: messageOf(error) });
      throw error;
    }
  }

  #page(): { contentType: string; body: string } {
    return { contentType: 'text/plain; version=0.0.4; charset=utf-8', body: this.#runner?.metrics.renderHooks() ?? '' };
  }
}
