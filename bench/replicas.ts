/**
 * Replicas of which one leads, each a process, on a real cluster of their own with an audit log: the leader is stopped, killed, put to
 * sleep and cut off while all objects change, and what came of it is read from what the handlers wrote down and from the audit log.
 *
 * node --conditions=@tskubeop/source bench/replicas.ts
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../lib/base/clock.ts';
import { silentLogger } from '../lib/base/logger.ts';
import type { KubernetesObject } from '../lib/base/object-meta.ts';
import { installCustomResourceDefinition } from '../lib/operator/crd-installation.ts';
import { FaultProxy } from '../spec/support/fault-proxy.ts';
import { AuditedCluster, NAMESPACE } from './replicas/audited-cluster.ts';
import {
  callsAtOnce,
  type LedgerLine,
  type Silence,
  spansOf,
  turnsOf,
  writesAtOnce,
  writesWithinOthersCalls,
} from './replicas/replica-history.ts';
import { Replicated } from './replicas/replica-operator.ts';

const OBJECTS = Number(process.env.OBJECTS ?? 2000);
const SLEEP_SECONDS = Number(process.env.SLEEP_SECONDS ?? 60);
const CHANGES_A_SECOND = Number(process.env.CHANGES_A_SECOND ?? 60);

type Sized = KubernetesObject & { spec: { size: number }; status?: { size?: number } };

/** Where each replica's log goes. */
const LOGS = process.env.LOGS ?? join(tmpdir(), 'tskubeop-replica-logs');

const audited = await AuditedCluster.start();
const { client, kubeConfig } = audited.cluster;
const running = new Map<string, ChildProcess>();
const proxies = new Map<string, FaultProxy>();
const started: string[] = [];
const silences: Silence[] = [];
const names = Array.from({ length: OBJECTS }, (_each, place) => `object-${place}`);

const now = () => Number(process.hrtime.bigint()) / 1e6;
const say = (line: string) => void process.stdout.write(`${line}\n`);
const ledgerOf = (replica: string) => join(audited.folder, `${replica}.ledger`);

/** Behind a proxy of its own, by which it can be cut off. */
async function start(replica: string): Promise<void> {
  const proxy = await FaultProxy.start(kubeConfig);
  proxies.set(replica, proxy);
  const env = { ...process.env, KUBECONFIG: await audited.identity(replica, proxy.url), REPLICA: replica, LEDGER: ledgerOf(replica) };
  const program = join(import.meta.dirname, 'replicas/replica-operator.ts');
  const own = ['--external', '--leader-elect', '--lease-name', 'replicas', '--log-level', 'info', '--inspect-socket', 'off'];
  const log = openSync(join(LOGS, `${replica}.log`), 'w');
  const child = spawn(process.execPath, ['--conditions=@tskubeop/source', program, ...own], { env, stdio: ['ignore', log, log] });
  closeSync(log);
  running.set(replica, child);
  started.push(replica);
}

async function end(replica: string, signal: NodeJS.Signals): Promise<void> {
  const child = running.get(replica);
  running.delete(replica);
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

async function until<T>(what: string, find: () => Promise<T | undefined>, seconds = 240): Promise<T> {
  const began = now();
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (now() - began > seconds * 1000) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(50);
  }
}

async function linesOf(replica: string): Promise<LedgerLine[]> {
  const text = await readFile(ledgerOf(replica), 'utf8').catch(() => '');
  // A process that was killed may have left half a line.
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line) as LedgerLine);
}

/** The first call that another replica began after a moment. */
async function nextLeader(old: string, after: number): Promise<{ replica: string; at: number }> {
  return await until('another replica handles objects', async () => {
    for (const replica of running.keys()) {
      const first = replica === old ? undefined : (await linesOf(replica)).find(({ what, at }) => what === 'begin' && at > after);
      if (first) return { replica, at: first.at };
    }
    return undefined;
  });
}

let size = 0;
let changing = true;
/** Changes one object after another, for as long as it may. */
async function changeAll(): Promise<void> {
  while (changing) {
    size += 1;
    for (const name of names) {
      if (!changing) return;
      await client.mergePatch({ class: Replicated, name, namespace: NAMESPACE }, { spec: { size } });
      await sleep(1000 / CHANGES_A_SECOND);
    }
  }
}

/** When a replica first said something after a moment, by the wall clock; undefined when it has not yet. */
async function saidAt(replica: string, message: string, after = 0): Promise<number | undefined> {
  const text = await readFile(join(LOGS, `${replica}.log`), 'utf8').catch(() => '');
  const records = text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as { time: string; message: string });
  const found = records.find((record) => record.message === message && Date.parse(record.time) >= after);
  return found && Date.parse(found.time);
}

/** All that are to take over can: what they wait for is the lease. */
async function allStandBy(leader: string): Promise<void> {
  for (const replica of running.keys()) {
    if (replica !== leader) await until(`${replica} stands by`, () => saidAt(replica, 'on standby'));
  }
}

