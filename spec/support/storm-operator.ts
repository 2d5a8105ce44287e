/**
 * The operators of storms: in the specs' own process, where faults of handlers can be made to order and clocks moved; or a process of
 * its own, which can be killed as the kernel kills. Both write the same ledger.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep, systemClock } from '../../lib/base/clock.ts';
import { DeadlineError } from '../../lib/base/errors.ts';
import type { KubeConfig } from '../../lib/cluster/client-node.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import type { FakeClock } from '../../lib/testing/fake-clock.ts';
import type { SeededChance } from '../../lib/testing/seeded-chance.ts';
import { startOperator } from '../../lib/testing/start-operator.ts';
import type { Ledger, LedgerCall, Shown } from './ledger.ts';
import { type StormWork, withHandlers } from './storm-handlers.ts';
import type { Thing } from './thing.ts';

/** What a handler is to do besides its work; throws to fail it. */
export type Misbehaviour = (thing: Thing, handler: string, random: SeededChance) => unknown;

/** An operator at work. */
export interface StormOperator {
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
  /** Stops it as SIGTERM does. */
  stop(): Promise<void>;
  /** Ends it as SIGKILL does. */
  kill(): Promise<void>;
  readonly logText: string;
}

/** What an operator of a storm is made of. */
export interface StormOperatorOptions {
  readonly type: typeof Thing;
  readonly namespace: string;
  readonly ledger: Ledger;
  readonly random: SeededChance;
  readonly kubeConfig: () => KubeConfig;
  readonly misbehave: Misbehaviour;
  readonly clock: FakeClock | undefined;
  readonly quietSeconds: number;
}

/** Starts one in this process. */
export async function startInProcess(options: StormOperatorOptions): Promise<StormOperator> {
  const { namespace, kubeConfig, clock, quietSeconds } = options;
  class InProcess extends KubernetesOperator {
    override onLogin(): KubeConfig {
      return kubeConfig();
    }
  }
  const operator = await startOperator(new InProcess(withHandlers(options.type, ledgerWork(options)) as unknown as CRDClass), {
    cluster: { kubeConfig: kubeConfig() },
    args: ['--namespace', namespace, '--stop-seconds', '0.3'],
    readySeconds: quietSeconds,
    ...(clock ? { clock } : {}),
  });
  return {
    idle: () => operator.idle({ timeoutSeconds: quietSeconds }),
    stop: () => operator.stop(),
    kill: () => operator.kill(),
    get logText() {
      return operator.logText;
    },
  };
}

/** Work that is written into the ledger, and misbehaves. */
function ledgerWork({ ledger, random, misbehave }: StormOperatorOptions): StormWork {
  const { term } = ledger;
  return async (thing, handler) => {
    const call = ledger.begin(term, handler, { metadata: thing.metadata, spec: thing.body.spec });
    let succeeded = false;
    try {
      for (let turn = random.integer(3); turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
      // Where its status can't be saved, a handler has failed, and an end would rightly be dealt with again.
      if (handler !== 'ensureDeleted' && random.integer(4) === 0) thing.status = { step: String(random.integer(100)) };
      if (random.integer(8) === 0) await thing.flush();
      await misbehave(thing, handler, random);
      thing.signal.throwIfAborted();
      succeeded = true;
    } finally {
      ledger.end(call, succeeded);
    }
  };
}

/** What the program says. Each is answered when it is in the ledger, which a killed process therefore never contradicts. */
export type StormMessage =
  | { readonly id: number; readonly begin: string; readonly object: Shown }
  | { readonly id: number; readonly end: number; readonly succeeded: boolean };

/** An operator in a process of its own. */
class OperatorProcess implements StormOperator {
  logText = '';
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #quietSeconds: number;
  readonly #exited: Promise<unknown[]>;

  constructor({ namespace, ledger, quietSeconds }: StormOperatorOptions, folder: string) {
    const { term } = ledger;
    this.#folder = folder;
    this.#quietSeconds = quietSeconds;
    this.#child = fork(join(import.meta.dirname, 'storm-program.ts'), ['--namespace', namespace], {
      env: { PATH: process.env.PATH, KUBECONFIG: join(folder, 'kubeconfig') },
      execArgv: ['--conditions=@tskubeop/source'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#exited = once(this.#child, 'exit');
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.logText += text;
    });
    const calls = new Map<number, LedgerCall>();
    this.#child.on('message', (message: StormMessage) => {
      if ('begin' in message) calls.set(message.id, ledger.begin(term, message.begin, message.object));
      else ledger.end(calls.get(message.end) as LedgerCall, message.succeeded);
      this.#child.send(message.id, () => {});
    });
  }

  /** Resolves when it watches; before, it may not have begun to listen to signals. */
  async begun(): Promise<void> {
    const look = () => this.logText.includes('"watching"') || this.#child.exitCode !== null;
    await eventually(look, { timeoutSeconds: this.#quietSeconds, intervalSeconds: 0.05 });
  }

  /** It doesn't tell; whoever waits looks at the objects. */
  async idle(): Promise<void> {}

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const over = new AbortController();
    const late = sleep(systemClock, this.#quietSeconds * 1000, over.signal).then(() => ['nothing']);
    const [code] = await Promise.race([this.#exited, late]);
    over.abort();
    await rm(this.#folder, { recursive: true, force: true });
    if (code !== 0) throw new DeadlineError(`the operator's process answered SIGTERM with ${code}`);
  }

  async kill(): Promise<void> {
    // What it still had to say reaches nobody, as it would nobody outside.
    this.#child.removeAllListeners('message');
    this.#child.kill('SIGKILL');
    await this.#exited;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Starts one as a process. */
export async function startAsProcess(options: StormOperatorOptions): Promise<StormOperator> {
  const folder = await mkdtemp(join(tmpdir(), 'tskubeop-storm-'));
  await writeFile(join(folder, 'kubeconfig'), options.kubeConfig().exportConfig(), { mode: 0o600 });
  const operator = new OperatorProcess(options, folder);
  await operator.begun();
  return operator;
}
