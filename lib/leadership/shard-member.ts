/**
 * Takes part in sharing the work: keeps this replica's Lease, lists those of the others, deletes the ones of replicas that are gone,
 * and tells when what is ours has changed. What follows from what is decided in sharding.ts.
 */
import { type Clock, sleep, type Timer } from '../base/clock.ts';
import { ApiError, messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client, RequestOptions, WriteOptions } from '../cluster/client.ts';
import type { Health } from '../health/health.ts';
import { DEFAULT_TIMING, type ElectionTiming } from './election.ts';
import { LEASE_KIND } from './lease.ts';
import { LeaseStanding } from './lease-standing.ts';
import { absent, tryLeases } from './lease-trial.ts';
import { limited } from './limited.ts';
import { type MemberView, NO_MEMBERS, Rendezvous, sameView } from './rendezvous.ts';
import { GROUP_LABEL, memberLeaseManifest, readMemberLease } from './shard-lease.ts';
import type { ShardObserver } from './shard-observer.ts';
import {
  ALONE,
  isNews,
  nextLookAt,
  type Sharding,
  type ShardingInput,
  type ShardSelf,
  Share,
  shardingStep,
  silentMembers,
  targetView,
} from './sharding.ts';

/** Options of a ShardMember. */
export interface ShardMemberOptions {
  readonly client: Client;
  readonly namespace: string;
  /** The value of the group's label. */
  readonly group: string;
  /** Our Lease's name, and by which rules we share. */
  readonly self: ShardSelf;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly health: Health;
  readonly observer: ShardObserver;
  /** @default 15 s, 10 s, 2 s, as for an election */
  readonly timing?: ElectionTiming;
}

/** However much happens, the Leases are not listed more often. */
const LEAST_PAUSE_SECONDS = 0.2;

/** See the file's comment. */
export class ShardMember {
  readonly #options: ShardMemberOptions;
  readonly #timing: ElectionTiming;
  #state: Sharding = ALONE;
  #share: Share;
  #changedAt = '';
  /** Our Lease as it was last read or written. */
  #object: StoredObject | undefined;
  #expiry: Timer | undefined;
  #listVersion = '';
  /** When the last list and the last write began. */
  #listedAt = Number.NEGATIVE_INFINITY;
  #wroteAt = Number.NEGATIVE_INFINITY;
  /** Ends the pause that is under way. */
  #wake: AbortController | undefined;
  #isWoken = false;
  #ending: Promise<void> | undefined;
  readonly #standing: LeaseStanding;

  constructor(options: ShardMemberOptions) {
    this.#options = options;
    this.#timing = options.timing ?? DEFAULT_TIMING;
    this.#share = new Share(ALONE, options.self);
    const { health, clock, logger, self } = options;
    const words = {
      check: 'shards',
      failed: 'leases could not be read or written, will be tried again',
      recovered: 'leases can be reached again',
      complaint: "the leases can't be read or written",
    };
    this.#standing = new LeaseStanding({ health, clock, logger, lease: self.name, words }, this.#describe());
  }

  /** Whether our Lease lasts at this very moment, whatever timers say. */
  get isMember(): boolean {
    return this.#state.phase === 'member' && this.#options.clock.monotonic() < this.#state.until;
  }

  /** The resourceVersion of the list by which what is ours last changed; '' before there was one. */
  get changedAt(): string {
    return this.#changedAt;
  }

  /** Which keys are ours while we are a member. */
  get share(): Share {
    return this.#share;
  }

  /**
   * Makes sure that it can be done, without storing anything. What may pass is left to `run`.
   *
   * @throws LeaderElectionError
   */
  async contact(signal: AbortSignal): Promise<void> {
    const { client, group } = this.#options;
    const lease = this.#manifest(NO_MEMBERS);
    const failure = await tryLeases({ client, lease, labelSelector: `${GROUP_LABEL}=${group}`, signal });
    if (failure !== undefined && !signal.aborted) this.#standing.failed(failure);
  }

