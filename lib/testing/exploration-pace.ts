/**
 * Whether anything moves: requests under way, calls that are running, and when something last happened. Time is only moved on when nothing
 * does, so that a run is the same each time.
 */
import { afterThisTurn, type Clock, systemClock } from '../base/clock.ts';

/** So many turns of the event loop without a sign of life are rest. */
const CALM_TURNS = 4;
/** While something outside of the cluster is waited for: how long it is looked in each turn, and how often after that. */
const SPINNING_TURNS = 200;
const LOOK_MILLISECONDS = 1;

/** More requests than that are a loop. */
export class RestlessError extends Error {
  constructor(requests: number) {
    super(`${requests} requests, and no end of them`);
  }
}

/** See the file's comment. */
export class ExplorationPace {
  #underWay = 0;
  #signs = 0;
  #requests = 0;
  readonly #mostRequests: number;
  readonly #outsideMilliseconds: number;
  readonly #real: Clock;

  constructor(options: { mostRequests: number; outsideMilliseconds: number; real?: Clock }) {
    this.#mostRequests = options.mostRequests;
    this.#outsideMilliseconds = options.outsideMilliseconds;
    this.#real = options.real ?? systemClock;
  }

  /** Something has happened. */
  sign(): void {
    this.#signs += 1;
  }

  /** Something is under way until the function that it returns is called, once. */
  begin(): () => void {
    this.#underWay += 1;
    this.#signs += 1;
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.#underWay -= 1;
      this.#signs += 1;
    };
  }

  /** A request of the operator has begun. */
  countRequest(): void {
    this.#requests += 1;
  }

  /** How many requests there were. */
  get requests(): number {
    return this.#requests;
  }

  /**
   * Resolves when nothing moves by itself any more.
   *
   * @param isBusy true while calls are running: if nothing moves they wait for time, or for something outside of the cluster
   * @throws RestlessError there is no end of requests
   */
  calm(isBusy: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => this.#look({ isBusy, resolve, reject, signs: this.#signs, turns: 0, since: undefined }));
  }

  /** In a later turn. A callback and no promise, since a run has more turns than anything else. */
  #look(wait: Wait): void {
    if (this.#requests > this.#mostRequests) return wait.reject(new RestlessError(this.#requests));
    const look = () => (this.#isOver(wait) ? wait.resolve() : this.#look(wait));
    if (wait.turns > SPINNING_TURNS) this.#real.setTimeout(look, LOOK_MILLISECONDS);
    else afterThisTurn(look);
  }

  #isOver(wait: Wait): boolean {
    wait.turns += 1;
    if (wait.signs !== this.#signs || this.#underWay > 0) {
      wait.signs = this.#signs;
      wait.turns = 1;
      wait.since = undefined;
      return false;
    }
    if (wait.turns <= CALM_TURNS) return false;
    if (!wait.isBusy()) return true;
    const now = this.#real.monotonic();
    wait.since ??= now;
    return now - wait.since >= this.#outsideMilliseconds;
  }
}

/** Somebody who waits until it is calm. */
interface Wait {
  readonly isBusy: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  /** As many signs as there were when it was looked last. */
  signs: number;
  /** For how many turns there was none. */
  turns: number;
  /** Since when only calls are running. */
  since: number | undefined;
}
