/**
 * Takes part in an election: reads and writes the Lease as lib/leadership/election.ts decides, tells when we lead and when no
 * longer, and knows at each moment whether we still do by our own clock, also when the process has been asleep.
 */
import { type Clock, sleep, type Timer } from '../base/clock.ts';
import { ApiError, LeaderElectionError, messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client, RequestOptions, WriteOptions } from '../cluster/client.ts';
import type { Health } from '../health/health.ts';
import {
  DEFAULT_TIMING,
  type Election,
  type ElectionTiming,
  nextMove,
  ownRecord,
  pauseBefore,
  releasedRecord,
  step,
  UNKNOWN,
} from './election.ts';
import { LEASE_KIND, type LeaseRecord, leaseManifest, microTime, readLease } from './lease.ts';
import { LeaseStanding } from './lease-standing.ts';
import { limited } from './limited.ts';

/** Who is told. */
export interface LeadershipObserver {
  /** We lead from now on. */
  elected(): void;
  /** We lead no longer; resolves when what was begun as leader has ended. Must not reject. */
  deposed(): Promise<void>;
}

/** Options of a LeaderElector. */
export interface LeaderElectorOptions {
  readonly client: Client;
  readonly namespace: string;
  /** The lease's name. */
  readonly name: string;
  /** Our name among the replicas; another one for each process. */
  readonly identity: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly health: Health;
  readonly observer: LeadershipObserver;
  /** @default 15 s, 10 s, 2 s, as client-go has them */
  readonly timing?: ElectionTiming;
}

/** See the file's comment. */
export class LeaderElector {
  readonly #options: LeaderElectorOptions;
  readonly #timing: ElectionTiming;
  #election: Election = UNKNOWN;
  /** The object as it was last read or written; its version is what a write is made for. */
  #object: StoredObject | undefined;
  /** Whether that is what the server has, as far as we can know. */
  #isKnown = false;
  #expiry: Timer | undefined;
  /** Ends the pause that is under way. */
  #wake: AbortController | undefined;
  #ending: Promise<void> | undefined;
  /** Who was last named in the log as the leader. */
  #namedHolder: string | undefined;
  readonly #standing: LeaseStanding;

  constructor(options: LeaderElectorOptions) {
    this.#options = options;
    this.#timing = options.timing ?? DEFAULT_TIMING;
    const { health, clock, logger, name: lease } = options;
    const words = {
      check: 'leadership',
      failed: 'lease could not be read or written, will be tried again',
      recovered: 'lease can be reached again',
      complaint: `the lease ${lease} can't be read or written`,
    };
    this.#standing = new LeaseStanding({ health, clock, logger, lease, words }, 'the lease has not been read yet');
  }

  /** Whether we lead at this very moment: what was renewed too long ago counts no more, whatever timers say. */
  get isLeading(): boolean {
    return this.#election.state === 'leader' && this.#options.clock.monotonic() < this.#election.until;
  }

