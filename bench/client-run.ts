/** One client on a replay server of its own, each a process: what it costs while the server does what is asked of it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MeterMessage } from './meter.ts';

/** The clients that there are. */
export type ClientName = 'floor' | 'tskubeop' | 'client-node';

/** What is measured. */
export interface ClientRunOptions {
  readonly client: ClientName;
  readonly objects: number;
  /** How many times every object is changed, as fast as it is read; 0 for not at all. */
  readonly rounds: number;
  /** How many changes are made at 500 a second afterwards; 0 for none. */
  readonly samples: number;
  /** Whether each handled change is answered by a status write. */
  readonly status: boolean;
}

/** What came of it; what was not asked for is undefined. */
export interface ClientFigures {
  readonly client: ClientName;
  readonly objects: number;
  readonly status: boolean;
  /** From the start of the process until every object was handled. */
  readonly syncSeconds: number;
  readonly residentBytes: number;
  readonly cpuMicrosecondsPerEvent: number | undefined;
  readonly eventsPerSecond: number | undefined;
  readonly latencyMilliseconds: { readonly p50: number; readonly p99: number } | undefined;
}

const PATIENCE_MILLISECONDS = 300_000;

/** Measures one client. @throws when it doesn't get there within five minutes */
export async function runClient(options: ClientRunOptions): Promise<ClientFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'tskubeop-bench-'));
  const env = { ...process.env, OBJECTS: `${options.objects}`, ROUNDS: `${options.rounds}`, SAMPLES: `${options.samples}` };
  const server = start('replay-server.ts', env);
  let client: ChildProcess | undefined;
  try {
    const [address] = (await once(server, 'message')) as [string];
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, kubeconfigTo(address), { mode: 0o600 });
    const began = performance.now();
    client = start(`clients/${options.client}.ts`, {
      ...env,
      SERVER: address,
      KUBECONFIG: kubeconfig,
      MODE: options.status ? 'status' : '',
      TSKUBEOP_LOG_LEVEL: 'error',
    });
    return await measure(options, address, client, began);
  } finally {
    await Promise.all([stop(client), stop(server)]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(options: ClientRunOptions, address: string, client: ChildProcess, began: number): Promise<ClientFigures> {
  const { client: name, objects, rounds, samples, status } = options;
  await said(client, 'synced');
  const syncSeconds = (performance.now() - began) / 1000;
  // What is left over of the start may be collected, and status writes of the start may end.
  await sleep(3000);
  const before = await usage(client);
  const figures = { client: name, objects, status, syncSeconds, residentBytes: before.residentBytes };
  let flood: Pick<ClientFigures, 'cpuMicrosecondsPerEvent' | 'eventsPerSecond'> = {
    cpuMicrosecondsPerEvent: undefined,
    eventsPerSecond: undefined,
  };
  if (rounds > 0) {
    const since = performance.now();
    const done = said(client, 'done');
    await fetch(`${address}/emit?rounds=${rounds}`);
    await done;
    const seconds = (performance.now() - since) / 1000;
    await sleep(500);
    const { cpuMicroseconds } = await usage(client);
    const events = objects * rounds;
    flood = { cpuMicrosecondsPerEvent: (cpuMicroseconds - before.cpuMicroseconds) / events, eventsPerSecond: events / seconds };
  }
  return { ...figures, ...flood, latencyMilliseconds: samples > 0 ? await latencies(address, client, samples) : undefined };
}

async function latencies(address: string, client: ChildProcess, samples: number): Promise<{ p50: number; p99: number }> {
  const answer = said(client, 'latencies');
  await fetch(`${address}/emit?rounds=1&rate=500&count=${samples}`);
  const { milliseconds } = (await answer) as Extract<MeterMessage, { mark: 'latencies' }>;
  const at = (share: number) => milliseconds[Math.floor(milliseconds.length * share)] as number;
  return { p50: at(0.5), p99: at(0.99) };
}

async function usage(client: ChildProcess): Promise<Extract<MeterMessage, { mark: 'usage' }>> {
  const answer = said(client, 'usage');
  client.send('usage');
  return (await answer) as Extract<MeterMessage, { mark: 'usage' }>;
}

/** What a client says under a mark; rejects when it ends or takes too long. */
function said(client: ChildProcess, mark: MeterMessage['mark']): Promise<MeterMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new Error(`no '${mark}' within five minutes`))), PATIENCE_MILLISECONDS);
    const listen = (message: MeterMessage) => message.mark === mark && end(() => resolve(message));
    const exit = (code: number | null) => end(() => reject(new Error(`the client ended with ${code} before '${mark}'`)));
    const end = (settle: () => void) => {
      clearTimeout(timer);
      client.off('message', listen);
      client.off('exit', exit);
      settle();
    };
    client.on('message', listen);
    client.on('exit', exit);
  });
}

function start(file: string, env: NodeJS.ProcessEnv): ChildProcess {
  return fork(join(import.meta.dirname, file), {
    env,
    execArgv: ['--conditions=@tskubeop/source'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

async function stop(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function kubeconfigTo(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bench', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'bench', user: { token: 'none' } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench', namespace: 'default' } }],
    'current-context': 'bench',
  });
}
