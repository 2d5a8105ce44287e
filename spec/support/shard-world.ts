/**
 * Replicas that share work, in a world whose time, delays and mishaps a seed decides: each is the real ShardMember, over a server that
 * keeps Leases in one order, with requests and answers that take their time, get lost, or come after all; and with handlers that take
 * theirs. The world looks after each step whether two replicas may handle one key.
 */
import type { Clock, Timer } from '../../lib/base/clock.ts';
import { ApiError } from '../../lib/base/errors.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import type { StoredObject, UntypedObject } from '../../lib/base/object-meta.ts';
import type { Client, DeleteOptions, ListOptions, ObjectReference, WriteOptions } from '../../lib/cluster/client.ts';
import { objectList } from '../../lib/cluster/object-list.ts';
import { Health } from '../../lib/health/health.ts';
import { ShardMember } from '../../lib/leadership/shard-member.ts';
import type { ShardObserver } from '../../lib/leadership/shard-observer.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';

/** How long handlers may go on when their key moves, in seconds. */
const GRACE_SECONDS = 6;

/** How long they may take to end when asked. */
const ABORT_SECONDS = 5;

interface Event {
  readonly at: number;
  readonly order: number;
  run(): void;
}

/** See the file's comment. */
export class ShardWorld {
  readonly random: SeededChance;
  readonly keys: readonly string[];
  readonly replicas: SimulatedReplica[] = [];
  /** What went wrong. */
  readonly violations: string[] = [];
  /** The Leases, as the server has them. */
  readonly leases = new Map<string, StoredObject>();
  /** The longest that a request or an answer takes, in seconds. */
  delaySeconds = 0.3;
  time = 0;
  version = 0;
  #order = 0;
  #events: Event[] = [];

  constructor(seed: number, keys = 10) {
    this.random = new SeededChance(seed);
    this.keys = Array.from({ length: keys }, (_each, place) => `team-a/w-${place}`);
  }

  /** A replica that begins now. @param scheme by which rules it shares */
  join(scheme = '1'): SimulatedReplica {
    const replica = new SimulatedReplica(this, `g-${this.replicas.length}-${this.random.integer(1_000_000)}`, scheme);
    this.replicas.push(replica);
    return replica;
  }

  at(inMilliseconds: number, run: () => void): Event {
    this.#order += 1;
    const event = { at: this.time + Math.max(0, inMilliseconds), order: this.#order, run };
    this.#events.push(event);
    return event;
  }

  forget(event: Event): void {
    this.#events = this.#events.filter((each) => each !== event);
  }

  /** Moves on in time. */
  async run(seconds: number): Promise<void> {
    const end = this.time + seconds * 1000;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.time = next.at;
      this.forget(next);
      next.run();
      await new Promise((resolve) => setImmediate(resolve));
      this.#check();
    }
    this.time = end;
  }

  /** Shows a Lease to those who watch, sooner or later; some of it is never seen. */
  show(lease: StoredObject, isDeleted: boolean): void {
    for (const replica of this.replicas) {
      if (replica.network !== 'sound' || this.random.next() < 0.2) continue;
      const seen = structuredClone(lease);
      this.at(this.random.next() ** 3 * this.delaySeconds * 1000, () => replica.deliver(() => replica.member.seen(seen, isDeleted)));
    }
  }

  /** Those that are alive and awake. */
  get awake(): SimulatedReplica[] {
    return this.replicas.filter(({ state }) => state === 'awake');
  }

  /** Who may begin to handle a key at this moment. */
  ownersOf(key: string): SimulatedReplica[] {
    return this.awake.filter((replica) => replica.mayBegin(key));
  }

  /** A handler is about to begin: nobody else's may still be able to act. */
  begins(who: SimulatedReplica, key: string): void {
    const other = this.awake.find((replica) => replica !== who && replica.mayStillWrite(key));
    if (other) this.violations.push(`${Math.round(this.time)}: ${who.name} begins ${key}, which ${other.name} is handling`);
  }

  #next(end: number): Event | undefined {
    let next: Event | undefined;
    for (const event of this.#events) {
      if (event.at <= end && (!next || event.at < next.at || (event.at === next.at && event.order < next.order))) next = event;
    }
    return next;
  }

  #check(): void {
    for (const key of this.keys) {
      const owners = this.ownersOf(key);
      if (owners.length > 1) this.violations.push(`${Math.round(this.time)}: ${owners.map(({ name }) => name).join(' and ')} own ${key}`);
    }
  }
}

