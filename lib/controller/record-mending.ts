/**
 * Whether the record of an object with nothing to call says less than is known, and what it should say. Pure.
 *
 * The last call has succeeded, but the status says that it hasn't finished: a failure before it was written whose answer was
 * lost. Or a change called nothing. Or the record has no copy of what was handled, since none was kept then.
 */
import type { StoredObject } from '../base/object-meta.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import { type Essence, sameEssence } from '../resource/essence.ts';
import { lastHandledOf } from '../resource/last-handled.ts';
import { finishedRecord, type HandledRecord, isRecorded } from '../resource/record.ts';
import type { TrackedObject } from './tracked-object.ts';

/** The object as it is. */
export interface RecordedObject {
  readonly tracked: Pick<TrackedObject, 'settled' | 'retry' | 'failed' | 'late'>;
  readonly object: StoredObject;
  readonly essence: Essence;
}

/** The record that should be written; undefined when there is nothing to mend. */
export function mendedRecord(
  { handlers, fields, keepLastHandled }: Pick<ResolvedClass, 'handlers' | 'fields' | 'keepLastHandled'>,
  { tracked, object, essence }: RecordedObject,
  record: HandledRecord | undefined,
): HandledRecord | undefined {
  const { settled, retry, failed, late } = tracked;
  if (!record?.created || late || retry || failed || !settled || !sameEssence(settled, essence)) return undefined;
  if (!handlers.has('ensureModified') && fields.length === 0) return undefined;
  const kept = isRecorded(record, essence) ? record : undefined;
  const lastHandled = keepLastHandled ? (kept?.lastHandled ?? lastHandledOf(object)) : undefined;
  return kept && kept.lastHandled === lastHandled ? undefined : finishedRecord(true, essence, lastHandled);
}
