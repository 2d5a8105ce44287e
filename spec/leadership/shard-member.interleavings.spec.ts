/**
 * Replicas that come, leave, die, fall asleep and lose their network in any order, with requests and answers that are late or get lost:
 * never may two handle one key, and in the end each key has one who does. TSKUBEOP_TEST_SEEDS asks for more worlds than these.
 */
import { expect } from 'chai';
import { ShardWorld, type SimulatedReplica } from '../support/shard-world.ts';

const SEEDS = Number(process.env.TSKUBEOP_TEST_SEEDS ?? 8);

/** What may happen to the replicas. */
function mishap(world: ShardWorld): void {
  const { random } = world;
  const alive = world.replicas.filter(({ state }) => state !== 'dead');
  const one = alive.length > 0 ? random.pick(alive) : undefined;
  const happenings: (() => void)[] = [
    () => void (alive.length < 6 && world.join(random.next() < 0.15 ? 'other rules' : '1')),
    () => void (alive.length > 1 && one?.crash()),
    () => void (alive.length > 1 && one?.leave()),
    () => one?.sleep(),
    () => one?.wake(),
    () => setNetwork(one, 'cut'),
    () => setNetwork(one, 'deaf'),
    () => setNetwork(one, 'sound'),
    () => {
      world.delaySeconds = random.pick([0.05, 0.5, 4, 12]);
    },
  ];
  random.pick(happenings)();
}

function setNetwork(replica: SimulatedReplica | undefined, network: SimulatedReplica['network']): void {
  if (replica) replica.network = network;
}

async function play(seed: number): Promise<ShardWorld> {
  const world = new ShardWorld(seed);
  for (let count = 1 + world.random.integer(4); count > 0; count -= 1) world.join();
  for (let step = 0; step < 20; step += 1) {
    await world.run(world.random.next() ** 2 * 12);
    mishap(world);
  }
  world.delaySeconds = 0.1;
  for (const replica of world.replicas) {
    replica.network = 'sound';
    replica.wake();
  }
  world.join();
  await world.run(70);
  return world;
}

describe('ShardMember', () => {
  describe('in a world where anything may happen', () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      it(`lets no two replicas handle one key, and leaves none without one (seed ${seed})`, async function () {
        this.timeout(60_000);
        const world = await play(seed);
        expect(world.violations).to.deep.equal([]);
        for (const key of world.keys) expect(world.ownersOf(key), key).to.have.length(1);
        expect(world.replicas.reduce((sum, { handled }) => sum + handled, 0)).to.be.greaterThan(10);
        for (const replica of world.replicas) replica.crash();
      });
    }
  });
});
