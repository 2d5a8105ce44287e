import { expect } from 'chai';
import { ApiError, LeaderElectionError } from '../../lib/base/errors.ts';
import type { KubernetesObject, StoredObject, UntypedObject } from '../../lib/base/object-meta.ts';
import type { ObjectReference, WriteOptions } from '../../lib/cluster/client.ts';
import { Health } from '../../lib/health/health.ts';
import { LeaderElector } from '../../lib/leadership/leader-elector.ts';
import { LEASE_KIND } from '../../lib/leadership/lease.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { MemoryClient } from '../../lib/testing/memory-client.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

const REFERENCE = { ...LEASE_KIND, name: 'l', namespace: 'ops' };

function refusal(status: number, reason: string): ApiError {
  return new ApiError({ status, reason, method: 'PUT', path: '/leases/l', message: 'refused' });
}

/** A replica's own client over the store that all share; a spec can cut it off. */
class FaultyClient extends MemoryClient {
  readonly verbs: string[] = [];
  /** What a request fails with before it is done. */
  fault: ((verb: string) => unknown) | undefined;
  /** What it fails with after it was done. */
  afterwards: ((verb: string) => unknown) | undefined;

  readonly #store: MemoryClient;

  constructor(store: MemoryClient) {
    super();
    this.#store = store;
  }

  override find<T extends KubernetesObject = StoredObject>(reference: ObjectReference): Promise<T | undefined> {
    return this.#passed('get', () => this.#store.find<T>(reference));
  }

  override create<T extends KubernetesObject = StoredObject>(object: UntypedObject, options: WriteOptions = {}): Promise<T> {
    return this.#passed('create', async () => (options.dryRun ? (object as unknown as T) : this.#store.create<T>(object)));
  }

  override replace<T extends KubernetesObject = StoredObject>(object: UntypedObject, options: WriteOptions = {}): Promise<T> {
    return this.#passed('update', async () => (options.dryRun ? (object as unknown as T) : this.#store.replace<T>(object)));
  }

  async #passed<T>(verb: string, act: () => Promise<T>): Promise<T> {
    this.verbs.push(verb);
    const error = await this.fault?.(verb);
    if (error) throw error;
    const result = await act();
    const late = await this.afterwards?.(verb);
    if (late) throw late;
    return result;
  }
}

/** A replica: its elector, and what it was told. */
class Replica {
  readonly identity: string;
  readonly client: FaultyClient;
  readonly told: string[] = [];
  readonly logger = new RecordingLogger();
  readonly health = new Health();
  readonly elector: LeaderElector;
  readonly over = new AbortController();
  /** Ends what the leader began. */
  endWork: () => void = () => {};
  #holdsWork = false;
  #run: Promise<void> | undefined;

