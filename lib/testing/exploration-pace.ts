/**
 * Whether anything moves: requests under way, calls that are running, and when something last happened. Time is only moved on when nothing
 * does, so that a run is the same each time.
 */
import { afterThisTurn, type Clock, sleep, systemClock } from '../base/clock.ts';

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
  async calm(isBusy: () => boolean): Promise<void> {
    let signs = this.#signs;
    let since = this.#real.monotonic();
    for (let turns = 0; ; turns++) {
      if (this.#requests > this.#mostRequests) throw new RestlessError(this.#requests);
      if (turns > SPINNING_TURNS) await sleep(this.#real, LOOK_MILLISECONDS);
      else await new Promise<void>((resolve) => afterThisTurn(resolve));
      if (signs !== this.#signs || this.#underWay > 0) {
        signs = this.#signs;
        turns = 0;
        since = this.#real.monotonic();
        continue;
      }
      if (turns < CALM_TURNS) continue;
      if (!isBusy() || this.#real.monotonic() - since >= this.#outsideMilliseconds) return;
    }
  }
}
