/**
 * The object as the last finished call was given it: seen by this process, or kept in the record by one before it. Pure.
 */
import type { StoredObject } from '../base/object-meta.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import { lastHandledObject } from '../resource/last-handled.ts';
import type { HandledRecord } from '../resource/record.ts';
import type { PresentObject } from './present-object.ts';

/** What reads it; what is read is undefined when nothing is known of it. */
export function oldObjectOf(
  { keepLastHandled }: Pick<ResolvedClass, 'keepLastHandled'>,
  { tracked, text, object }: Pick<PresentObject, 'tracked' | 'text' | 'object'>,
  record: HandledRecord | undefined,
): () => StoredObject | undefined {
  if (!tracked.settled) {
    const kept = keepLastHandled ? record?.lastHandled : undefined;
    return () => (kept === undefined ? undefined : lastHandledObject(kept, object));
  }
  // Nothing newer than what was settled has been seen: then it is this one.
  const old = tracked.old ?? text;
  return () => old.parse();
}
