/**
 * Writes the record of an object that has waited for company in vain.
 */
import { ApiError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { KnownVersion } from '../resource/known-version.ts';
import type { CallRunner } from './call-runner.ts';
import { objectFields } from './controller-context.ts';
import type { Informer } from './informer.ts';
import type { LateRecords } from './late-records.ts';
import type { TrackedObject } from './tracked-object.ts';

/** What it is written with. */
export interface LateRecordWriterOptions {
  readonly informer: Pick<Informer, 'text'>;
  readonly lateRecords: LateRecords;
  readonly runner: Pick<CallRunner, 'writerOf'>;
  readonly logger: Logger;
}

/** See the file's comment. */
export class LateRecordWriter {
  readonly #options: LateRecordWriterOptions;

  constructor(options: LateRecordWriterOptions) {
    this.#options = options;
  }

  /**
   * Writes it, unless the object is gone; one that the API server refuses is dropped.
   *
   * @param parsed the newest version, where somebody has parsed it already
   * @returns the newest version, if nothing but this write lies between it and the newest one before
   * @throws when it can be written later
   */
  async write(tracked: TrackedObject, parsed?: StoredObject): Promise<KnownVersion | undefined> {
    const { informer, lateRecords, runner, logger } = this.#options;
    const text = informer.text(tracked.key);
    if (!tracked.late) return undefined;
    let own: KnownVersion | undefined;
    if (text?.uid === tracked.uid) {
      const object = parsed ?? text.parse<StoredObject>();
      try {
        const { record, clearsError } = tracked.late;
        const sdk = () => ({ record, ...(clearsError && !tracked.isFailing() ? { error: null } : {}) });
        const writer = runner.writerOf({ tracked, object });
        await writer.save(sdk);
        own = writer.own;
      } catch (error) {
        if (!ApiError.is(error) || error.status !== 422) throw error;
        logger.warn('record is refused by the API server', { ...objectFields(object), error });
      }
    }
    lateRecords.forget(tracked);
    return own;
  }
}