  /** Takes part until the signal aborts. Our Lease then stays: `leave` deletes it. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#ending;
      const again = await this.#round(signal);
      // What follows from our own write is looked at without a pause.
      if (!this.#ending && !again && !signal.aborted) await this.#rest(signal);
    }
    this.#expiry?.cancel();
  }

  /** Something has happened to the Leases, or something that was asked to end has: it is looked at now. */
  look(): void {
    this.#isWoken = true;
    this.#wake?.abort();
  }

  /** A Lease was seen, outside of the lists: from now on it counts as silent; wakes up when it says something new. */
  seen(object: StoredObject, isDeleted: boolean): void {
    const { self, clock } = this.#options;
    const lease = readMemberLease(object);
    // Nothing of what is ours follows from it.
    if (!isDeleted) this.#state = shardingStep(this.#state, { type: 'noticed', lease, at: clock.monotonic() }, self, this.#timing);
    if (isNews(this.#state, lease, isDeleted, self)) this.look();
  }

  /** Deletes our Lease, so that the others need not wait for its end. Nothing must be under way any more. Never rejects. */
  async leave(): Promise<void> {
    this.#expiry?.cancel();
    const { own } = this.#state;
    this.#state = { ...this.#state, phase: 'outside', own: undefined };
    if (!Number.isFinite(this.#wroteAt)) return;
    const { client, namespace, self, logger } = this.#options;
    try {
      const options = { ...(own ? { preconditions: { uid: own.uid } } : {}), timeoutSeconds: this.#timing.retrySeconds };
      await absent(client.delete({ ...LEASE_KIND, name: self.name, namespace }, options));
      logger.info('lease deleted', { lease: self.name });
    } catch (error) {
      logger.warn('lease could not be deleted: the others wait for its end', { lease: self.name, error: messageOf(error) });
    }
  }

  /** One look, and what follows from it; true when the next one should follow at once. What fails is said once and tried again. */
  async #round(signal: AbortSignal): Promise<boolean> {
    const { clock } = this.#options;
    // A request that hangs leaves time for another one, as client-go's does.
    const most = this.#timing.renewSeconds * 500;
    const milliseconds = this.#state.phase === 'member' ? Math.min(most, this.#state.until - clock.monotonic()) : most;
    try {
      const again = await limited({ clock, signal, milliseconds }, (within) => this.#act(within));
      this.#standing.recovered();
      return again;
    } catch (error) {
      // Somebody else has written, or an answer of ours was lost: what is there is looked at anew.
      if (ApiError.is(error) && error.status === 409) this.#isWoken = true;
      else if (!signal.aborted && !this.#ending) this.#standing.failed(error);
      return false;
    }
  }

  async #act(signal: AbortSignal): Promise<boolean> {
    const begun = await this.#list({ signal });
    if (this.#ending) return false;
    const silent = silentMembers(this.#state, begun);
    if (silent.length > 0) {
      await Promise.all(silent.map((lease) => this.#bury(lease, signal)));
      return true;
    }
    const { own } = this.#state;
    if (!own) {
      await this.#write(() => this.#create({ signal }));
      return true;
    }
    const { clock, observer, self, client } = this.#options;
    const target = targetView(this.#state, self);
    const wanted = new Rendezvous(target);
    const isNews = !sameView(target, own.seen) && observer.isDone((key) => wanted.ownerOf(key) === self.name);
    const isDue = clock.monotonic() - this.#wroteAt >= this.#timing.retrySeconds * 1000 || this.#state.phase !== 'member';
    if (!isNews && !isDue) return false;
    const view = isNews ? target : own.seen;
    this.#apply({ type: 'sending', view });
    await this.#write(() => client.replace(this.#manifest(view, this.#object), { signal }));
    return isNews;
  }

  /** @returns when it was begun */
  async #list(options: RequestOptions): Promise<number> {
    const { client, namespace, group, clock, self } = this.#options;
    const begun = clock.monotonic();
    this.#listedAt = begun;
    this.#isWoken = false;
    const leases = await client.list(LEASE_KIND, { ...options, namespace, labelSelector: `${GROUP_LABEL}=${group}` });
    this.#object = leases.find(({ metadata }) => metadata.name === self.name);
    this.#listVersion = leases.metadata.resourceVersion ?? '';
    this.#apply({ type: 'listed', leases: leases.map(readMemberLease), at: clock.monotonic() });
    return begun;
  }

  async #write(send: () => Promise<StoredObject>): Promise<void> {
    const { clock } = this.#options;
    const begun = clock.monotonic();
    this.#wroteAt = begun;
    this.#object = await send();
    this.#apply({ type: 'written', lease: readMemberLease(this.#object), begun, at: clock.monotonic() });
  }

  #create(options: WriteOptions): Promise<StoredObject> {
    return this.#options.client.create(this.#manifest(NO_MEMBERS), options);
  }

  #manifest(view: MemberView, read?: StoredObject) {
    const { namespace, group, self, clock } = this.#options;
    const content = { name: self.name, scheme: self.scheme, namespace, group, view, durationSeconds: this.#timing.leaseSeconds };
    return memberLeaseManifest({ ...content, now: clock.now() }, read);
  }

  /** The Lease of a replica that is gone: deleted in the version that was seen, so that one that is alive after all keeps it. */
  async #bury({ name, uid, version }: { name: string; uid: string; version: string }, signal: AbortSignal): Promise<void> {
    const { client, namespace, logger } = this.#options;
    const preconditions = { uid, resourceVersion: version };
    // If not, another replica was quicker, or it is alive: the next list says so.
    const isDone = await absent(client.delete({ ...LEASE_KIND, name, namespace }, { preconditions, signal }));
    if (isDone) logger.info('a replica is gone: its lease has run out', { lease: name });
  }

  #apply(input: ShardingInput): void {
    const { self, clock, observer } = this.#options;
    const before = this.#state;
    this.#state = shardingStep(before, input, self, this.#timing);
    const after = this.#state;
    const share = new Share(after, self);
    const isChanged = share.signature !== this.#share.signature;
    this.#logMembers(this.#share.members, share.members);
    this.#share = share;
    if (isChanged) this.#changedAt = this.#listVersion;
    this.#expiry?.cancel();
    if (after.phase === 'member') {
      const left = Math.max(0, after.until - clock.monotonic());
      this.#expiry = clock.setTimeout(() => this.#apply({ type: 'time', at: clock.monotonic() }), left);
    }
    if (before.phase !== after.phase) this.#phaseChanged(after);
    if (isChanged && after.phase === 'member') observer.changed();
    if (isChanged) this.#standing.say(this.#describe());
  }

  #phaseChanged({ phase, why }: Sharding): void {
    const { logger, self, observer } = this.#options;
    if (phase === 'member') {
      logger.info('sharing the work', { lease: self.name });
      observer.joined();
    } else if (phase === 'ending') {
      const reason = why === 'gone' ? 'our lease was deleted' : 'our lease could not be renewed';
      logger.warn('no member any more: handlers are asked to end', { lease: self.name, why: reason });
      this.#ending = observer.left().finally(() => {
        this.#ending = undefined;
        this.#apply({ type: 'ended' });
      });
    }
  }

  #logMembers(before: MemberView, after: MemberView): void {
    if (sameView(before, after)) return;
    const joined = after.filter((name) => !before.includes(name));
    const left = before.filter((name) => !after.includes(name));
    this.#options.logger.info('members changed', { members: after.length, joined, left });
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const wake = new AbortController();
    const end = () => wake.abort();
    signal.addEventListener('abort', end, { once: true });
    this.#wake = wake;
    if (!this.#isWoken) await sleep(clock, this.#pause(), wake.signal);
    this.#wake = undefined;
    signal.removeEventListener('abort', end);
    // What others bring about in quick succession is looked at together.
    const least = this.#listedAt + LEAST_PAUSE_SECONDS * 1000 - clock.monotonic();
    if (!signal.aborted && this.#isWoken && least > 0) await sleep(clock, least, signal);
  }

  #pause(): number {
    const now = this.#options.clock.monotonic();
    const times = { listedAt: this.#listedAt, wroteAt: this.#wroteAt };
    return Math.max(LEAST_PAUSE_SECONDS * 1000, nextLookAt(this.#state, times, now, this.#timing) - now);
  }

  #describe(): string {
    return this.#state.phase === 'member' ? `one of ${this.#share.members.length} replicas that share the work` : 'not a member yet';
  }
}
