/**
 * The end of an object that is gone, or has left what is handled: ensureDeleted for one that nobody handled while it was there, and
 * our finalizers off one that is there still.
 */
import type { Clock } from '../base/clock.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client } from '../cluster/client.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import type { EssenceReader } from '../resource/essence-reader.ts';
import type { CallRunner } from './call-runner.ts';
import type { FinalizerKeeper } from './finalizer-keeper.ts';
import type { Grave } from './graves.ts';
import type { TrackedObject } from './tracked-object.ts';

/** What it is done with. */
export interface BurialOptions {
  readonly type: Pick<ResolvedClass, 'finalizer' | 'handlers'>;
  readonly clock: Clock;
  readonly client: Pick<Client, 'find'>;
  readonly runner: Pick<CallRunner, 'run' | 'referenceTo'>;
  readonly finalizers: Pick<FinalizerKeeper, 'release'>;
  readonly essences: EssenceReader;
}

/** See the file's comment. */
export class Burial {
  readonly #options: BurialOptions;

  constructor(options: BurialOptions) {
    this.#options = options;
  }

  /**
   * Deals with the end of one.
   *
   * @returns true when nothing is left to do for it
   * @throws whatever kept the object from being read, or its finalizers from being taken off
   */
  async bury({ tracked, last, old, released }: Grave): Promise<boolean> {
    const { type, clock, runner, essences } = this.#options;
    if (released) {
      await this.#releaseIfThere(last.parse(), tracked);
      return true;
    }
    if (tracked.cleanedUp || (type.finalizer !== undefined && !tracked.held)) return true;
    // A call that failed while the object went has planned its retry in vain.
    const retry = tracked.retry?.handler === 'ensureDeleted' ? tracked.retry : undefined;
    if (retry && retry.dueAt > clock.monotonic()) return false;
    const object = last.parse();
    if (await this.#releaseIfThere(object, tracked)) return true;
    // It was a timer or daemon that asked for the finalizer.
    if (!type.handlers.has('ensureDeleted')) return true;
    const { outcome, retryAt } = await runner.run({
      tracked,
      object,
      essence: essences.essenceOf(object),
      handler: 'ensureDeleted',
      reason: retry ? 'retry' : 'deleted',
      old: () => old?.parse(),
      failures: retry?.failures ?? 0,
      gone: true,
    });
    return outcome !== 'aborted' && retryAt === undefined;
  }

  /** Takes our finalizers off what has left; false when there is no such object any more. */
  async #releaseIfThere(object: StoredObject, { uid }: TrackedObject): Promise<boolean> {
    const { client, runner, finalizers } = this.#options;
    const found = await client.find(runner.referenceTo(object));
    if (found?.metadata.uid !== uid) return false;
    await finalizers.release(found, runner.referenceTo(found));
    return true;
  }
}
