/**
 * The record: what the SDK must remember of an object across restarts. It lives in the object's status (`observedGeneration`
 * and `handled`), in the same write as the state; where the CRD's schema has no room for it, in one annotation.
 */
import { isJsonObject } from '../base/merge-patch.ts';
import { type Essence, OWN_PREFIX } from './essence.ts';

/** The annotation that holds the record where status cannot. */
export const RECORD_ANNOTATION = `${OWN_PREFIX}handled`;

/** What is remembered. */
export interface HandledRecord {
  /** Whether ensureCreated once succeeded. */
  readonly created: boolean;
  /** The generation that the last finished call was given; undefined before the first has finished. */
  readonly observedGeneration: number | undefined;
  /** The hash of the labels and annotations that it was given. */
  readonly marks: string | undefined;
  /** The hash of the rest; only where there is no status subresource. */
  readonly content: string | undefined;
  /** The essence itself as JSON, for classes that keep it; see last-handled.ts. */
  readonly lastHandled: string | undefined;
}

/** What an object says of itself: its state, and the record. */
export interface Remembered {
  readonly state: string | undefined;
  readonly record: HandledRecord | undefined;
}

/** The record of a creation that has begun: it has seen nothing to its end yet. */
export const UNFINISHED_CREATION: HandledRecord = Object.freeze({
  created: false,
  observedGeneration: undefined,
  marks: undefined,
  content: undefined,
  lastHandled: undefined,
});

/**
 * The record of a change whose handler has failed so far: after a restart the object counts as changed, also when it had no
 * record before, and also when the change was taken back, since what the handler left half done was not.
 */
export const UNFINISHED_CHANGE: HandledRecord = Object.freeze({ ...UNFINISHED_CREATION, created: true });

/**
 * Reads state and record from the status and, where it is there, from the annotation. An annotation is there only while the
 * status has no room, so its record is the newer one; a state in the status was put there by somebody who has room.
 */
export function readRemembered(object: { metadata: { annotations?: Record<string, string> }; status?: unknown }): Remembered {
  const status: unknown = object.status;
  const fields = isJsonObject(status) ? status : {};
  const state = stateOf(fields.state);
  const annotation = object.metadata.annotations?.[RECORD_ANNOTATION];
  const kept = annotation === undefined ? {} : parseAnnotation(annotation);
  return {
    state: state ?? stateOf(kept.state),
    record: recordFrom(kept, kept.observedGeneration) ?? recordFrom(fields.handled, fields.observedGeneration),
  };
}

/** The record that says "this essence has been dealt with". Where generation means nothing, the hash stands in its place. */
export function finishedRecord(created: boolean, { generation, marks, content }: Essence, lastHandled?: string): HandledRecord {
  return { created, observedGeneration: content === undefined ? generation : undefined, marks, content, lastHandled };
}

/** True when a creation or a change has been begun with and has not come to its end. */
export function isUnfinished({ marks }: HandledRecord): boolean {
  return marks === undefined;
}

/** True when the record's last finished call was given this very essence. */
export function isRecorded(record: HandledRecord, essence: Essence): boolean {
  if (record.marks !== essence.marks) return false;
  if (essence.content !== undefined) return record.content === essence.content;
  return record.observedGeneration === essence.generation;
}

/** The record as status keys. */
export function recordAsStatus(record: HandledRecord): { observedGeneration?: number; handled: object } {
  const { created, observedGeneration, marks, content, lastHandled } = record;
  const handled = {
    created,
    ...(marks === undefined ? {} : { marks }),
    ...(content === undefined ? {} : { essence: content }),
    ...(lastHandled === undefined ? {} : { lastHandled }),
  };
  return observedGeneration === undefined ? { handled } : { observedGeneration, handled };
}

/** The record as the annotation's text; with the state, where status has no room for that either. */
export function recordAsAnnotation(record: HandledRecord, state: string | undefined): string {
  const { observedGeneration, handled } = recordAsStatus(record);
  return JSON.stringify({ ...handled, observedGeneration, state });
}

function recordFrom(handled: unknown, observedGeneration: unknown): HandledRecord | undefined {
  if (!isJsonObject(handled) || typeof handled.created !== 'boolean') return undefined;
  return {
    created: handled.created,
    observedGeneration: typeof observedGeneration === 'number' ? observedGeneration : undefined,
    marks: textOf(handled.marks),
    content: textOf(handled.essence),
    lastHandled: textOf(handled.lastHandled),
  };
}

function parseAnnotation(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    // Somebody edited it by hand: the same as no record.
    return {};
  }
}

/** Somebody else's schema may give state another type: it counts as set all the same. */
function stateOf(value: unknown): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
