/**
 * Replicas of which one leads, each a process, on a real cluster of their own with an audit log: the leader is stopped, killed, put to
 * sleep and cut off while all objects change, and what came of it is read from what the handlers wrote down and from the audit log.
 *
 * node --conditions=@tskubeop/source bench/replicas.ts
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FaultProxy } from '../spec/support/fault-proxy.ts';
import { AuditedCluster } from './replicas/audited-cluster.ts';
import { now, ReplicaFleet, until } from './replicas/replica-fleet.ts';
import { turnsOf } from './replicas/replica-history.ts';
import { judge } from './replicas/replica-judgement.ts';
import { ReplicatedObjects } from './replicas/replicated-objects.ts';

const OBJECTS = Number(process.env.OBJECTS ?? 2000);
const SLEEP_SECONDS = Number(process.env.SLEEP_SECONDS ?? 60);
const CHANGES_A_SECOND = Number(process.env.CHANGES_A_SECOND ?? 60);

const audited = await AuditedCluster.start();
const objects = new ReplicatedObjects(audited.cluster.client, OBJECTS);
const fleet = new ReplicaFleet({
  folder: audited.folder,
  logs: process.env.LOGS ?? join(tmpdir(), 'tskubeop-replica-logs'),
  args: ['--leader-elect', '--lease-name', 'replicas', '--log-level', 'info'],
});
const proxies = new Map<string, FaultProxy>();

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Behind a proxy of its own, by which it can be cut off. */
async function start(replica: string): Promise<void> {
  const proxy = await FaultProxy.start(audited.cluster.kubeConfig);
  proxies.set(replica, proxy);
  fleet.start(replica, await audited.identity(replica, proxy.url));
}

/** The first call that another replica began after a moment. */
async function nextLeader(old: string, after: number): Promise<{ replica: string; at: number }> {
  return await until('another replica handles objects', {}, async () => {
    for (const replica of fleet.running) {
      if (replica === old) continue;
      const first = (await fleet.linesOf(replica)).find(({ what, at }) => what === 'begin' && at > after);
      if (first) return { replica, at: first.at };
    }
    return undefined;
  });
}

/** When a replica first said something after a moment, by the wall clock; undefined when it has not yet. */
async function saidAt(replica: string, message: string, after = 0): Promise<number | undefined> {
  const found = (await fleet.logOf(replica)).find((record) => record.message === message && Date.parse(record.time) >= after);
  return found && Date.parse(found.time);
}

/** All that are to take over can: what they wait for is the lease. */
async function allStandBy(leader: string): Promise<void> {
  for (const replica of fleet.running) {
    if (replica !== leader) await until(`${replica} stands by`, {}, () => saidAt(replica, 'on standby'));
  }
}

async function handOver(what: string, old: string, strike: () => Promise<void> | void): Promise<string> {
  await allStandBy(old);
  await sleep(4_000);
  const [at, wall] = [now(), Date.now()];
  await strike();
  const next = await nextLeader(old, at);
  const leads = ((await saidAt(next.replica, 'leading', wall)) ?? Number.NaN) - wall;
  const last = (await fleet.linesOf(old)).filter((line) => line.what === 'begin').at(-1)?.at ?? at;
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
  await objects.changeAll();
  const changes = objects.keepChanging(CHANGES_A_SECOND);
  await objects.handled();

  for (const [round, replacement] of ['d', 'e'].entries()) {
    const old = leader;
    leader = await handOver(`clean stop ${round + 1} of ${old}`, old, () => void fleet.end(old, 'SIGTERM'));
    await start(replacement);
  }
  for (const [round, replacement] of ['f', 'g'].entries()) {
    const old = leader;
    leader = await handOver(`kill -9 ${round + 1} of ${old}`, old, () => fleet.end(old, 'SIGKILL'));
    await start(replacement);
  }
  const slept = leader;
  const since = now();
  leader = await handOver(`${slept} put to sleep`, slept, () => fleet.putToSleep(slept));
  await sleep(Math.max(0, SLEEP_SECONDS * 1000 - (now() - since)));
  const awake = now();
  fleet.wake(slept);
  await sleep(10_000);
  const begun = (await fleet.linesOf(slept)).filter(({ what, at }) => what === 'begin' && at > awake).length;
  say(`  awake after ${SLEEP_SECONDS} s, it begins ${begun} calls while ${leader} leads`);

  const cut = leader;
  leader = await handOver(`${cut} cut from the API server`, cut, async () => await proxies.get(cut)?.stop());
  await sleep(5_000);

  await changes.stop();
  await objects.handled();
}

/** @returns whether nothing was found */
async function isSound(): Promise<boolean> {
  // Of a process's last calls the ends may be missing when it is killed: all have ended by now.
  for (const replica of fleet.running) await fleet.end(replica, 'SIGTERM');
  await sleep(1_000);
  const spans = await fleet.spans();
  const writes = await audited.writes(ReplicatedObjects.RESOURCE);
  const starts = turnsOf(spans);
  const writers = turnsOf(writes.map(({ replica, received }) => ({ replica, began: received })));
  const isApart = judge({ spans, writes, offset: Date.now() - now() }, say);
  say(`calls were begun by ${starts.join(' → ')}; writes were accepted of ${writers.join(' → ')}`);
  return isApart && starts.join() === writers.join();
}

try {
  await objects.create();
  await faults();
  const sound = await isSound();
  say(sound ? 'nothing lost, nothing at two replicas at once' : 'NOT SOUND');
  process.exitCode = sound ? 0 : 1;
} finally {
  objects.stopChanging();
  await fleet.killAll();
  for (const proxy of proxies.values()) await proxy.stop().catch(() => undefined);
  await audited.stop();
}
