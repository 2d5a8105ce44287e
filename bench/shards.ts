/**
 * Replicas that share objects, each a process, on the cluster of KUBECONFIG: how even their shares are, what moves when one is killed or
 * put to sleep, whether two ever handle one object at once, and how much more two handle than one when handlers need the CPU.
 *
 * node --conditions=@tskubeop/source bench/shards.ts [spread] [throughput]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../lib/base/clock.ts';
import { silentLogger } from '../lib/base/logger.ts';
import { ClusterConnection } from '../lib/cluster/cluster-connection.ts';
import { loadKubeConfig } from '../lib/cluster/kube-config.ts';
import { installCustomResourceDefinition } from '../lib/operator/crd-installation.ts';
import { ShareLedger } from './shards/share-ledger.ts';
import { Share } from './shards/shared-operator.ts';

const OBJECTS = Number(process.env.OBJECTS ?? 2000);
const SLEEP_SECONDS = Number(process.env.SLEEP_SECONDS ?? 60);
const GROUP = { class: Share } as const;

const { kubeConfig } = loadKubeConfig({ external: true, env: process.env });
const connection = await ClusterConnection.open({ kubeConfig });
const { client } = connection;
const ledger = new ShareLedger();
const address = await ledger.open();
const namespace = `shards-${randomBytes(3).toString('hex')}`;
const replicas = new Map<string, ChildProcess>();

function start(name: string, environment: Record<string, string> = {}): void {
  const args = ['--conditions=@tskubeop/source', `${import.meta.dirname}/shards/shared-operator.ts`];
  const own = ['--shards', '--namespace', namespace, '--lease-name', namespace, '--log-level', 'warn', '--inspect-socket', 'off'];
  const env = { ...process.env, LEDGER: address, REPLICA: name, ...environment };
  replicas.set(name, spawn(process.execPath, [...args, ...own], { env, stdio: ['ignore', 'inherit', 'inherit'] }));
}

async function stop(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const child = replicas.get(name);
  replicas.delete(name);
  if (!child || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

async function until(what: string, condition: () => boolean | Promise<boolean>, seconds = 300): Promise<number> {
  const began = performance.now();
  while (!(await condition())) {
    if (performance.now() - began > seconds * 1000) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(100);
  }
  return (performance.now() - began) / 1000;
}

/** All decide by so many members. */
async function agreed(members: number): Promise<boolean> {
  const leases = await client.list(
    { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
    { namespace: connection.namespace, labelSelector: `tskubeop/shard-group=${namespace}` },
  );
  const views = leases.map(({ metadata }) => JSON.parse(metadata.annotations?.['tskubeop/shard-members'] ?? '[]').length as number);
  return views.length === members && views.every((length) => length === members);
}

const names = Array.from({ length: OBJECTS }, (_each, place) => `share-${place}`);

async function each(act: (name: string) => Promise<unknown>): Promise<void> {
  const left = [...names];
  const work = async () => {
    for (let name = left.pop(); name; name = left.pop()) await act(name);
  };
  await Promise.all(Array.from({ length: 16 }, work));
}

let size = 0;
/** Changes every object; resolves when all have been handled, with the seconds that took. */
async function changeAll(): Promise<number> {
  const began = performance.now();
  size += 1;
  await each((name) => client.mergePatch({ ...GROUP, name, namespace }, { spec: { size } }));
  await until('every object handled', () => names.every((name) => (ledger.at.get(`${namespace}/${name}`) ?? 0) > began));
  return (performance.now() - began) / 1000;
}

function moved(before: ReadonlyMap<string, string>): Map<string, number> {
  const from = new Map<string, number>();
  for (const [key, by] of before) if (ledger.last.get(key) !== by) from.set(by, (from.get(by) ?? 0) + 1);
  return from;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function sayShares(): void {
  const shares = [...ledger.shares()].sort();
  const even = OBJECTS / shares.length;
  const worst = Math.max(...shares.map(([, count]) => Math.abs(count - even) / even));
  say(`  shares: ${shares.map(([by, count]) => `${by} ${count}`).join(', ')}; at most ${(worst * 100).toFixed(1)} % from even`);
}

async function spread(): Promise<void> {
  for (const name of ['a', 'b', 'c', 'd', 'e']) start(name);
  say(`five replicas agree after ${(await until('five agree', () => agreed(5))).toFixed(1)} s`);
  await changeAll();
  sayShares();

  let before = new Map(ledger.last);
  await stop('b', 'SIGKILL');
  const open = ledger.forget('b');
  say(`b is killed, within ${open} calls; the others agree after ${(await until('four agree', () => agreed(4))).toFixed(1)} s`);
  await changeAll();
  say(`  moved from: ${[...moved(before)].map(([by, count]) => `${by} ${count}`).join(', ')}`);
  sayShares();

  before = new Map(ledger.last);
  let changing = true;
  const changes = (async () => {
    while (changing) {
      size += 1;
      await each((name) => client.mergePatch({ ...GROUP, name, namespace }, { spec: { size } }));
    }
  })();
  await sleep(3_000);
  replicas.get('c')?.kill('SIGSTOP');
  say(`c is put to sleep for ${SLEEP_SECONDS} s while all objects change all the time; within ${ledger.forget('c')} calls`);
  await sleep(SLEEP_SECONDS * 1000);
  replicas.get('c')?.kill('SIGCONT');
  await sleep(10_000);
  changing = false;
  await changes;
  await until('four agree again', () => agreed(4));
  await changeAll();
  say(`  c is back; moved from: ${[...moved(before)].map(([by, count]) => `${by} ${count}`).join(', ') || 'nobody, in the end'}`);
  sayShares();

  before = new Map(ledger.last);
  await stop('d');
  say(`d stops in order; the others agree after ${(await until('three agree', () => agreed(3))).toFixed(2)} s`);
  await changeAll();
  say(`  moved from: ${[...moved(before)].map(([by, count]) => `${by} ${count}`).join(', ')}`);
  say(`calls: ${[...ledger.begun.values()].reduce((sum, count) => sum + count, 0)}; two at once: ${ledger.overlaps.length}`);
  for (const overlap of ledger.overlaps.slice(0, 10)) say(`  ${overlap}`);
}

async function throughput(): Promise<void> {
  const work = { WORK_MILLISECONDS: '10', WAIT_MILLISECONDS: '0' };
  const rates: number[] = [];
  for (const count of [1, 2]) {
    for (let place = 0; place < count; place += 1) start(`${place}`, work);
    await until(`${count} agree`, () => agreed(count));
    await changeAll();
    const seconds = await changeAll();
    rates.push(OBJECTS / seconds);
    say(`${count} replica${count > 1 ? 's' : ''}, handlers of 10 ms of CPU: ${Math.round(OBJECTS / seconds)} a second`);
    for (const name of [...replicas.keys()]) await stop(name);
  }
  say(`two handle ${((rates[1] as number) / (rates[0] as number)).toFixed(2)} times as many as one`);
}

const wanted = process.argv.slice(2);
try {
  await installCustomResourceDefinition({
    client,
    declaration: Share,
    clock: systemClock,
    logger: silentLogger,
    signal: new AbortController().signal,
    fieldManager: 'bench',
  });
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await each((name) =>
    client.create({ apiVersion: 'bench.example.com/v1', kind: 'Share', metadata: { name, namespace }, spec: { size: 0 } }),
  );
  if (wanted.length === 0 || wanted.includes('spread')) await spread();
  for (const name of [...replicas.keys()]) await stop(name, 'SIGKILL');
  if (wanted.length === 0 || wanted.includes('throughput')) await throughput();
} finally {
  for (const name of [...replicas.keys()]) await stop(name, 'SIGKILL');
  await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  ledger.close();
  await connection.close();
}
