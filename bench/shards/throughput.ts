/**
 * How much more two replicas handle than one when handlers need the CPU. All objects wait to be handled before the replicas start, so
 * that nothing else has to be done meanwhile; a handler works for so much CPU time of its thread, and makes one write or none. What counts
 * is the time in which all replicas had work and were warm. What the control plane takes of the same cores is said beside it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureClusterPrograms } from '../../cluster/cluster-programs.ts';
import { RealCluster } from '../../lib/testing/real-cluster.ts';
import { NAMESPACE } from '../replicas/audited-cluster.ts';
import { now, ReplicaFleet, until } from '../replicas/replica-fleet.ts';
import { ReplicatedObjects } from '../replicas/replicated-objects.ts';
import { cpuMilliseconds } from './cpu-time.ts';

type Say = (line: string) => void;

/** CPU milliseconds of a handler, how many objects there are for it, and how many writes it makes. */
const WORK = (process.env.WORK ?? '10:2000:1,50:400:1,10:2000:0')
  .split(',')
  .map((each) => each.split(':').map(Number) as [number, number, number]);
const ROUNDS = Number(process.env.ROUNDS ?? 3);

/** How many calls a replica is warm after. */
const WARM = 40;

/** What was used by when, in milliseconds. */
interface Sample {
  readonly at: number;
  readonly used: Readonly<Record<'replicas' | 'kube-apiserver' | 'etcd' | 'others' | 'bench', number>>;
}

/** What was measured while all replicas were at work. */
interface Measured {
  readonly perSecond: number;
  /** CPU milliseconds for each call. */
  readonly perCall: Sample['used'];
  readonly cores: number;
}

/** Says what it finds. */
export async function throughput(say: Say): Promise<void> {
  const cluster = await RealCluster.start({ assets: await ensureClusterPrograms(), timeoutSeconds: 180 });
  try {
    await cluster.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    for (const [milliseconds, count, writes] of WORK) {
      const what = `handlers of ${milliseconds} ms and ${writes === 0 ? 'no write' : 'one write'}`;
      const objects = new ReplicatedObjects(cluster.client, count);
      await objects.create();
      const ratios: number[] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        const rates: number[] = [];
        for (const replicas of [1, 2]) {
          const measured = await measure({ cluster, objects, replicas, milliseconds, writes });
          rates.push(measured.perSecond);
          say(`${what}, ${replicas} replica${replicas === 1 ? '' : 's'}: ${described(measured)}`);
        }
        ratios.push((rates[1] as number) / (rates[0] as number));
      }
      const all = ratios.map((ratio) => ratio.toFixed(2)).join(', ');
      say(`${what}: two replicas handle ${all} times as many as one`);
      await objects.delete();
    }
  } finally {
    await cluster.stop();
  }
}

interface Measurement {
  readonly cluster: RealCluster;
  readonly objects: ReplicatedObjects;
  readonly replicas: number;
  readonly milliseconds: number;
  readonly writes: number;
}

async function measure({ cluster, objects, replicas, milliseconds, writes }: Measurement): Promise<Measured> {
  await objects.changeAll();
  const folder = await mkdtemp(join(tmpdir(), 'tskubeop-throughput-'));
  const fleet = new ReplicaFleet({
    folder,
    logs: folder,
    args: ['--shards', '--namespace', NAMESPACE, '--lease-name', 'throughput', '--log-level', 'warn'],
    env: { WORK_MILLISECONDS: String(milliseconds), WAIT_MILLISECONDS: '0', WRITES: String(writes) },
  });
  try {
    for (let place = 0; place < replicas; place += 1) fleet.start(`r${place}`, cluster.kubeconfigPath);
    const samples: Sample[] = [];
    const names = new Set<string>();
    await until('every object handled', { seconds: 600, pauseMilliseconds: 500 }, async () => {
      samples.push(sampled(cluster, fleet));
      for (const { name, ended } of await fleet.spans()) if (Number.isFinite(ended)) names.add(name);
      return names.size === objects.names.length || undefined;
    });
    return evaluated(samples, await endsOf(fleet));
  } finally {
    for (const replica of fleet.running) await fleet.end(replica, 'SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

/** When calls ended, by replica. */
async function endsOf(fleet: ReplicaFleet): Promise<number[][]> {
  const ends = fleet.running.map(async (replica) =>
    (await fleet.linesOf(replica)).filter(({ what }) => what === 'end').map(({ at }) => at),
  );
  return await Promise.all(ends);
}

function sampled(cluster: RealCluster, fleet: ReplicaFleet): Sample {
  const used = { replicas: 0, 'kube-apiserver': 0, etcd: 0, others: 0, bench: cpuMilliseconds(process.pid) };
  for (const [program, pid] of Object.entries(cluster.pids)) {
    const as = program === 'kube-apiserver' || program === 'etcd' ? program : 'others';
    used[as] += cpuMilliseconds(pid);
  }
  for (const replica of fleet.running) used.replicas += cpuMilliseconds(fleet.pid(replica) as number);
  return { at: now(), used };
}

/** From the first sample at which all were warm to the last at which none had run out of work. */
function evaluated(samples: readonly Sample[], ends: readonly (readonly number[])[]): Measured {
  const warm = Math.max(...ends.map((times) => times[WARM] ?? Number.POSITIVE_INFINITY));
  const out = Math.min(...ends.map((times) => times.at(-1) ?? Number.NEGATIVE_INFINITY));
  const within = samples.filter(({ at }) => at >= warm && at <= out);
  const [first, last] = [within[0], within.at(-1)];
  if (!first || !last || last.at - first.at < 2_000)
    throw new Error('not even two seconds in which all replicas had work: give more objects');
  const calls = ends.flat().filter((at) => at > first.at && at <= last.at).length;
  const difference = (what: keyof Sample['used']) => last.used[what] - first.used[what];
  const whats = Object.keys(first.used) as (keyof Sample['used'])[];
  return {
    perSecond: (calls * 1000) / (last.at - first.at),
    perCall: Object.fromEntries(whats.map((what) => [what, difference(what) / calls])) as Sample['used'],
    cores: whats.reduce((sum, what) => sum + difference(what), 0) / (last.at - first.at),
  };
}

function described({ perSecond, perCall, cores }: Measured): string {
  const parts = Object.entries(perCall).map(([what, milliseconds]) => `${what} ${milliseconds.toFixed(1)}`);
  const bound = 2_000 / Object.values(perCall).reduce((sum, milliseconds) => sum + milliseconds, 0);
  return `${perSecond.toFixed(1)} a second (two cores allow ${bound.toFixed(1)}); CPU milliseconds a call: ${parts.join(', ')}; ${cores.toFixed(2)} cores in use`;
}
