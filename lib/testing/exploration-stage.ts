/**
 * What a scenario acts on: a client of its own that nothing disturbs, and waits that move the run's time on.
 */
import { DeadlineError, messageOf } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client } from '../cluster/client.ts';

/** Options of the waits of a stage. */
export interface StageWaitOptions {
  /** How long it is waited, on the run's clock. @default 300 */
  timeoutSeconds?: number;
}

/** What a scenario is given. */
export interface ExplorationStage {
  /** Reads and writes objects as a user would; nothing of it is disturbed. */
  readonly client: Client;
  /**
   * Resolves when operator and cluster have come to rest: nothing is written any more, and no retry is due. Right away while a
   * disturbance keeps the operator away: then the scenario goes on without it.
   */
  settled(): Promise<void>;
  /** Resolves with what a look returns, once that is truthy; a throw counts as "not yet". @throws DeadlineError */
  until<T>(look: () => T | Promise<T>, options?: StageWaitOptions): Promise<T>;
  /** Lets time pass. */
  advance(seconds: number): Promise<void>;
  /** Everything that the cluster holds. */
  objects(): Promise<readonly StoredObject[]>;
}

/** What waits are made of. */
export interface StageParts {
  readonly client: Client;
  /** Seconds on the run's clock. */
  now(): number;
  /** While nothing moves: lets time pass until something may have changed, but no longer, and nothing moves any more. */
  pass(mostSeconds: number): Promise<void>;
  /** Resolves when nothing moves by itself. */
  calm(): Promise<void>;
  settle(): Promise<void>;
  /** It is being waited for what only the operator can bring about. */
  needOperator(): void;
  objects(): readonly StoredObject[] | Promise<readonly StoredObject[]>;
}

/** So long is waited for an operator that was killed before it is brought back. */
const PATIENCE_SECONDS = 5;

/** A stage of these parts. */
export function explorationStage(parts: StageParts): ExplorationStage {
  return {
    client: parts.client,
    settled: () => parts.settle(),
    until: (look, { timeoutSeconds = 300 } = {}) => until(parts, look, timeoutSeconds),
    advance: async (seconds) => {
      const end = parts.now() + seconds;
      await parts.calm();
      for (let left = end - parts.now(); left > 0; left = end - parts.now()) await parts.pass(left);
    },
    objects: async () => parts.objects(),
  };
}

async function until<T>(parts: StageParts, look: () => T | Promise<T>, timeoutSeconds: number): Promise<T> {
  const begin = parts.now();
  await parts.calm();
  for (;;) {
    const waited = parts.now() - begin;
    if (waited >= PATIENCE_SECONDS) parts.needOperator();
    let last: unknown;
    try {
      const value = await look();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (waited >= timeoutSeconds) {
      const why = last instanceof Error ? `the last look threw: ${messageOf(last)}` : `the last look was ${JSON.stringify(last)}`;
      throw new DeadlineError(`not within ${timeoutSeconds} s of the run's time: ${why}`, { cause: last });
    }
    await parts.calm();
    // Who is away is not to stay away until it is too late.
    await parts.pass((waited < PATIENCE_SECONDS ? Math.min(PATIENCE_SECONDS, timeoutSeconds) : timeoutSeconds) - waited);
  }
}
