/**
 * What a replica says of its lease: in the health check how it stands, and what is wrong with reading and writing once when it begins
 * and once when it is over.
 */
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Health } from '../health/health.ts';

/** In which words. */
export interface LeaseWords {
  /** The name of the health check. */
  readonly check: string;
  /** For the log, when something begins to go wrong, and when it is over. */
  readonly failed: string;
  readonly recovered: string;
  /** What the health check adds before the reason. */
  readonly complaint: string;
}

/** Who says it, and of which lease. */
export interface LeaseStandingOptions {
  readonly health: Health;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lease: string;
  readonly words: LeaseWords;
}

/** See the file's comment. */
export class LeaseStanding {
  readonly #options: LeaseStandingOptions;
  #standing: string;
  /** Why the last try failed. */
  #complaint: string | undefined;

  constructor(options: LeaseStandingOptions, standing: string) {
    this.#options = options;
    this.#standing = standing;
    this.#tell();
  }

  /** How it stands from now on. */
  say(standing: string): void {
    this.#standing = standing;
    this.#tell();
  }

  /** A try failed; the same reason is said once. */
  failed(error: unknown): void {
    const { logger, lease, words } = this.#options;
    const message = messageOf(error);
    if (this.#complaint === message) return;
    this.#complaint = message;
    logger.warn(words.failed, { lease, error: message });
    this.#tell();
  }

  /** A try succeeded. */
  recovered(): void {
    if (this.#complaint === undefined) return;
    this.#complaint = undefined;
    const { logger, lease, words } = this.#options;
    logger.info(words.recovered, { lease });
    this.#tell();
  }

  #tell(): void {
    const { health, clock, words } = this.#options;
    const complaint = this.#complaint === undefined ? '' : `; ${words.complaint}: ${this.#complaint}`;
    health.set(words.check, { ok: complaint === '', message: this.#standing + complaint, since: clock.now() });
  }
}