interface Handling {
  readonly term: number;
  isLeaving: boolean;
}

/** One of them. */
export class SimulatedReplica implements ShardObserver {
  readonly name: string;
  readonly member: ShardMember;
  readonly health = new Health();
  state: 'awake' | 'asleep' | 'dead' = 'awake';
  /** What happens to its requests. */
  network: 'sound' | 'cut' | 'deaf' = 'sound';
  /** How many handlers have begun. */
  handled = 0;
  /** The keys that it has begun to handle. */
  readonly begun = new Set<string>();
  readonly #world: ShardWorld;
  /** How fast its clock goes. */
  readonly #rate: number;
  #held: (() => void)[] = [];
  readonly #handling = new Map<string, Handling>();
  #term = 0;
  #isLeaving = false;
  readonly #over = new AbortController();
  readonly #run: Promise<void>;

  constructor(world: ShardWorld, name: string, scheme: string) {
    this.#world = world;
    this.name = name;
    this.#rate = 0.99 + world.random.next() * 0.02;
    const client = new SlowClient(world, this) as unknown as Client;
    this.member = new ShardMember({
      client,
      namespace: 'ops',
      group: 'g',
      self: { name, scheme },
      clock: this.#clock(),
      logger: silentLogger,
      health: this.health,
      observer: this,
    });
    this.#run = this.member.run(this.#over.signal);
    this.#work();
  }

  /** Whether a handler of a key may begin. */
  mayBegin(key: string): boolean {
    return this.member.isMember && this.member.share.owns(key) && !this.#handling.get(key)?.isLeaving;
  }

  /** Whether a handler of a key is under way that may still send something. */
  mayStillWrite(key: string): boolean {
    const handling = this.#handling.get(key);
    return handling !== undefined && handling.term === this.#term && this.member.isMember;
  }

  joined(): void {
    this.#term += 1;
  }

  changed(): void {
    for (const [key, handling] of this.#handling) {
      if (handling.isLeaving || this.member.share.owns(key)) continue;
      handling.isLeaving = true;
      this.#after((GRACE_SECONDS + ABORT_SECONDS) * 1000, () => this.#end(key, handling));
    }
  }

  async left(): Promise<void> {
    this.#term += 1;
    await new Promise<void>((resolve) => this.#after(this.#world.random.next() * ABORT_SECONDS * 1000, resolve));
  }

  isDone(stillOurs: (key: string) => boolean): boolean {
    for (const [key, { isLeaving }] of this.#handling) if (isLeaving && !stillOurs(key)) return false;
    return true;
  }

  /** Dies: nothing of it goes on but what it has sent. */
  crash(): void {
    this.state = 'dead';
    this.#held = [];
    this.#over.abort();
  }

  sleep(): void {
    if (this.state === 'awake') this.state = 'asleep';
  }

  wake(): void {
    if (this.state !== 'asleep') return;
    this.state = 'awake';
    const held = this.#held;
    this.#held = [];
    // In any order: timers and answers are equally due.
    while (held.length > 0) this.#world.at(0, held.splice(this.#world.random.integer(held.length), 1)[0] as () => void);
  }

  /** Stops in order, once its handlers have ended. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    while (this.#handling.size > 0) await new Promise<void>((resolve) => this.#after(200, resolve));
    this.#over.abort();
    await this.#run;
    await this.member.leave();
    this.state = 'dead';
  }

  /** What happens to it when it is due, or when it wakes up. */
  deliver(run: () => void): void {
    if (this.state === 'awake') run();
    else if (this.state === 'asleep') this.#held.push(run);
  }

  #clock(): Clock {
    const world = this.#world;
    return {
      now: () => world.time,
      monotonic: () => world.time * this.#rate,
      random: () => world.random.next(),
      setTimeout: (callback: () => void, milliseconds: number): Timer => {
        let isCancelled = false;
        const event = world.at(milliseconds / this.#rate, () => this.deliver(() => !isCancelled && callback()));
        return {
          cancel: () => {
            isCancelled = true;
            world.forget(event);
          },
        };
      },
    };
  }

  #after(milliseconds: number, run: () => void): void {
    this.#world.at(milliseconds, () => this.deliver(run));
  }

  /** Begins handlers, now and then. */
  #work(): void {
    const { random, keys } = this.#world;
    this.#after(100 + random.integer(600), () => {
      for (const key of keys) {
        if (!this.#isLeaving && !this.#over.signal.aborted && !this.#handling.has(key) && this.mayBegin(key) && random.next() < 0.5)
          this.#begin(key);
      }
      this.#work();
    });
  }

  #begin(key: string): void {
    this.#world.begins(this, key);
    this.handled += 1;
    this.begun.add(key);
    const handling = { term: this.#term, isLeaving: false };
    this.#handling.set(key, handling);
    const { random } = this.#world;
    this.#after(random.next() ** 4 * 20_000, () => this.#end(key, handling));
  }

  #end(key: string, handling: Handling): void {
    if (this.#handling.get(key) !== handling) return;
    this.#handling.delete(key);
    if (handling.isLeaving) this.member.look();
  }
}

