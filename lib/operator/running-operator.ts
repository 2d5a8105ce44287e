/**
 * An operator at work: its controllers over one connection, and the order in which everything ends.
 *
 * Stop order: no new turns; daemons are asked to end, running handlers may finish; then their signals abort; what is unsaved is
 * saved; watches end; `onCleanup` runs; a lease is given back, which was kept until then; connections end, and last the HTTP
 * server, so that probes are answered until then.
 */
import type { Clock } from '../base/clock.ts';
import { IllegalStateError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { objectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { settlesWithin } from '../base/settles-within.ts';
import type { Client } from '../cluster/client.ts';
import type { ClusterConnection } from '../cluster/cluster-connection.ts';
import type { Controller } from '../controller/controller.ts';
import type { OperatorFace } from '../face/operator-face.ts';
import type { Health } from '../health/health.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import type { EventRecorder } from '../resource/event-recorder.ts';

/** How long handlers may take to end after their signals have aborted, and so may each later step of the stop. */
const ABORT_SECONDS = 5;

/** A replica's part in an election, as the operator that takes part sees it. */
export interface ReplicaElector {
  /** The name of the lease, or of the group that shares. */
  readonly name: string;
  readonly isLeading: boolean;
  /** Takes part until the signal aborts. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /** Gives the lease back. Never rejects. */
  release(): Promise<void>;
}

/** What works beside the controllers, and begins and ends as they do. */
export interface OperatorPart {
  readonly isSynced: boolean;
  readonly isIdle: boolean;
  /** How many runs are under way. */
  readonly busy: number;
  onProgress(listener: () => void): () => void;
  /** Resolves when the signal has aborted and all has ended. @throws a bug */
  run(signal: AbortSignal): Promise<void>;
  lead(): void;
  stopTaking(): void;
  untilStill(): Promise<void>;
  abortAll(): void;
  finish(): Promise<void>;
}

/** What a running operator is made of. */
export interface RunningOperatorOptions {
  readonly connection: ClusterConnection;
  readonly controllers: ReadonlyMap<CRDClass, Controller>;
  /** What works beside them. @default nothing */
  readonly parts?: readonly OperatorPart[];
  readonly recorder: Pick<EventRecorder, 'stop'>;
  readonly face: OperatorFace;
  /** This replica's part in an election. @default none: it leads from the start */
  readonly elector?: ReplicaElector;
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
  readonly #electing = new AbortController();
  readonly #election: Promise<void>;
  readonly #parts: readonly OperatorPart[];
  readonly #runs: Promise<unknown>;
  readonly #done = Promise.withResolvers<void>();
  #stopping: Promise<void> | undefined;
  #killed = false;
  /** What ended it, or went wrong on the way to its end. */
  #failure: { readonly error: unknown } | undefined;

  /** Starts the controllers. */
  constructor(options: RunningOperatorOptions) {
    this.#options = options;
    this.#parts = [...options.controllers.values(), ...(options.parts ?? [])];
    this.#sayState(true, 'started');
    this.#runs = Promise.all(this.#parts.map((part) => part.run(this.#watching.signal)));
    this.#runs.catch((error) => this.#fail(error));
    if (!options.elector) for (const part of this.#parts) part.lead();
    this.#election = options.elector?.run(this.#electing.signal) ?? Promise.resolve();
    // Whoever doesn't wait for the end has the log; nothing goes unhandled.
    this.#done.promise.catch(() => undefined);
  }

  /** Resolves when all has stopped. @throws what ended it, or what onCleanup failed with */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** The named checks of its parts. */
  get health(): Health {
    return this.#options.face.health;
  }

  /** Where its HTTP server can be reached from here; undefined without `--http-address`. */
  get httpUrl(): string | undefined {
    return this.#options.face.httpUrl;
  }

  /** Whether this replica works: always where none is elected. */
  get isLeading(): boolean {
    return this.#options.elector?.isLeading ?? true;
  }

  /** Where its inspection socket is; undefined without one. */
  get socketPath(): string | undefined {
    return this.#options.face.socketPath;
  }

  /** A client with the operator's credentials. */
  get client(): Client {
    return this.#options.connection.client;
  }

  /** Resolves when every first list is complete. @throws IllegalStateError it stopped before */
  async ready(): Promise<void> {
    await this.#until(() => this.#parts.every(({ isSynced }) => isSynced));
  }

  /** Resolves when nothing is being handled and nothing waits but for its time. @throws IllegalStateError it stopped before */
  async idle(): Promise<void> {
    await this.#until(() => this.#parts.every(({ isIdle }) => isIdle));
  }

  /** True when nothing is being handled and nothing waits but for its time. */
  get isIdle(): boolean {
    return this.#parts.every(({ isIdle }) => isIdle);
  }

  /**
   * True when an object, in a version at least as new as the given one, has nothing left to do; without a version, when it is
   * gone and so is everything that its end asked for.
   */
  isSettled(type: CRDClass, name: string, namespace?: string, version?: StoredObject): boolean {
    return this.#controllerOf(type).isSettled(objectKey(namespace, name), version);
  }

  /**
   * Calls `reconcile`, else `ensureModified`, of an object with reason 'triggered': something outside of the cluster has changed.
   *
   * @param namespace undefined for a cluster-scoped class
   * @returns false when there is no such object that is handled, or the operator has stopped; before the first lists are complete
   *   the object may turn out not to exist
   * @throws IllegalStateError the class is not one of this operator's
   */
  trigger(type: CRDClass, namespace: string | undefined, name: string): boolean {
    return this.#controllerOf(type).trigger(objectKey(namespace, name), 'triggered');
  }

  /** Stops in order; resolves when all has stopped. @throws what ended it, or what onCleanup failed with */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#done.promise;
  }

  /** Ends everything at once, as if the process had died: no handler finishes, nothing is saved, onCleanup isn't called. */
  async kill(): Promise<void> {
    this.#killed = true;
    this.#stopping ??= Promise.resolve();
    for (const part of this.#parts) part.stopTaking();
    this.#watching.abort();
    this.#electing.abort();
    await this.#options.connection.close();
    for (const part of this.#parts) part.abortAll();
    // Nothing can be posted any more; else an Event that waits would be tried for minutes.
    await this.#options.recorder.stop();
    await this.#options.face.close();
    this.#done.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #fail(error: unknown): void {
    if (this.#killed) return;
    this.#note(error, 'the operator ends by an error');
    this.#stopping ??= this.#stop();
  }

  #sayState(ok: boolean, message: string): void {
    const { face, clock } = this.#options;
    face.health.set('operator', { ok, message, since: clock.now() });
  }

  /** The first failure is the one that counts; all are logged. */
  #note(error: unknown, message: string): void {
    if (this.#failure?.error === error) return;
    this.#failure ??= { error };
    this.#options.logger.error(message, { error });
  }

  /** Never rejects. */
  async #stop(): Promise<void> {
    const { logger, connection, recorder, cleanUp, face } = this.#options;
    this.#sayState(false, 'stopping');
    await this.#step('handlers', () => this.#endHandlers());
    await this.#step('records', () => Promise.all(this.#parts.map((part) => part.finish())), ABORT_SECONDS);
    await this.#step('Events', () => recorder.stop(), ABORT_SECONDS);
    this.#watching.abort();
    await this.#step('watches', () => this.#runs, ABORT_SECONDS);
    if (!this.#killed) await this.#step('onCleanup', () => cleanUp(this.#failure?.error));
    if (!this.#killed) await this.#step('lease', () => this.#leaveElection(), ABORT_SECONDS);
    await this.#step('connections', () => connection.close());
    await this.#step('the HTTP server', () => face.close());
    logger.info('stopped');
    if (this.#failure) this.#done.reject(this.#failure.error);
    else this.#done.resolve();
  }

  /** Last of all that acts: until then the lease is renewed. */
  async #leaveElection(): Promise<void> {
    this.#electing.abort();
    await this.#election;
    await this.#options.elector?.release();
  }

  /** One step of the stop, whose failure doesn't keep the others from being taken. */
  async #step(what: string, take: () => Promise<unknown>, seconds?: number): Promise<void> {
    try {
      const step = take();
      const done = seconds === undefined || (await settlesWithin(this.#options.clock, seconds, step));
      if (done) await step;
      else this.#options.logger.warn('left behind, since it did not end in time', { what, seconds });
    } catch (error) {
      this.#note(error, `stopping: ${what} failed`);
    }
  }

  async #endHandlers(): Promise<void> {
    const { logger, stopSeconds, clock } = this.#options;
    for (const part of this.#parts) part.stopTaking();
    const busy = this.#parts.reduce((sum, part) => sum + part.busy, 0);
    logger.info('stopping', busy > 0 ? { runningHandlers: busy, stopSeconds } : {});
    const still = Promise.all(this.#parts.map((part) => part.untilStill()));
    if (await settlesWithin(clock, stopSeconds, still)) return;
    logger.warn('handlers are still running and are asked to end', { stopSeconds });
    for (const part of this.#parts) part.abortAll();
    if (!(await settlesWithin(clock, ABORT_SECONDS, still))) logger.error('handlers did not end when asked: they are left behind');
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
      const forget = this.#parts.map((part) => part.onProgress(() => end()));
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
