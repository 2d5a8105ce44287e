/**
 * An operator at work: its controllers over one connection, and the order in which everything ends.
 *
 * Stop order: no new turns; running handlers may finish; then their signals abort; what is unsaved is saved; watches and
 * connections end; `onCleanup` runs last.
 */
import { type Clock, sleep } from '../base/clock.ts';
import { IllegalStateError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { objectKey } from '../base/object-key.ts';
import type { Client } from '../cluster/client.ts';
import type { ClusterConnection } from '../cluster/cluster-connection.ts';
import type { Controller } from '../controller/controller.ts';
import type { Health } from '../health/health.ts';
import type { CRDClass } from '../resource/crd-class.ts';

/** How long handlers may take to end after their signals have aborted. */
const ABORT_SECONDS = 5;

/** What a running operator is made of. */
export interface RunningOperatorOptions {
  readonly connection: ClusterConnection;
  readonly controllers: ReadonlyMap<CRDClass, Controller>;
  readonly health: Health;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long running handlers may take to finish when it stops. */
  readonly stopSeconds: number;
  /** The operator's onCleanup. */
  cleanUp(error: unknown): Promise<void>;
}

/** See the file's comment. */
export class RunningOperator {
  readonly #options: RunningOperatorOptions;
  readonly #watching = new AbortController();
  readonly #controllers: readonly Controller[];
  readonly #runs: Promise<unknown>;
  readonly #done = Promise.withResolvers<void>();
  #stopping: Promise<void> | undefined;

  /** Starts the controllers. */
  constructor(options: RunningOperatorOptions) {
    this.#options = options;
    this.#controllers = [...options.controllers.values()];
    this.#runs = Promise.all(this.#controllers.map((controller) => controller.run(this.#watching.signal)));
    this.#runs.catch((error) => this.#fail(error));
    // Whoever doesn't wait for the end has the log; nothing goes unhandled.
    this.#done.promise.catch(() => undefined);
  }

  /** Resolves when all has stopped. @throws what ended it, or what onCleanup failed with */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** The named checks of its parts. */
  get health(): Health {
    return this.#options.health;
  }

  /** A client with the operator's credentials. */
  get client(): Client {
    return this.#options.connection.client;
  }

  /** Resolves when every first list is complete. @throws IllegalStateError it stopped before */
  async ready(): Promise<void> {
    await this.#until(() => this.#controllers.every(({ isSynced }) => isSynced));
  }

  /** Resolves when nothing is being handled and nothing waits but for its time. @throws IllegalStateError it stopped before */
  async idle(): Promise<void> {
    await this.#until(() => this.#controllers.every(({ isIdle }) => isIdle));
  }

  /** True when nothing is being handled and nothing waits but for its time. */
  get isIdle(): boolean {
    return this.#controllers.every(({ isIdle }) => isIdle);
  }

  /** Resolves when an object is known and has nothing left to do. @throws IllegalStateError the operator stopped before */
  async settled(type: CRDClass, name: string, namespace?: string): Promise<void> {
    const controller = this.#controllerOf(type);
    await this.#until(() => controller.isSettled(objectKey(namespace, name)));
  }

  /** Stops in order; resolves when all has stopped. @throws what ended it, or what onCleanup failed with */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop(undefined);
    return this.#done.promise;
  }

  /** Ends everything at once, as if the process had died: no handler finishes, nothing is saved, onCleanup isn't called. */
  async kill(): Promise<void> {
    this.#stopping ??= Promise.resolve();
    for (const controller of this.#controllers) controller.stopTaking();
    this.#watching.abort();
    await this.#options.connection.close();
    for (const controller of this.#controllers) controller.abortAll();
    this.#done.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #fail(error: unknown): void {
    this.#options.logger.error('the operator ends by an error', { error });
    this.#stopping ??= this.#stop(error);
  }

  async #stop(failure: unknown): Promise<void> {
    const { logger, stopSeconds, connection, cleanUp } = this.#options;
    let failed = failure;
    try {
      for (const controller of this.#controllers) controller.stopTaking();
      const busy = this.#controllers.reduce((sum, controller) => sum + controller.busy, 0);
      logger.info('stopping', busy > 0 ? { runningHandlers: busy, stopSeconds } : {});
      if (!(await this.#stillWithin(stopSeconds))) {
        logger.warn('handlers are still running and are asked to end', { stopSeconds });
        for (const controller of this.#controllers) controller.abortAll();
        if (!(await this.#stillWithin(ABORT_SECONDS))) logger.error('handlers did not end when asked: they are left behind', {});
      }
      await Promise.all(this.#controllers.map((controller) => controller.finish()));
      this.#watching.abort();
      await this.#runs.catch((error) => {
        failed ??= error;
      });
    } catch (error) {
      failed ??= error;
    }
    try {
      await cleanUp(failed);
    } catch (error) {
      failed ??= error;
    }
    this.#watching.abort();
    await connection.close();
    logger.info('stopped', {});
    if (failed === undefined) this.#done.resolve();
    else this.#done.reject(failed);
  }

  /** False when handlers still run after that time. */
  async #stillWithin(seconds: number): Promise<boolean> {
    const over = new AbortController();
    const still = Promise.all(this.#controllers.map((controller) => controller.untilStill())).then(() => true);
    const late = sleep(this.#options.clock, seconds * 1000, over.signal).then(() => false);
    try {
      return await Promise.race([still, late]);
    } finally {
      over.abort();
    }
  }

  #controllerOf(type: CRDClass): Controller {
    const controller = this.#options.controllers.get(type);
    if (!controller) throw new IllegalStateError(`class ${type.name} is not one of this operator's`);
    return controller;
  }

  /** Waits for a condition that only a turn, a record or a finished list can bring about. */
  async #until(condition: () => boolean): Promise<void> {
    const over = new AbortController();
    try {
      while (!condition()) {
        if (this.#stopping) throw new IllegalStateError('the operator has stopped');
        await this.#nextProgress(over.signal);
      }
    } finally {
      over.abort();
    }
  }

  #nextProgress(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const forget = this.#controllers.map((controller) => controller.onProgress(() => end()));
      const end = () => {
        for (const one of forget) one();
        // In a microtask of its own: what made progress finishes its step first.
        queueMicrotask(resolve);
      };
      this.#done.promise.then(end, end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
