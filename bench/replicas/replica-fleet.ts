/**
 * Replicas of one operator, each a process with a kubeconfig, a log and a ledger of its own: started, ended, put to sleep and woken up;
 * and what their handlers have written down so far.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HandledSpan, type LedgerLine, type Silence, spansOf } from './replica-history.ts';

/** Options of a ReplicaFleet. */
export interface ReplicaFleetOptions {
  /** Where ledgers are. */
  readonly folder: string;
  /** Where logs are. */
  readonly logs: string;
  /** Arguments of the operator. */
  readonly args: readonly string[];
  /** More of their environment. @default none */
  readonly env?: Readonly<Record<string, string>>;
}

interface Ledger {
  readonly lines: LedgerLine[];
  offset: number;
}

/** Milliseconds of the clock by which ledgers go. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** How long and how often something is looked for. */
export interface Patience {
  /** @default 300 */
  readonly seconds?: number;
  /** @default 50 */
  readonly pauseMilliseconds?: number;
}

/** @throws Error it was not found in time */
export async function until<T>(
  what: string,
  { seconds = 300, pauseMilliseconds = 50 }: Patience,
  find: () => Promise<T | undefined>,
): Promise<T> {
  const began = now();
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (now() - began > seconds * 1000) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(pauseMilliseconds);
  }
}

/** See the file's comment. */
export class ReplicaFleet {
  readonly #options: ReplicaFleetOptions;
  readonly #running = new Map<string, ChildProcess>();
  readonly #ledgers = new Map<string, Ledger>();
  readonly #silences: Silence[] = [];

  constructor(options: ReplicaFleetOptions) {
    this.#options = options;
    mkdirSync(options.logs, { recursive: true });
  }

  /** The names of those that have not been ended. */
  get running(): string[] {
    return [...this.#running.keys()];
  }

  /** Its process id; undefined when it has been ended. */
  pid(replica: string): number | undefined {
    return this.#running.get(replica)?.pid;
  }

  start(replica: string, kubeconfig: string): void {
    const { args, env, logs } = this.#options;
    const program = join(import.meta.dirname, 'replica-operator.ts');
    const log = openSync(join(logs, `${replica}.log`), 'w');
    const child = spawn(process.execPath, ['--conditions=@tskubeop/source', program, '--external', '--inspect-socket', 'off', ...args], {
      env: { ...process.env, ...env, KUBECONFIG: kubeconfig, REPLICA: replica, LEDGER: this.#path(replica) },
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.#running.set(replica, child);
    this.#ledgers.set(replica, { lines: [], offset: 0 });
  }

  /** Resolves when the process is gone. */
  async end(replica: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#running.get(replica);
    this.#running.delete(replica);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    if (signal === 'SIGKILL') this.#silences.push({ replica, at: now() });
  }

  /** What its handlers are in the middle of counts as ended now. */
  putToSleep(replica: string): void {
    this.#running.get(replica)?.kill('SIGSTOP');
    this.#silences.push({ replica, at: now() });
  }

  wake(replica: string): void {
    this.#running.get(replica)?.kill('SIGCONT');
  }

  async killAll(): Promise<void> {
    for (const replica of this.running) {
      this.wake(replica);
      await this.end(replica, 'SIGKILL');
    }
  }

  /** All that a replica's handlers have written down. */
  async linesOf(replica: string): Promise<readonly LedgerLine[]> {
    const ledger = this.#ledgers.get(replica) ?? { lines: [], offset: 0 };
    const text = await readFrom(this.#path(replica), ledger.offset);
    // What is being written, or was when its process was killed, is half a line.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    ledger.offset += Buffer.byteLength(whole);
    for (const line of whole.split('\n')) if (line !== '') ledger.lines.push(JSON.parse(line) as LedgerLine);
    return ledger.lines;
  }

  /** What a replica has logged, as records. */
  async logOf(replica: string): Promise<{ readonly time: string; readonly message: string }[]> {
    const text = await readFile(join(this.#options.logs, `${replica}.log`), 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
    return lines.map((line) => JSON.parse(line));
  }

  /** The calls of all replicas that there have ever been. */
  async spans(): Promise<HandledSpan[]> {
    const replicas = [...this.#ledgers.keys()];
    return (await Promise.all(replicas.map(async (replica) => spansOf(replica, await this.linesOf(replica), this.#silences)))).flat();
  }

  #path(replica: string): string {
    return join(this.#options.folder, `${replica}.ledger`);
  }
}

async function readFrom(path: string, offset: number): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - offset), position: offset });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
