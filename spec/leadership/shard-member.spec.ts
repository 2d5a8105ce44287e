import { expect } from 'chai';
import { ApiError, LeaderElectionError } from '../../lib/base/errors.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { Client } from '../../lib/cluster/client.ts';
import { Health } from '../../lib/health/health.ts';
import { ShardMember } from '../../lib/leadership/shard-member.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
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
    await world.run(0.1);
    expect(b.member.isMember).to.equal(false);
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

  describe('at the start', () => {
    /** A cluster that refuses some verbs. */
    function refusing(refused: string, status = 403): Client {
      const answer =
        (verb: string, value: unknown) =>
        async (_what: unknown, options: { dryRun?: boolean } = {}) => {
          if (verb === refused)
            throw new ApiError({ status, reason: 'Refused', method: verb, path: '/leases', message: `may not ${verb}` });
          expect(verb === 'list' || options.dryRun, `${verb} is only tried`).to.equal(true);
          return value;
        };
      const list = Object.assign([], { metadata: { resourceVersion: '1' } });
      const [create, replace] = [answer('create', {}), answer('replace', {})];
      return { list: answer('list', list), create, replace, delete: answer('delete', undefined) } as unknown as Client;
    }
    const memberOf = (client: Client, logger = new RecordingLogger()) =>
      new ShardMember({
        client,
        namespace: 'ops',
        group: 'g',
        self: { name: 'g-a', scheme: '1' },
        clock: new FakeClock(),
        logger,
        health: new Health(),
        observer: { joined: () => {}, changed: () => {}, left: async () => {}, isDone: () => true },
      });
    const contact = (client: Client, logger?: RecordingLogger) =>
      memberOf(client, logger)
        .contact(new AbortController().signal)
        .catch((error: unknown) => error);

    it('tries all that it will have to do, without doing it', async () => {
      expect(await contact(refusing('nothing'))).to.equal(undefined);
    });

    for (const verb of ['list', 'create', 'replace', 'delete']) {
      it(`says what is missing when it may not ${verb}`, async () => {
        const error = await contact(refusing(verb));
        expect(LeaderElectionError.is(error)).to.equal(true);
        expect((error as Error).message).to.equal(
          `--shards needs leases in namespace ops: ${verb} /leases: 403 Refused: may not ${verb}; grant list, create, update and delete (and watch) on leases of coordination.k8s.io in that namespace`,
        );
      });
    }

    it('says that there is no such namespace', async () => {
      expect(((await contact(refusing('create', 404))) as Error).message).to.match(/create the namespace, or run without --shards$/);
    });

    it('leaves what may pass to later', async () => {
      const logger = new RecordingLogger();
      expect(await contact(refusing('list', 503), logger)).to.equal(undefined);
      expect(logger.records.map(({ message }) => message)).to.deep.equal(['leases could not be read or written, will be tried again']);
    });

    it('takes a Lease that isn’t there yet for no refusal', async () => {
      expect(await contact(refusing('replace', 404))).to.equal(undefined);
      expect(await contact(refusing('delete', 404))).to.equal(undefined);
    });
  });
});