/** One replica's way to the server. */
class SlowClient {
  readonly #world: ShardWorld;
  readonly #replica: SimulatedReplica;

  constructor(world: ShardWorld, replica: SimulatedReplica) {
    this.#world = world;
    this.#replica = replica;
  }

  list(_kind: unknown, { signal }: ListOptions = {}) {
    const { leases } = this.#world;
    const read = () =>
      objectList(
        [...leases.values()].map((lease) => structuredClone(lease)),
        { resourceVersion: String(this.#world.version) },
      );
    return this.#send(read, signal);
  }

  create(object: UntypedObject, { signal }: WriteOptions = {}) {
    const { leases } = this.#world;
    const name = object.metadata?.name as string;
    return this.#send(() => {
      if (leases.has(name)) throw refusal(409);
      return this.#store(object, `uid-${this.#world.version}`, new Date(this.#world.time).toISOString());
    }, signal);
  }

  replace(object: UntypedObject, { signal }: WriteOptions = {}) {
    const { name, uid, resourceVersion } = object.metadata as StoredObject['metadata'];
    return this.#send(() => {
      const present = this.#world.leases.get(name)?.metadata;
      if (present?.uid !== uid || present?.resourceVersion !== resourceVersion) throw refusal(409);
      return this.#store(object, uid, present.creationTimestamp);
    }, signal);
  }

  delete({ name }: ObjectReference, { signal, preconditions = {} }: DeleteOptions = {}) {
    const { leases } = this.#world;
    return this.#send(() => {
      const present = leases.get(name)?.metadata;
      if (!present) throw refusal(404);
      const { uid = present.uid, resourceVersion = present.resourceVersion } = preconditions;
      if (uid !== present.uid || resourceVersion !== present.resourceVersion) throw refusal(409);
      const last = leases.get(name) as StoredObject;
      leases.delete(name);
      this.#world.version += 1;
      this.#world.show(last, true);
    }, signal);
  }

  #store(object: UntypedObject, uid: string, creationTimestamp: string): StoredObject {
    this.#world.version += 1;
    const stored = structuredClone(object) as StoredObject;
    Object.assign(stored.metadata, { uid, creationTimestamp, resourceVersion: String(this.#world.version) });
    this.#world.leases.set(stored.metadata.name, stored);
    this.#world.show(stored, false);
    return structuredClone(stored);
  }

  /** The request may be lost, or its answer; who gives up waiting doesn't keep the server from doing it. */
  #send<T>(act: () => T, signal?: AbortSignal): Promise<T> {
    const world = this.#world;
    const replica = this.#replica;
    const delay = () => world.random.next() ** 3 * world.delaySeconds * 1000;
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('given up')), { once: true });
      if (signal?.aborted) return reject(new Error('given up'));
      if (replica.network === 'cut') return void world.at(delay(), () => replica.deliver(() => reject(new Error('no route'))));
      world.at(delay(), () => {
        let answer: () => void;
        try {
          const result = act();
          answer = () => resolve(result);
        } catch (error) {
          answer = () => reject(error);
        }
        if (replica.network === 'sound') world.at(delay(), () => replica.deliver(answer));
      });
    });
  }
}

function refusal(status: number): ApiError {
  return new ApiError({ status, reason: 'Refused', method: 'PUT', path: '/leases', message: 'refused' });
}
