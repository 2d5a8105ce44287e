/**
 * What an election means for the controllers: each time that this replica is elected they lead for one term, whose client sends
 * nothing when the term is over; a handler that outlives its term can't write in the next one either.
 */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Leadership } from '../controller/controller-context.ts';
import type { LeadershipObserver } from '../leadership/leader-elector.ts';
import { type LeadingController, refuseUnless, standByAll } from './term-end.ts';

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
    const leadership = { cluster: fencedCluster(() => refuseUnless(mayAct(), 'this replica leads no longer')), mayAct };
    for (const controller of controllers) controller.lead(leadership);
  }

  async deposed(): Promise<void> {
    this.#term += 1;
    await standByAll(this.#options.controllers, this.#options);
  }
}
