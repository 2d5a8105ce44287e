/**
 * What sharing the work means for the controllers: while this replica is a member they handle the objects that are its own, each by a
 * client that sends nothing once the object, or the membership, is over. Hooks can't be shared; they are one piece of work, and
 * run at the member that owns it.
 */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { settlesWithin } from '../base/settles-within.ts';
import { compareResourceVersions } from '../cache/resource-version.ts';
import type { Leadership, ObjectShare } from '../controller/controller-context.ts';
import type { ShardObserver } from '../leadership/shard-observer.ts';
import type { Share } from '../leadership/sharding.ts';
import { DEPOSED_SECONDS, type LeadingController, refuseUnless, standByAll } from './term-end.ts';

/** A controller whose objects are shared. */
export interface SharingController extends LeadingController {
  shareChanged(): void;
  isDone(stillOurs: (shardKey: string) => boolean): boolean;
}

/** This replica among the members. */
export interface ShardMembership {
  readonly isMember: boolean;
  readonly share: Pick<Share, 'owns' | 'ownerOf'>;
  /** The resourceVersion of the list by which what is ours last changed. */
  readonly changedAt: string;
  /** Something that was asked to end has. */
  look(): void;
}

/** Options of ShardTerms. */
export interface ShardTermsOptions {
  readonly controllers: readonly SharingController[];
  /** What works as a whole at one member. */
  readonly wholes: readonly LeadingController[];
  /** Our name. */
  readonly self: string;
  membership(): ShardMembership;
  /** The cluster under a fence: each request first calls `check`, which throws when nothing may be sent. */
  fencedCluster(check: () => void): Leadership['cluster'];
  /** How long handlers of objects that move may go on. */
  readonly graceSeconds: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** By which key those that work as a whole are assigned. */
export const WHOLE_KEY = 'hooks';

/** See the file's comment. */
export class ShardTerms implements ShardObserver {
  readonly #options: ShardTermsOptions;
  #term = 0;
  /** Counts the times that what works as a whole has begun here. */
  #wholeTerm = 0;
  #isWholeHere = false;
  #isWholeEnding = false;

  constructor(options: ShardTermsOptions) {
    this.#options = options;
  }

  joined(): void {
    this.#term += 1;
    const { controllers } = this.#options;
    const leadership = { ...this.#leadership(() => false), share: this.#share() };
    for (const controller of controllers) controller.lead(leadership);
    this.#moveWhole();
  }

  changed(): void {
    for (const controller of this.#options.controllers) controller.shareChanged();
    this.#moveWhole();
  }

  async left(): Promise<void> {
    const { controllers, wholes } = this.#options;
    this.#term += 1;
    this.#isWholeHere = false;
    await standByAll([...controllers, ...wholes], this.#options);
  }

  isDone(stillOurs: (shardKey: string) => boolean): boolean {
    if (this.#isWholeEnding && !stillOurs(WHOLE_KEY)) return false;
    return this.#options.controllers.every((controller) => controller.isDone(stillOurs));
  }

  /** From now until the term is over, or `isOver`. */
  #leadership(isOver: () => boolean): Leadership {
    const { membership, fencedCluster } = this.#options;
    const term = this.#term;
    const mayAct = () => this.#term === term && membership().isMember && !isOver();
    return { cluster: fencedCluster(() => refuseUnless(mayAct(), 'this replica handles the object no longer')), mayAct };
  }

  #share(): ObjectShare {
    const { membership, self, graceSeconds } = this.#options;
    return {
      graceSeconds,
      owns: (key) => membership().share.owns(key),
      ownerOf: (key) => ({ self, here: membership().share.owns(key), ...membership().share.ownerOf(key) }),
      clusterUntil: (isMoved) => this.#leadership(isMoved).cluster,
      isDoubtful: (version) => compareResourceVersions(version, membership().changedAt) <= 0,
      departed: () => membership().look(),
    };
  }

  #moveWhole(): void {
    const { wholes, membership } = this.#options;
    if (wholes.length === 0) return;
    const isOurs = membership().share.owns(WHOLE_KEY);
    if (isOurs && !this.#isWholeHere && !this.#isWholeEnding) {
      this.#isWholeHere = true;
      this.#wholeTerm += 1;
      const here = this.#wholeTerm;
      for (const whole of wholes) whole.lead(this.#leadership(() => this.#wholeTerm !== here));
    } else if (!isOurs && this.#isWholeHere) {
      this.#isWholeHere = false;
      this.#isWholeEnding = true;
      void this.#endWhole();
    }
  }

  /** It is asked to end at once: what it may still do is its own grace's business. Never rejects. */
  async #endWhole(): Promise<void> {
    const { wholes, clock, graceSeconds, membership } = this.#options;
    await settlesWithin(clock, graceSeconds + DEPOSED_SECONDS, Promise.all(wholes.map((whole) => whole.standBy())));
    this.#wholeTerm += 1;
    this.#isWholeEnding = false;
    // It may be ours again by now.
    if (membership().isMember) this.#moveWhole();
    membership().look();
  }
}
