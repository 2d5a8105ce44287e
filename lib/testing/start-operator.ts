/**
 * A whole operator in a test: started against a test cluster, ready when its caches are, observed, restarted, killed, stopped.
 */
import { type Clock, sleep, systemClock } from '../base/clock.ts';
import { DeadlineError, IllegalStateError } from '../base/errors.ts';
import { objectKey } from '../base/object-key.ts';
import type { Client } from '../cluster/client.ts';
import type { KubeConfig } from '../cluster/client-node.ts';
import type { KubernetesOperator } from '../operator/kubernetes-operator.ts';
import type { RunningOperator } from '../operator/running-operator.ts';
import type { CallReason } from '../resource/change.ts';
import type { CallName, CRDClass } from '../resource/crd-class.ts';
import { CollectedLog, type LogRecord } from './collected-log.ts';
import { defaultTimeoutSeconds } from './default-timeout.ts';
import { eventually } from './eventually.ts';

/** Options of `startOperator`. */
export interface StartOperatorOptions {
  /**
   * Where it works: an EmbeddedCluster, a RealCluster, or anything with a KubeConfig. With a client `handled` looks at objects by
   * that one, else by the operator's own.
   */
  cluster: { readonly kubeConfig: KubeConfig; readonly client?: Client };
  /** Its arguments: as on a command line, or the values themselves. @default none */
  args?: readonly string[] | Record<string, unknown>;
  /** @default the system's */
  clock?: Clock;
  /** How long it may take until its caches are ready, in real time. @default 20 */
  readySeconds?: number;
  /** Stops it. @default none */
  signal?: AbortSignal;
}

/** One call of a handler, a timer or a daemon that has ended. */
export interface HandledCall {
  /** The handler, or the method that ON_FIELD, TIMERS or DAEMONS names. */
  readonly handler: CallName;
  readonly reason: CallReason;
  readonly attempt: number;
  readonly outcome: 'succeeded' | 'failed' | 'aborted';
}

/** Options of the waits of a TestOperator. */
export interface WaitOptions {
  /** How long to wait, in real time. @default 10, or what the environment variable TSKUBEOP_TEST_TIMEOUT_SECONDS says */
  timeoutSeconds?: number;
}

/** See the file's comment. */
export class TestOperator {
  readonly #operator: KubernetesOperator;
  readonly #options: StartOperatorOptions;
  readonly #log = new CollectedLog();
  readonly #calls = new Map<string, HandledCall[]>();
  #running: RunningOperator | undefined;

  /** Use `startOperator`. */
  constructor(operator: KubernetesOperator, options: StartOperatorOptions) {
    this.#operator = operator;
    this.#options = options;
  }

  /** Everything logged so far. */
  get logs(): readonly LogRecord[] {
    return this.#log.records;
  }

  /** The log as text, a line each, for whoever prints it when a test has failed. */
  get logText(): string {
    return this.#log.text();
  }

  /** The operator at work. @throws IllegalStateError it is stopped */
  get running(): RunningOperator {
    if (!this.#running) throw new IllegalStateError('the operator is not running');
    return this.#running;
  }

  /** Starts it and waits for its caches. */
  async start(): Promise<void> {
    const { cluster, args = [], clock = systemClock, signal, readySeconds = 20 } = this.#options;
    this.#running = await this.#operator.start({
      args,
      kubeConfig: cluster.kubeConfig,
      clock,
      logger: this.#log,
      ...(signal ? { signal } : {}),
      observer: {
        callEnded: ({ kind, key, handler, reason, attempt }, outcome) => {
          const calls = this.#calls.get(`${kind} ${key}`) ?? [];
          this.#calls.set(`${kind} ${key}`, [...calls, { handler, reason, attempt, outcome }]);
        },
      },
    });
    const { running } = this;
    await this.#within(running.ready(), readySeconds, 'the caches of the operator are not ready');
  }

  /** Resolves when nothing is being handled, nothing waits but for its time, and everything is recorded. */
  async idle({ timeoutSeconds = defaultTimeoutSeconds(10) }: WaitOptions = {}): Promise<void> {
    await this.#within(this.running.idle(), timeoutSeconds, 'the operator is not idle');
  }

  /**
   * Resolves when an object, in the version that the cluster has of it, has nothing left to do; when the cluster has none, once
   * what its end asks for is done. An object that is to be retried has something left to do.
   *
   * @returns the calls of its handlers so far, in order
   */
  async handled(
    type: CRDClass,
    name: string,
    namespace?: string,
    { timeoutSeconds = defaultTimeoutSeconds(10) }: WaitOptions = {},
  ): Promise<readonly HandledCall[]> {
    const where = this.#namespaceOf(type, namespace);
    const reference = { class: type, name, ...(where === undefined ? {} : { namespace: where }) };
    const look = async () => {
      const { client = this.running.client } = this.#options.cluster;
      return this.running.isSettled(type, name, where, await client.find(reference));
    };
    const over = new AbortController();
    const wait = eventually(look, { timeoutSeconds: Number.POSITIVE_INFINITY, signal: over.signal });
    try {
      await this.#within(wait, timeoutSeconds, `${type.KIND} ${name} is not handled`);
    } finally {
      over.abort();
    }
    return this.calls(type, name, namespace);
  }

  /** The calls of an object's handlers so far, in order, without waiting. */
  calls(type: CRDClass, name: string, namespace?: string): readonly HandledCall[] {
    const where = this.#namespaceOf(type, namespace);
    return this.#calls.get(`${type.KIND} ${objectKey(where, name)}`) ?? [];
  }

  /** Stops it in order and starts it again, as a rolling update does. */
  async restart(): Promise<void> {
    await this.#running?.stop();
    await this.start();
  }

  /** Ends it at once, as if its process had died: no handler finishes, nothing is saved. */
  async kill(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.kill();
  }

  /** Stops it in order. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #namespaceOf(type: CRDClass, namespace: string | undefined): string | undefined {
    if (type.SCOPE === 'Cluster') return undefined;
    const { kubeConfig } = this.#options.cluster;
    return namespace ?? kubeConfig.getContextObject(kubeConfig.getCurrentContext())?.namespace ?? 'default';
  }

  /** Real time, since a fake clock would have to be moved by whoever waits here. */
  async #within(wait: Promise<unknown>, seconds: number, what: string): Promise<void> {
    const over = new AbortController();
    const late = sleep(systemClock, seconds * 1000, over.signal).then(() => {
      if (over.signal.aborted) return;
      throw new DeadlineError(`${what} within ${seconds} s; its log:\n${this.#log.text()}`);
    });
    try {
      await Promise.race([wait, late]);
    } finally {
      over.abort();
      wait.catch(() => undefined);
      late.catch(() => undefined);
    }
  }
}

/**
 * Starts an operator and resolves when its caches are ready.
 *
 * @throws whatever kept it from starting; DeadlineError with its log when its caches don't get ready
 */
export async function startOperator(operator: KubernetesOperator, options: StartOperatorOptions): Promise<TestOperator> {
  const test = new TestOperator(operator, options);
  try {
    await test.start();
  } catch (error) {
    await test.kill();
    throw error;
  }
  return test;
}
