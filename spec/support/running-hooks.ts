/** Hooks at work on a cluster, and what they were told. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../lib/base/clock.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import { Health } from '../../lib/health/health.ts';
import { type HookOptions, HookRunner } from '../../lib/hooks/hook-runner.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { HooksFolder } from '../hooks/support/hooks-folder.ts';
import { RecordingLogger } from './recording-logger.ts';

/** How long is waited for what must happen. */
const PATIENCE_SECONDS = 40;

/** A context, as a hook reads it. */
// biome-ignore lint/suspicious/noExplicitAny: a context is whatever JSON says
export type Context = any;

/** One run of a recording hook. */
export interface RecordedRun {
  readonly hook: string;
  readonly contexts: readonly Context[];
}

/** See the file's comment. */
export class RunningHooks {
  readonly folder = new HooksFolder();
  readonly logger = new RecordingLogger();
  readonly health = new Health();
  readonly #cluster: () => TestCluster;
  readonly #stop = new AbortController();
  #connection: ClusterConnection | undefined;
  #runner: HookRunner | undefined;
  #running: Promise<void> | undefined;

  constructor(cluster: () => TestCluster) {
    this.#cluster = cluster;
  }

  get runner(): HookRunner {
    if (!this.#runner) throw new Error('the hooks are not running');
    return this.#runner;
  }

  /** Where recording hooks write. */
  get record(): string {
    return join(this.folder.root, 'runs');
  }

  /** Writes a hook that records what it is told, and then does something. */
  hook(name: string, config: object | string, body = ''): void {
    const line = `{ printf '{"hook":"${name}","contexts":'; cat "$BINDING_CONTEXT_PATH"; echo '}'; } | tr -d '\\n' | sed 's/$/\\n/' >> ${this.record}`;
    this.folder.shell(name, typeof config === 'string' ? config : { configVersion: 'v1', ...config }, `${line}\n${body}`);
  }

  /** Loads and runs them. */
  async start(options: Partial<HookOptions> = {}): Promise<HookRunner> {
    this.#connection = await ClusterConnection.open({ kubeConfig: this.#cluster().kubeConfig });
    const { client, transport } = this.#connection;
    const { logger, health } = this;
    const env = { PATH: process.env.PATH };
    const runner = await HookRunner.load(
      { folder: this.folder.path, client, transport, clock: systemClock, logger, health, env, ...options },
      this.#stop.signal,
    );
    this.#runner = runner;
    this.#running = runner.run(this.#stop.signal);
    return runner;
  }

  /** What was recorded so far. */
  runs(hook?: string): RecordedRun[] {
    if (!existsSync(this.record)) return [];
    const lines = readFileSync(this.record, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as RecordedRun).filter((run) => hook === undefined || run.hook === hook);
  }

  /** All contexts that a hook was given, of all its runs. */
  contexts(hook: string): Context[] {
    return this.runs(hook).flatMap(({ contexts }) => contexts);
  }

  /** Waits for something, however busy the machine is. */
  async until<T>(look: () => T | Promise<T>): Promise<NonNullable<T>> {
    return (await eventually(look, { timeoutSeconds: PATIENCE_SECONDS })) as NonNullable<T>;
  }

  /** Waits until nothing is left to do. */
  async idle(timeoutSeconds = PATIENCE_SECONDS): Promise<void> {
    await eventually(() => this.runner.isIdle, { timeoutSeconds });
  }

  /** Waits until a hook was given some contexts in all. */
  async told(hook: string, count: number, timeoutSeconds = PATIENCE_SECONDS): Promise<Context[]> {
    return await eventually(
      () => {
        const contexts = this.contexts(hook);
        if (contexts.length < count) throw new Error(`${contexts.length} of ${count} contexts: ${JSON.stringify(contexts).slice(0, 2000)}`);
        return contexts;
      },
      { timeoutSeconds },
    );
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#connection?.close();
    this.folder[Symbol.dispose]();
  }
}

/** Hooks of their own for each spec of the suite that it is called in. Their log is printed when it fails. */
export function useHooks(cluster: () => TestCluster): { readonly at: RunningHooks } {
  const holder: { at: RunningHooks } = {} as never;
  beforeEach(() => {
    holder.at = new RunningHooks(cluster);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      const lines = holder.at.logger.records.map(({ level, message, fields }) => `${level} ${message} ${JSON.stringify(fields)}`);
      process.stderr.write(`${lines.slice(-30).join('\n')}\n`);
    }
    await holder.at.stop();
  });
  return holder;
}
