/**
 * Reads one line of a watch. The object of an event stays text; only its identity is read, and what follows its metadata is not
 * looked at. Lines that are written otherwise than API servers do are parsed, and what is no event at all is a SyntaxError.
 */
import { ApiError, type StatusCause } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { ObjectText } from '../base/object-text.ts';

/** A line of a watch. */
export type WatchLine =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: ObjectText }
  /** `initialEventsEnd`: it ends a streaming list. */
  | { type: 'BOOKMARK'; resourceVersion: string; initialEventsEnd: boolean }
  | { type: 'ERROR'; error: ApiError }
  /** An event of a type that this version doesn't know. */
  | { type: 'UNKNOWN'; name: string };

/** The annotation of the bookmark that ends a streaming list. */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

const BRACE = 0x7d;

interface EventStart {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly text: Buffer;
}

/** How API servers begin the lines that come most. */
const STARTS: readonly EventStart[] = (['MODIFIED', 'ADDED', 'DELETED'] as const).map((type) => ({
  type,
  text: Buffer.from(`{"type":"${type}","object":`),
}));

/**
 * Reads a line.
 *
 * @param path of the watch, for the error that an ERROR event becomes
 * @throws SyntaxError the line is no event
 */
export function readWatchLine(bytes: Buffer, start: number, end: number, path: string): WatchLine {
  for (const { type, text } of STARTS) {
    if (!startsWith(bytes, start, text)) continue;
    const to = endOfEvent(bytes, end);
    if (to > 0) return { type, object: ObjectText.take(bytes, start + text.length, to) };
    break;
  }
  return readParsed(JSON.parse(bytes.toString('utf8', start, end)), path);
}

/** True when what was answered to a watch begins as a plain list, or an object, and not as events. */
export function isPlainAnswer(bytes: Buffer): boolean {
  return /^\s*\{\s*"(?:kind|apiVersion|items|metadata)"/.test(bytes.toString('latin1', 0, 64));
}

/**
 * Where the object of an event ends: before the last brace of the line. -1 when the line doesn't end with two, as every whole
 * one does. Walking over the whole line would cost nearly as much as parsing it, and a line that was cut off has no newline.
 */
function endOfEvent(bytes: Buffer, end: number): number {
  while (end > 0 && (bytes[end - 1] as number) <= 0x20) end--;
  return end > 1 && bytes[end - 1] === BRACE && bytes[end - 2] === BRACE ? end - 1 : -1;
}

function startsWith(bytes: Buffer, start: number, text: Buffer): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text[index]) return false;
  return true;
}

function readParsed(line: unknown, path: string): WatchLine {
  const { type, object } = (line ?? {}) as { type?: unknown; object?: unknown };
  if (typeof type !== 'string') throw new SyntaxError('the line of the watch has no type');
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object: ObjectText.from((object ?? {}) as StoredObject) };
    case 'BOOKMARK':
      return readBookmark(object);
    case 'ERROR':
      return { type, error: errorOf(object, path) };
    default:
      return { type: 'UNKNOWN', name: type };
  }
}

function readBookmark(object: unknown): WatchLine {
  const metadata = (object as Partial<StoredObject> | undefined)?.metadata;
  if (typeof metadata?.resourceVersion !== 'string') throw new SyntaxError('the bookmark has no resourceVersion');
  return {
    type: 'BOOKMARK',
    resourceVersion: metadata.resourceVersion,
    initialEventsEnd: metadata.annotations?.[INITIAL_EVENTS_END] === 'true',
  };
}

interface StatusObject {
  code?: unknown;
  reason?: unknown;
  message?: unknown;
  details?: { causes?: StatusCause[]; retryAfterSeconds?: number };
}

/** The error that an ERROR event carries: a Status as a rule, but nothing is relied on. */
function errorOf(object: unknown, path: string): ApiError {
  const status = (object ?? {}) as StatusObject;
  return new ApiError({
    status: typeof status.code === 'number' ? status.code : 500,
    reason: typeof status.reason === 'string' && status.reason ? status.reason : 'Unknown',
    method: 'WATCH',
    path,
    message: typeof status.message === 'string' && status.message ? status.message : 'the server gave no reason',
    causes: Array.isArray(status.details?.causes) ? status.details.causes : [],
    ...(typeof status.details?.retryAfterSeconds === 'number' && status.details.retryAfterSeconds > 0
      ? { retryAfterSeconds: status.details.retryAfterSeconds }
      : {}),
  });
}
