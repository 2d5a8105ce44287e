import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { ShardWorld, type SimulatedReplica } from '../support/shard-world.ts';

const viewOf = (world: ShardWorld, { name }: SimulatedReplica) =>
  JSON.parse(world.leases.get(name)?.metadata.annotations?.['tskubeop/shard-members'] ?? 'null') as string[] | null;
const owned = (world: ShardWorld, replica: SimulatedReplica) => world.keys.filter((key) => replica.mayBegin(key));

describe('ShardMember', () => {
  let world: ShardWorld;
  beforeEach(() => {
    world = new ShardWorld(1, 30);
    world.delaySeconds = 0.01;
  });
  afterEach(() => {
    for (const replica of world.replicas) replica.crash();
    expect(world.violations).to.deep.equal([]);
  });

  /** Two that have agreed. */
  async function two(): Promise<[SimulatedReplica, SimulatedReplica]> {
    const both: [SimulatedReplica, SimulatedReplica] = [world.join(), world.join()];
    await world.run(30);
    for (const each of both) expect(viewOf(world, each)).to.deep.equal(both.map(({ name }) => name).sort());
    return both;
  }

  it('alone owns everything, within a second', async () => {
    const a = world.join();
    await world.run(1);
    expect(owned(world, a)).to.deep.equal(world.keys);
    expect(a.health.checks()[0]).to.deep.include({ name: 'shards', ok: true, message: 'one of 1 replicas that share the work' });
  });

  it('renews its Lease every two seconds, by one list and one write', async () => {
    world.join();
    await world.run(1);
    const before = world.version;
    await world.run(20);
    expect(world.version - before).to.be.within(9, 11);
  });

  it('shares with one that comes, as soon as what it gives has ended', async () => {
    const [a, b] = await two();
    expect([...owned(world, a), ...owned(world, b)].sort()).to.deep.equal([...world.keys].sort());
    expect(owned(world, a).length).to.be.within(5, 25);
  });

  it('takes what one leaves that stops in order', async () => {
    const [a, b] = await two();
    void b.leave();
    await world.run(30);
    expect(world.leases.has(b.name)).to.equal(false);
    expect(owned(world, a)).to.deep.equal(world.keys);
  });

  it('takes what one leaves that dies, when its Lease has run out, and deletes the Lease', async () => {
    const [a, b] = await two();
    b.crash();
    await world.run(12);
    expect(owned(world, a).length, 'before').to.be.lessThan(world.keys.length);
    await world.run(6);
    expect(world.leases.has(b.name)).to.equal(false);
    expect(owned(world, a)).to.deep.equal(world.keys);
  });

  it('counts a Lease as silent since it was seen to be renewed, and not only since the next list', async () => {
    const [a, b] = await two();
    const versionOf = () => world.leases.get(b.name)?.metadata.resourceVersion;
    const before = versionOf();
    while (versionOf() === before) await world.run(0.05);
    const renewed = world.time;
    b.crash();
    a.member.seen(structuredClone(world.leases.get(b.name)) as StoredObject, false);
    while (world.leases.has(b.name)) await world.run(0.05);
    expect((world.time - renewed) / 1000).to.be.within(14.8, 15.8);
  });

  it('that can’t reach the server works no longer when its time is over, and the other takes all', async () => {
    const [a, b] = await two();
    b.network = 'cut';
    await world.run(10.5);
    expect(owned(world, b)).to.deep.equal([]);
    expect(b.member.isMember).to.equal(false);
    await world.run(8);
    expect(owned(world, a)).to.deep.equal(world.keys);
    b.network = 'sound';
    await world.run(30);
    expect([...owned(world, a), ...owned(world, b)].sort()).to.deep.equal([...world.keys].sort());
    expect(owned(world, b).length).to.be.greaterThan(0);
  });

  it('whose Lease somebody deletes stops what it does, and comes back under its name', async () => {
    const [, b] = await two();
    const lease = structuredClone(world.leases.get(b.name)) as StoredObject;
    world.leases.delete(b.name);
    b.member.seen(lease, true);
    let hasStopped = false;
    for (let step = 0; step < 10 && !hasStopped; step += 1) {
      await world.run(0.05);
      hasStopped = !b.member.isMember;
    }
    expect(hasStopped).to.equal(true);
    await world.run(30);
    expect(viewOf(world, b)).to.have.length(2);
    expect(owned(world, b).length).to.be.greaterThan(0);
  });

  it('keeps what it has from one that goes by other rules, until it is gone itself', async () => {
    const a = world.join('1');
    await world.run(3);
    const b = world.join('2');
    await world.run(30);
    expect(owned(world, a)).to.deep.equal(world.keys);
    expect(owned(world, b)).to.deep.equal([]);
    void a.leave();
    await world.run(30);
    expect(owned(world, b)).to.deep.equal(world.keys);
  });

  it('looks at once when a Lease says something new, and not when one was only renewed', async () => {
    const [a, b] = await two();
    const lease = structuredClone(world.leases.get(b.name)) as StoredObject;
    a.member.seen(lease, false);
    const before = a.member.share;
    await world.run(0.1);
    expect(a.member.share, 'renewed').to.equal(before);
    b.crash();
    world.leases.delete(b.name);
    a.member.seen(lease, true);
    await world.run(0.5);
    expect(owned(world, a)).to.deep.equal(world.keys);
  });
});