  /**
   * Reads the lease and tries a write without storing it, so that a missing permission or namespace is found at the start. What may
   * pass (the server is busy, somebody else was quicker) is left to `run`.
   *
   * @throws LeaderElectionError
   */
  async contact(signal: AbortSignal): Promise<void> {
    const { namespace, name } = this.#options;
    try {
      await this.#read({ signal });
      await this.#write(ownRecord(undefined, this.#options.identity, microTime(this.#options.clock.now()), this.#timing), {
        signal,
        dryRun: true,
      });
    } catch (error) {
      if (!ApiError.is(error) || (error.status !== 403 && error.status !== 404)) {
        if (!signal.aborted) this.#standing.failed(error);
        return;
      }
      const remedy =
        error.status === 403
          ? 'grant get, create and update on leases of coordination.k8s.io in that namespace'
          : 'create the namespace, or run without --leader-elect';
      throw new LeaderElectionError(`--leader-elect needs the lease ${name} in namespace ${namespace}: ${error.message}; ${remedy}`, {
        cause: error,
      });
    }
  }

  /** Takes part until the signal aborts. A lease that is held then stays held: `release` gives it back. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#ending;
      await this.#try(signal);
      // Aborted or deposed meanwhile: the loop looks itself.
      if (!this.#ending) await this.#rest(signal);
    }
    this.#expiry?.cancel();
  }

  /** The lease has changed: a candidate looks at it now. */
  look(): void {
    if (this.#election.state === 'candidate') this.#wake?.abort();
  }

  /** Gives the lease back, if it is ours, so that the next one needn't wait for its end. Never rejects. */
  async release(): Promise<void> {
    const election = this.#election;
    this.#expiry?.cancel();
    if (election.state !== 'leader' || !this.isLeading) return;
    this.#election = { state: 'candidate', observed: election.observed };
    const { clock, logger, name, identity } = this.#options;
    try {
      // Whether a renewal that was given up was done is not known.
      if (!this.#isKnown) await this.#read({ timeoutSeconds: this.#timing.retrySeconds });
      if (this.#election.observed?.record.holder !== identity) return;
      const released = releasedRecord(election.observed.record, microTime(clock.now()));
      await this.#write(released, { timeoutSeconds: this.#timing.retrySeconds });
      logger.info('lease released', { lease: name });
    } catch (error) {
      logger.warn('lease could not be released: the next leader waits for its end', { lease: name, error: messageOf(error) });
    }
  }

  /** One try; what fails is said once and tried again. */
  async #try(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    try {
      // A leader's request may take no longer than its leadership; a candidate's as long as a leader's would.
      await limited({ clock, signal, milliseconds: this.#limit() }, (within) => this.#move(within));
      this.#standing.recovered();
    } catch (error) {
      // Whether a write whose answer was lost was done has to be read, and so has what another wrote before us.
      this.#isKnown = false;
      const isSaid = this.#election.state === 'deposed' || (ApiError.is(error) && error.status === 409);
      if (!signal.aborted && !isSaid) this.#standing.failed(error);
    }
  }

  async #move(signal: AbortSignal): Promise<void> {
    const { clock, identity } = this.#options;
    if (this.#election.state !== 'leader' || !this.#isKnown) await this.#read({ signal });
    const begun = clock.monotonic();
    if (nextMove(this.#election, identity, begun) === 'wait') return;
    const wanted = ownRecord(this.#election.observed?.record, identity, microTime(clock.now()), this.#timing);
    this.#object = await this.#write(wanted, { signal });
    this.#isKnown = true;
    this.#apply({ type: 'written', lease: readLease(this.#object), begun, at: clock.monotonic() });
  }

  async #read(options: RequestOptions): Promise<void> {
    const { client, namespace, name, clock } = this.#options;
    this.#object = await client.find({ ...LEASE_KIND, name, namespace }, options);
    this.#isKnown = true;
    this.#apply({ type: 'read', lease: this.#object && readLease(this.#object), at: clock.monotonic() });
  }

  async #write(record: LeaseRecord, options: WriteOptions): Promise<StoredObject> {
    const { client, namespace, name } = this.#options;
    const manifest = leaseManifest(name, namespace, record, this.#object);
    return this.#object ? await client.replace(manifest, options) : await client.create(manifest, options);
  }

  #apply(input: Parameters<typeof step>[1]): void {
    const { identity, clock } = this.#options;
    const before = this.#election;
    this.#election = step(before, input, identity, this.#timing);
    const after = this.#election;
    this.#expiry?.cancel();
    if (after.state === 'leader') {
      const left = Math.max(0, after.until - clock.monotonic());
      this.#expiry = clock.setTimeout(() => this.#apply({ type: 'time', at: clock.monotonic() }), left);
    }
    if (before.state !== after.state) this.#changed(before, after);
    else if (after.state === 'candidate') this.#nameHolder(after);
  }

  #changed(before: Election, after: Election): void {
    const { logger, name, identity, observer } = this.#options;
    if (after.state === 'leader') {
      logger.info('leading', { lease: name, identity });
      this.#namedHolder = undefined;
      this.#standing.say(`leading as ${identity}`);
      observer.elected();
    } else if (after.state === 'deposed') {
      const why = after.why === 'taken' ? `the lease is ${after.observed.record.holder || 'nobody'}'s` : 'the lease could not be renewed';
      logger.warn('leading no longer: handlers are asked to end', { lease: name, why });
      this.#standing.say(`led until now; ${why}`);
      this.#ending = observer.deposed().finally(() => {
        this.#ending = undefined;
        this.#apply({ type: 'ended' });
      });
    } else if (before.state === 'deposed') {
      logger.info('on standby', { lease: name });
    }
  }

  /** Says once who leads instead of us. */
  #nameHolder({ observed }: Extract<Election, { state: 'candidate' }>): void {
    const { logger, name } = this.#options;
    const holder = observed?.record.holder ?? '';
    this.#standing.say(holder === '' ? 'nobody leads' : `on standby: ${holder} leads`);
    // Our own name is what is left there of a term that is over.
    if (holder === '' || holder === this.#namedHolder || holder === this.#options.identity) return;
    this.#namedHolder = holder;
    logger.info('on standby', { lease: name, leader: holder });
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const wake = new AbortController();
    const end = () => wake.abort();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    this.#wake = wake;
    await sleep(this.#options.clock, this.#pause(), wake.signal);
    this.#wake = undefined;
    signal.removeEventListener('abort', end);
  }

  #limit(): number {
    const { state } = this.#election;
    const now = this.#options.clock.monotonic();
    return state === 'leader' ? Math.max(0, this.#election.until - now) : this.#timing.renewSeconds * 1000;
  }

  #pause(): number {
    const { clock } = this.#options;
    return pauseBefore(this.#election, clock.monotonic(), this.#timing, clock.random());
  }
}