async function handOver(what: string, old: string, strike: () => Promise<void> | void): Promise<string> {
  await allStandBy(old);
  await sleep(4_000);
  const [at, wall] = [now(), Date.now()];
  await strike();
  const next = await nextLeader(old, at);
  const leads = ((await saidAt(next.replica, 'leading', wall)) ?? Number.NaN) - wall;
  const last = (await linesOf(old)).filter((line) => line.what === 'begin').at(-1)?.at ?? at;
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(2);
  const released = (await saidAt(old, 'lease released', wall)) ?? Number.NaN;
  const since = Number.isNaN(released) ? '' : `; its lease was released after ${seconds(released - wall)} s`;
  say(`${what}: ${next.replica} leads ${seconds(leads)} s later, and begins its first call ${seconds(next.at - at)} s later${since}`);
  say(`  ${old} had begun its last call ${seconds(next.at - last)} s before that`);
  return next.replica;
}

async function faults(): Promise<void> {
  for (const replica of ['a', 'b', 'c']) await start(replica);
  let leader = (await nextLeader('', 0)).replica;
  say(`${leader} leads`);
  const allHandled = async () => {
    const objects = await client.list<Sized>({ class: Replicated }, { namespace: NAMESPACE });
    return objects.every(({ status }) => (status?.size ?? 0) >= 1) || undefined;
  };
  size = 1;
  const left = [...names];
  const change = async () => {
    for (let name = left.pop(); name; name = left.pop())
      await client.mergePatch({ class: Replicated, name, namespace: NAMESPACE }, { spec: { size } });
  };
  await Promise.all(Array.from({ length: 16 }, change));
  const changes = changeAll();
  await until('each object handled once', allHandled, 600);

  for (const [round, replacement] of ['d', 'e'].entries()) {
    const old = leader;
    leader = await handOver(`clean stop ${round + 1} of ${old}`, old, () => void end(old, 'SIGTERM'));
    await start(replacement);
  }
  for (const [round, replacement] of ['f', 'g'].entries()) {
    const old = leader;
    leader = await handOver(`kill -9 ${round + 1} of ${old}`, old, async () => {
      await end(old, 'SIGKILL');
      silences.push({ replica: old, at: now() });
    });
    await start(replacement);
  }
  const slept = leader;
  const since = now();
  leader = await handOver(`${slept} put to sleep`, slept, () => {
    running.get(slept)?.kill('SIGSTOP');
    silences.push({ replica: slept, at: now() });
  });
  await sleep(Math.max(0, SLEEP_SECONDS * 1000 - (now() - since)));
  const awake = now();
  running.get(slept)?.kill('SIGCONT');
  await sleep(10_000);
  const begun = (await linesOf(slept)).filter(({ what, at }) => what === 'begin' && at > awake).length;
  say(`  awake after ${SLEEP_SECONDS} s, it begins ${begun} calls while ${leader} leads`);

  const cut = leader;
  leader = await handOver(`${cut} cut from the API server`, cut, async () => await proxies.get(cut)?.stop());
  await sleep(5_000);

  changing = false;
  await changes;
  await until('the last change of every object handled', async () => {
    const objects = await client.list<Sized>({ class: Replicated }, { namespace: NAMESPACE });
    return objects.every(({ spec, status }) => status?.size === spec.size) || undefined;
  });
}

/** @returns whether nothing was found */
async function judge(): Promise<boolean> {
  // Of a process's last calls the ends may be missing when it is killed: all have ended by now.
  for (const replica of [...running.keys()]) await end(replica, 'SIGTERM');
  await sleep(1_000);
  const offset = Date.now() - now();
  const spans = (await Promise.all(started.map(async (replica) => spansOf(replica, await linesOf(replica), silences)))).flat();
  const writes = (await audited.writes()).filter(({ resource }) => resource === Replicated.PLURAL);
  const calls = callsAtOnce(spans);
  const accepted = writesAtOnce(writes);
  const within = writesWithinOthersCalls(writes, spans, offset);
  const starts = turnsOf(spans);
  const writers = turnsOf(writes.map(({ replica, received }) => ({ replica, began: received })));
  say(`${spans.length} calls, begun by ${starts.join(' → ')}; for one object at two replicas at once: ${calls.length}`);
  say(`${writes.length} accepted writes, by ${writers.join(' → ')}; to one object by two at once: ${accepted.length}`);
  say(`accepted writes to an object that another replica was handling: ${within.length}`);
  for (const line of [...calls, ...accepted, ...within].slice(0, 10)) say(`  ${line}`);
  return calls.length + accepted.length + within.length === 0 && starts.join() === writers.join();
}

mkdirSync(LOGS, { recursive: true });
try {
  const signal = new AbortController().signal;
  const common = { client, clock: systemClock, logger: silentLogger, signal, fieldManager: 'bench' };
  await installCustomResourceDefinition({ ...common, declaration: Replicated });
  const toCreate = [...names];
  const create = async () => {
    for (let name = toCreate.pop(); name; name = toCreate.pop()) {
      const metadata = { name, namespace: NAMESPACE };
      await client.create({ apiVersion: 'bench.example.com/v1', kind: 'Replicated', metadata, spec: { size: 0 } });
    }
  };
  await Promise.all(Array.from({ length: 16 }, create));
  await faults();
  const isSound = await judge();
  say(isSound ? 'nothing lost, nothing at two replicas at once' : 'NOT SOUND');
  process.exitCode = isSound ? 0 : 1;
} finally {
  changing = false;
  for (const child of running.values()) child.kill('SIGCONT');
  for (const replica of [...running.keys()]) await end(replica, 'SIGKILL');
  for (const proxy of proxies.values()) await proxy.stop().catch(() => undefined);
  await audited.stop();
}
