/**
 * What an election means for the controllers: each time that this replica is elected they lead for one term, whose client sends
 * nothing when the term is over; a handler that outlives its term can't write in the next one either.
 */
import type { Clock } from '../base/clock.ts';
import { LeadershipLostError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { settlesWithin } from '../base/settles-within.ts';
import type { Leadership } from '../controller/controller-context.ts';
import type { LeadershipObserver } from '../leadership/leader-elector.ts';

/** A controller as an election sees it. */
export interface LeadingController {
  lead(leadership: Leadership): void;
  standBy(): Promise<void>;
}

/** Options of LeadershipTerms. */
export interface LeadershipTermsOptions {
  readonly controllers: readonly LeadingController[];
  /** Whether this replica leads at this very moment. */
  isLeading(): boolean;
  /** The cluster under a fence: each request first calls `check`, which throws when nothing may be sent. */
  fencedCluster(check: () => void): Leadership['cluster'];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How long handlers may take to end when the replica leads no longer: the lease outlasts the leadership by as much. */
export const DEPOSED_SECONDS = 5;

/** See the file's comment. */
export class LeadershipTerms implements LeadershipObserver {
  readonly #options: LeadershipTermsOptions;
  #term = 0;

  constructor(options: LeadershipTermsOptions) {
    this.#options = options;
  }

  elected(): void {
    const { controllers, isLeading, fencedCluster } = this.#options;
    this.#term += 1;
    const term = this.#term;
    const mayAct = () => this.#term === term && isLeading();
    const check = () => {
      if (!mayAct()) throw new LeadershipLostError('this replica leads no longer: nothing was sent');
    };
    const leadership = { cluster: fencedCluster(check), mayAct };
    for (const controller of controllers) controller.lead(leadership);
  }

  async deposed(): Promise<void> {
    const { controllers, clock, logger } = this.#options;
    this.#term += 1;
    const still = Promise.all(controllers.map((controller) => controller.standBy()));
    if (!(await settlesWithin(clock, DEPOSED_SECONDS, still)))
      logger.error('handlers did not end when asked: they are left behind, and nothing that they write is sent', {
        seconds: DEPOSED_SECONDS,
      });
  }
}
