/**
 * Five replicas that share objects, which change all the time: one comes, one is killed, one is put to sleep, one stops in order. What
 * moves, and when, is read from what the handlers wrote down; whether two were at one object at once from the audit log too.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditedCluster, NAMESPACE } from '../replicas/audited-cluster.ts';
import { now, ReplicaFleet, until } from '../replicas/replica-fleet.ts';
import { judge } from '../replicas/replica-judgement.ts';
import { ReplicatedObjects } from '../replicas/replicated-objects.ts';

type Say = (line: string) => void;

/** Who handled an object last. */
type Owners = ReadonlyMap<string, string>;

const OBJECTS = Number(process.env.OBJECTS ?? 2000);
const SLEEP_SECONDS = Number(process.env.SLEEP_SECONDS ?? 60);
const CHANGES_A_SECOND = Number(process.env.CHANGES_A_SECOND ?? 60);
const GROUP = 'shards';

/** How far a share of 2,000 objects or more may be from an even one; few spread less evenly. */
const UNEVEN = 0.2;

/** @returns whether all was as it should be */
export async function spread(say: Say): Promise<boolean> {
  const audited = await AuditedCluster.start();
  const fleet = new ReplicaFleet({
    folder: audited.folder,
    logs: process.env.LOGS ?? join(tmpdir(), 'tskubeop-shard-logs'),
    args: ['--shards', '--namespace', NAMESPACE, '--lease-name', GROUP, '--log-level', 'info'],
  });
  const objects = new ReplicatedObjects(audited.cluster.client, OBJECTS);
  try {
    await objects.create();
    return await new Spread({ audited, fleet, objects, say }).run();
  } finally {
    objects.stopChanging();
    await fleet.killAll();
    await audited.stop();
  }
}

interface SpreadOptions {
  readonly audited: AuditedCluster;
  readonly fleet: ReplicaFleet;
  readonly objects: ReplicatedObjects;
  readonly say: Say;
}

class Spread {
  readonly #options: SpreadOptions;
  #isSound = true;

  constructor(options: SpreadOptions) {
    this.#options = options;
  }

  async run(): Promise<boolean> {
    const { fleet, objects } = this.#options;
    for (const replica of ['a', 'b', 'c', 'd', 'e']) await this.#start(replica);
    await this.#agree(5);
    await this.#owners();
    const changes = objects.keepChanging(CHANGES_A_SECOND);
    await this.#change('f joins', () => this.#start('f'), { members: 6, to: 'f' });
    await this.#change('b is killed', () => fleet.end('b', 'SIGKILL'), { members: 5, from: 'b' });
    const slept = now();
    const between = await this.#change('c is put to sleep', () => fleet.putToSleep('c'), { members: 4, from: 'c' });
    await sleep(Math.max(0, SLEEP_SECONDS * 1000 - (now() - slept)));
    await this.#change(
      `c wakes up after ${((now() - slept) / 1000).toFixed(0)} s`,
      () => fleet.wake('c'),
      { members: 5, to: 'c' },
      between,
    );
    await this.#change('d stops in order', () => void fleet.end('d', 'SIGTERM'), { members: 4, from: 'd' });
    await changes.stop();
    await objects.handled();
    return await this.#judge();
  }

  async #start(replica: string): Promise<void> {
    const { fleet, audited } = this.#options;
    fleet.start(replica, await audited.identity(replica));
  }

  /** Does something to a replica, and says what that moved, and how soon. */
  async #change(
    what: string,
    act: () => Promise<void> | void,
    { members, from, to }: { members: number; from?: string; to?: string },
    before?: Owners,
  ): Promise<Owners> {
    const { say, fleet } = this.#options;
    before ??= await this.#owners();
    const at = now();
    await act();
    const agreed = (await this.#agree(members)) - at;
    const isFirst = ({ replica, name, began }: { replica: string; name: string; began: number }) =>
      began > at && (to ? replica === to : replica !== from && before.get(name) === from);
    const first = await until('a call for an object that moves', {}, async () => (await fleet.spans()).find(isFirst));
    const after = await this.#owners();
    const moved = [...before].filter(([name, by]) => after.get(name) !== by);
    const stray = moved.filter(([name, by]) => (to ? after.get(name) !== to : by !== from));
    if (stray.length > 0) this.#isSound = false;
    const share = [...(to ? after : before).values()].filter((by) => by === (to ?? from)).length;
    const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(2);
    say(`${what}: all agree ${seconds(agreed)} s later, and the first object that moves is handled ${seconds(first.began - at)} s later`);
    say(`  moved: ${moved.length}, the share of ${to ?? from} being ${share}; of others: ${stray.length}`);
    this.#sayShares(after);
    return after;
  }

  /** Who handles each object now: all are changed once, and nobody else may have handled one since. */
  async #owners(): Promise<Owners> {
    const { objects, fleet } = this.#options;
    const at = now();
    await objects.changeAll();
    return await until('every object handled', { pauseMilliseconds: 200 }, async () => {
      const owners = new Map<string, string>();
      const spans = await fleet.spans();
      for (const { name, replica, began } of spans.sort((a, b) => a.began - b.began)) if (began > at) owners.set(name, replica);
      return owners.size === OBJECTS ? owners : undefined;
    });
  }

  #sayShares(owners: Owners): void {
    const shares = new Map<string, number>();
    for (const by of owners.values()) shares.set(by, (shares.get(by) ?? 0) + 1);
    const even = owners.size / shares.size;
    const worst = Math.max(...[...shares.values()].map((count) => Math.abs(count - even) / even));
    if (worst > Math.max(UNEVEN, 4 / Math.sqrt(even))) this.#isSound = false;
    const counts = [...shares].sort().map(([by, count]) => `${by} ${count}`);
    this.#options.say(`  shares: ${counts.join(', ')}; at most ${(worst * 100).toFixed(1)} % from even`);
  }

  /** @returns when all decided by so many members */
  async #agree(members: number): Promise<number> {
    const { client } = this.#options.audited.cluster;
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };
    return await until(`${members} replicas agree`, {}, async () => {
      const leases = await client.list(lease, { namespace: NAMESPACE, labelSelector: `tskubeop/shard-group=${GROUP}` });
      const views = leases.map(({ metadata }) => JSON.parse(metadata.annotations?.['tskubeop/shard-members'] ?? '[]').length as number);
      return views.length === members && views.every((length) => length === members) ? now() : undefined;
    });
  }

  async #judge(): Promise<boolean> {
    const { fleet, audited, say } = this.#options;
    for (const replica of fleet.running) await fleet.end(replica, 'SIGTERM');
    await sleep(1_000);
    const evidence = { spans: await fleet.spans(), writes: await audited.writes(ReplicatedObjects.RESOURCE), offset: Date.now() - now() };
    const isSound = judge(evidence, say) && this.#isSound;
    say(isSound ? 'nothing lost, nothing at two replicas at once, and nothing moved that need not' : 'NOT SOUND');
    return isSound;
  }
}