  constructor(identity: string, client: FaultyClient, clock: FakeClock) {
    this.identity = identity;
    this.client = client;
    this.elector = new LeaderElector({
      client,
      clock,
      identity,
      namespace: 'ops',
      name: 'l',
      logger: this.logger,
      health: this.health,
      observer: {
        elected: () => void this.told.push('elected'),
        deposed: async () => {
          this.told.push('deposed');
          if (!this.#holdsWork) return;
          await new Promise<void>((resolve) => {
            this.endWork = resolve;
          });
          this.told.push('work ended');
        },
      },
    });
  }

  start(): this {
    this.#run = this.elector.run(this.over.signal);
    return this;
  }

  holdWork(): this {
    this.#holdsWork = true;
    return this;
  }

  async stop(): Promise<void> {
    this.over.abort();
    await this.#run;
  }
}

describe('LeaderElector', () => {
  let clock: FakeClock;
  let store: MemoryClient;
  let replicas: Replica[];

  beforeEach(() => {
    clock = new FakeClock();
    store = new MemoryClient();
    replicas = [];
  });
  afterEach(async () => {
    for (const replica of replicas) await replica.stop();
    expect(clock.timers, 'timers left').to.equal(0);
  });

  /** All replicas see one store, each by a client of its own. */
  function replica(identity: string, ownClock = clock): Replica {
    const made = new Replica(identity, new FaultyClient(store), ownClock);
    replicas.push(made);
    return made;
  }

  const holder = async () => ((await store.find(REFERENCE)) as StoredObject | undefined)?.spec as Record<string, unknown> | undefined;

  it('leads alone at once', async () => {
    const a = replica('a').start();
    await clock.advance(0);
    expect(a.told).to.deep.equal(['elected']);
    expect(a.elector.isLeading).to.equal(true);
    expect(await holder()).to.deep.equal({
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      acquireTime: '2026-01-01T00:00:00.000000Z',
      renewTime: '2026-01-01T00:00:00.000000Z',
      leaseTransitions: 0,
    });
  });

  it('renews every two seconds, with one request each time', async () => {
    const a = replica('a').start();
    await clock.advance(60_000);
    expect(a.told).to.deep.equal(['elected']);
    expect(a.client.verbs.slice(2)).to.deep.equal(Array(30).fill('update'));
    expect((await holder())?.renewTime).to.equal('2026-01-01T00:01:00.000000Z');
  });

  it('lets one of two lead', async () => {
    const [a, b] = [replica('a').start(), replica('b').start()];
    await clock.advance(120_000);
    expect([...a.told, ...b.told]).to.deep.equal(['elected']);
    const [standby] = [a, b].filter(({ elector }) => !elector.isLeading);
    expect(standby?.health.checks()[0]).to.deep.include({ name: 'leadership', ok: true });
    expect(standby?.health.checks()[0]?.message).to.match(/^on standby: [ab] leads$/);
  });

  it('takes over within the lease’s time and one try when the leader died', async () => {
    const a = replica('a').start();
    await clock.advance(5_000);
    const b = replica('b').start();
    await clock.advance(1_000);
    await a.stop();
    await clock.advance(17_400);
    expect(b.told).to.deep.equal(['elected']);
    expect((await holder())?.leaseTransitions).to.equal(1);
  });

  it('takes over at the next try when the leader released the lease', async () => {
    const [a, b] = [replica('a').start(), replica('b')];
    await clock.advance(0);
    b.start();
    await clock.advance(5_000);
    await a.stop();
    await a.elector.release();
    expect(a.elector.isLeading).to.equal(false);
    await clock.advance(2_400);
    expect(b.told).to.deep.equal(['elected']);
  });

  it('takes over at once when it is told that the lease has changed', async () => {
    const [a, b] = [replica('a').start(), replica('b')];
    await clock.advance(0);
    b.start();
    await clock.advance(1_000);
    await a.stop();
    await a.elector.release();
    b.elector.look();
    await clock.advance(0);
    expect(b.told).to.deep.equal(['elected']);
  });

  it('as the leader keeps to its time when it is told so: it was its own renewal', async () => {
    const a = replica('a').start();
    await clock.advance(1_000);
    const before = a.client.verbs.length;
    a.elector.look();
    await clock.advance(500);
    expect(a.client.verbs.length).to.equal(before);
  });

  it('releases nothing that is not its own', async () => {
    const [a, b] = [replica('a').start(), replica('b').start()];
    await clock.advance(1_000);
    const [leader, standby] = a.elector.isLeading ? [a, b] : [b, a];
    await standby.elector.release();
    expect((await holder())?.holderIdentity).to.equal(leader.identity);
  });

  it('leads no longer when it can’t renew, before the lease can be taken', async () => {
    const [a, b] = [replica('a').start(), replica('b')];
    await clock.advance(0);
    b.start();
    await clock.advance(1_000);
    a.client.fault = () => refusal(500, 'InternalError');
    await clock.advance(8_990);

    expect(a.elector.isLeading).to.equal(true);
    await clock.advance(20);
    expect(a.elector.isLeading).to.equal(false);
    expect(a.told).to.deep.equal(['elected', 'deposed']);
    expect(b.told).to.deep.equal([]);
    await clock.advance(10_000);
    expect(b.told).to.deep.equal(['elected']);
    expect(a.logger.messages('warn')).to.deep.equal([
      'lease could not be read or written, will be tried again',
      'leading no longer: handlers are asked to end',
    ]);
    expect(a.health.ok).to.equal(false);
  });

  it('leads no longer when its renewal hangs', async () => {
    const a = replica('a').start();
    await clock.advance(1_000);
    a.client.fault = (verb) => (verb === 'update' ? new Promise(() => {}) : undefined);
    await clock.advance(9_010);
    expect(a.told).to.deep.equal(['elected', 'deposed']);
    // The request that hangs for ever would keep this spec's afterEach waiting.
    replicas = [];
    a.over.abort();
    await clock.advance(60_000);
  });

  it('knows that its time is over before any timer says so, as after a sleep of the process', async () => {
    const sleeper = new FakeClock();
    const a = replica('a', sleeper).start();
    await sleeper.advance(1_000);
    expect(a.elector.isLeading).to.equal(true);
    let elapsed = 60_000;
    const awake = sleeper.monotonic.bind(sleeper);
    sleeper.monotonic = () => awake() + elapsed;
    expect(a.elector.isLeading).to.equal(false);
    expect(a.told).to.deep.equal(['elected']);
    elapsed = 0;
  });

  it('is no candidate before what it began as leader has ended', async () => {
    const a = replica('a').holdWork().start();
    await clock.advance(1_000);
    a.client.fault = () => refusal(503, 'ServiceUnavailable');
    await clock.advance(10_000);
    a.client.fault = undefined;
    const before = a.client.verbs.length;
    await clock.advance(30_000);
    expect(a.client.verbs.length).to.equal(before);
    a.endWork();
    await clock.advance(5_000);
    expect(a.told).to.deep.equal(['elected', 'deposed', 'work ended', 'elected']);
  });

  it('ends at once when somebody else has written another name', async () => {
    const a = replica('a').start();
    await clock.advance(1_000);
    const lease = (await store.find(REFERENCE)) as StoredObject;
    await store.replace({ ...lease, spec: { ...(lease.spec as object), holderIdentity: 'admin' } });
    await clock.advance(4_000);
    expect(a.told).to.deep.equal(['elected', 'deposed']);
  });

  it('goes on when the answer to a renewal was lost', async () => {
    const a = replica('a').start();
    await clock.advance(1_000);
    let lost = 1;
    a.client.afterwards = (verb) => (verb === 'update' && lost-- > 0 ? new Error('reset') : undefined);
    await clock.advance(30_000);
    expect(a.told).to.deep.equal(['elected']);
    expect(a.elector.isLeading).to.equal(true);
    expect(a.health.ok).to.equal(true);
  });

  it('goes on when the wall clock jumps', async () => {
    const [a, b] = [replica('a').start(), replica('b')];
    await clock.advance(0);
    b.start();
    for (const jump of [3_600_000, -7_200_000]) {
      clock.jump(jump);
      await clock.advance(60_000);
    }
    expect([a.told, b.told]).to.deep.equal([['elected'], []]);
  });

  it('says which permission is missing at the start', async () => {
    for (const verb of ['get', 'create']) {
      const a = replica('a');
      a.client.fault = (asked) => (asked === verb ? refusal(403, 'Forbidden') : undefined);
      const error = await a.elector.contact(a.over.signal).catch((thrown) => thrown);
      expect(LeaderElectionError.is(error), verb).to.equal(true);
      expect(error.message).to.match(/lease l in namespace ops: .*403.*; grant get, create and update on leases of coordination.k8s.io/);
    }
  });

  it('stores nothing while it looks whether it may', async () => {
    await replica('a').elector.contact(new AbortController().signal);
    expect(await holder()).to.equal(undefined);
  });

  it('leaves to later tries what may pass', async () => {
    const a = replica('a');
    a.client.fault = () => refusal(500, 'InternalError');
    await a.elector.contact(a.over.signal);
    expect(a.health.ok).to.equal(false);
  });
});
