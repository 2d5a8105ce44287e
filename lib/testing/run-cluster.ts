/**
 * What a run of an exploration needs of its cluster, and of time: one of its own in this process, whose time is the run's; or one that is
 * there anyway, with the system's time.
 */
import { type Clock, sleep, systemClock } from '../base/clock.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { KubeConfig } from '../cluster/client-node.ts';
import type { SendRequest } from '../cluster/network.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import { type ExplorationPace, RestlessError } from './exploration-pace.ts';
import type { FakeClock } from './fake-clock.ts';

/** The cluster of one run. */
export interface RunCluster {
  readonly kubeConfig: KubeConfig;
  /** Where requests go; undefined for the sockets of who asks. */
  readonly send: SendRequest | undefined;
  /** The version up to which it goes. */
  readonly revision: string | Promise<string>;
  /** Everything that it holds. */
  objects(): readonly StoredObject[] | Promise<readonly StoredObject[]>;
  /** The objects of one of the operator's kinds. */
  objectsOf(type: CRDClass): readonly StoredObject[] | Promise<readonly StoredObject[]>;
  /** Resolves when what has lost its owners is gone, or doesn't go. */
  collected(): Promise<void>;
  /** Tells of each change of an object. */
  onChange(listener: (object: StoredObject) => void): () => void;
  stop(): Promise<void>;
}

/** The time of one run. */
export interface RunTime {
  readonly clock: Clock;
  /** Resolves when nothing moves by itself. @throws RestlessError there is no end of requests */
  calm(isBusy: () => boolean): Promise<void>;
  /** While nothing moves: lets time pass until something may have changed, but not longer than asked, and nothing moves any more. */
  pass(mostSeconds: number, isBusy: () => boolean): Promise<void>;
}

/** Where and when a run takes place. */
export interface RunGround {
  readonly cluster: RunCluster;
  readonly time: RunTime;
}

/** Time that moves only when nothing else does, to what comes next. */
export class FakeRunTime implements RunTime {
  readonly clock: FakeClock;
  readonly #pace: ExplorationPace;

  constructor(clock: FakeClock, pace: ExplorationPace) {
    this.clock = clock;
    this.#pace = pace;
  }

  calm(isBusy: () => boolean): Promise<void> {
    return this.#pace.calm(isBusy);
  }

  async pass(mostSeconds: number, isBusy: () => boolean): Promise<void> {
    this.clock.toNext(mostSeconds * 1000);
    // What is due at the same moment doesn't wait until all that follows from the first is over.
    if (this.clock.nextDelay === 0) await this.clock.advance(0);
    await this.calm(isBusy);
    while (this.clock.nextDelay === 0) {
      await this.clock.advance(0);
      await this.calm(isBusy);
    }
  }
}

const LOOK_SECONDS = 0.25;

/** The system's time: it passes by itself, and is looked at now and then. */
export class RealRunTime implements RunTime {
  readonly clock: Clock;
  readonly #pace: ExplorationPace;
  readonly #mostRequests: number;
  readonly #look: () => Promise<void>;

  /** @param look sees what has changed meanwhile */
  constructor(options: { pace: ExplorationPace; mostRequests: number; look: () => Promise<void>; clock?: Clock }) {
    this.clock = options.clock ?? systemClock;
    this.#pace = options.pace;
    this.#mostRequests = options.mostRequests;
    this.#look = options.look;
  }

  async calm(): Promise<void> {
    if (this.#pace.requests > this.#mostRequests) throw new RestlessError(this.#pace.requests);
    await this.#look();
  }

  async pass(mostSeconds: number): Promise<void> {
    await sleep(this.clock, Math.max(0, Math.min(mostSeconds, LOOK_SECONDS)) * 1000);
    await this.calm();
  }
}
