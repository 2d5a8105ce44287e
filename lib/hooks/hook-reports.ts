/**
 * What is said of hooks that can or can't be used: in the log once, in readiness and metrics as long as it is so.
 */
import type { Clock } from '../base/clock.ts';
import { type HookConfigError, messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Health, HealthCheck } from '../health/health.ts';
import type { PassedOver } from './hook-discovery.ts';
import type { HookMetrics } from './hook-metrics.ts';

/** Where it is said. */
export interface HookReportsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Pick<HookMetrics, 'reloaded' | 'forget'>;
}

/** The name of the check of the folder. */
const FOLDER_CHECK = 'hooks';

/** See the file's comment. */
export class HookReports {
  readonly #options: HookReportsOptions;
  /** The checks of readiness that are ours. */
  readonly #checks = new Set<string>();
  /** The files that have been said to be no hooks. */
  #passedOver = new Set<string>();

  constructor(options: HookReportsOptions) {
    this.#options = options;
  }

  /** A version of a hook can be used. */
  valid(name: string): void {
    this.#options.metrics.reloaded(name, true);
    this.#forget(`hook ${name}`);
  }

  /** A version of a hook can't be used. @param replaces whether a version before it stays in force */
  invalid(name: string, error: HookConfigError, replaces: boolean): void {
    const { logger, metrics } = this.#options;
    const message = replaces ? 'a new version of a hook is invalid; the one before stays in force' : 'a hook is invalid and does not run';
    logger.error(message, { hook: name, error: error.message });
    metrics.reloaded(name, false);
    this.#check(`hook ${name}`, { ok: false, message: error.message });
  }

  /** A hook is no more. */
  ended(name: string): void {
    this.#forget(`hook ${name} bindings`);
    this.#forget(`hook ${name}`);
  }

  /** Its file is gone. */
  removed(name: string): void {
    this.#options.logger.info('a hook has been removed', { hook: name });
    this.#options.metrics.forget(name);
  }

  /** A hook's bindings are at work. */
  enabled(name: string): void {
    this.#forget(`hook ${name} bindings`);
  }

  /** A hook's bindings can't begin yet. @param attempt 1 for the first */
  waits(name: string, error: unknown, attempt: number): void {
    const message = messageOf(error);
    if (attempt === 1) this.#options.logger.warn("a hook's bindings can't begin yet, trying again", { hook: name, error: message });
    this.#check(`hook ${name} bindings`, { ok: false, message });
  }

  /** The folder has been looked through, or could not be. */
  folder(error: HookConfigError | undefined): void {
    const { health, logger } = this.#options;
    const before = health.checks().find(({ name }) => name === FOLDER_CHECK);
    if (error && before?.ok !== false) logger.error("the hooks folder can't be read; its hooks stay in force", { error: error.message });
    this.#check(FOLDER_CHECK, { ok: !error, message: error?.message ?? 'loaded' });
  }

  /** Files of the folder that are no hooks. Each is said once, and again when it has been something else meanwhile. */
  passedOver(files: readonly PassedOver[]): void {
    for (const { name, reason, suspicious } of files) {
      if (this.#passedOver.has(name)) continue;
      this.#options.logger[suspicious ? 'warn' : 'debug']('a file is no hook', { file: name, reason });
    }
    this.#passedOver = new Set(files.map(({ name }) => name));
  }

  /** Nothing is said of the hooks any more: they run elsewhere, or nowhere. */
  close(): void {
    for (const name of this.#checks) this.#options.health.delete(name);
  }

  #check(name: string, { ok, message }: Pick<HealthCheck, 'ok' | 'message'>): void {
    const { health, clock } = this.#options;
    this.#checks.add(name);
    health.set(name, { ok, message, since: clock.now() });
  }

  #forget(name: string): void {
    this.#checks.delete(name);
    this.#options.health.delete(name);
  }
}
