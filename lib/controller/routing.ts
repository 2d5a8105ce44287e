/**
 * Which handler is called for what is seen of an object: the routing table of docs/routing.md as one pure function.
 * The controller feeds it; it knows neither cluster nor time.
 */
import type { ChangeReason } from '../resource/change.ts';
import type { HandlerName } from '../resource/crd-class.ts';
import { type Essence, sameEssence } from '../resource/essence.ts';
import { isRecorded, type Remembered } from '../resource/record.ts';

/** What matters of the class. */
export interface RoutedClass {
  /** Level-triggered: `reconcile` in place of created and modified. */
  readonly levelTriggered: boolean;
  /** Whether it has ensureResumed. */
  readonly resumes: boolean;
  /** Whether status.state decides; else the record alone does. */
  readonly stateGate: boolean;
}

/** What matters of the object as it is now. */
export interface RoutedObject extends Remembered {
  readonly deleting: boolean;
  /** Whether it carries our finalizer. */
  readonly held: boolean;
  readonly essence: Essence;
}

/** What this process remembers of the object since it first saw it. */
export interface RoutedMemory {
  /** The essence that the last finished call was given, or that was first seen; undefined before first sight. */
  readonly settled: Essence | undefined;
  /** What failed for good, if that is how the last call ended. */
  readonly failed: { readonly handler: HandlerName; readonly essence: Essence } | undefined;
  /** A call that failed and waits, and the essence that it was given. */
  readonly retry: { readonly handler: HandlerName; readonly essence: Essence; readonly due: boolean } | undefined;
  /** A call that has been asked for from elsewhere and is due. */
  readonly due: Extract<ChangeReason, 'requeue' | 'resync' | 'reference' | 'child' | 'triggered'> | undefined;
}

/** What to do. */
export type Route =
  | { readonly call: HandlerName; readonly reason: ChangeReason; readonly retry: boolean }
  /** Nothing to call. */
  | { readonly call: undefined };

const NOTHING: Route = { call: undefined };

/** The first row of the table that fits. Deletions seen as such (the object is gone) are not its business. */
export function route(type: RoutedClass, object: RoutedObject, memory: RoutedMemory): Route {
  if (object.deleting) return object.held ? routeDeletion(object, memory) : NOTHING;
  const { retry } = memory;
  if (retry && retry.handler !== 'ensureDeleted' && sameEssence(retry.essence, object.essence) && !isOutdone(type, object, retry)) {
    if (retry.due) return { call: retry.handler, reason: 'retry', retry: true };
    // What made it fail may be mended.
    return isNews(memory.due) ? { call: retry.handler, reason: memory.due, retry: true } : NOTHING;
  }
  return type.levelTriggered ? routeLevel(object, memory) : routeEdges(type, object, memory);
}

/**
 * Whether an object counts as created by what it says itself, so that its timers and daemons may begin. Objects of level-triggered
 * classes say nothing of the kind: theirs begin when `reconcile` has succeeded.
 */
export function countsAsCreated(type: RoutedClass, object: RoutedObject): boolean {
  const { record, state, deleting } = object;
  if (type.levelTriggered || deleting || mustCreate(type, object)) return false;
  return record ? record.created : state !== 'error';
}

/** Somebody took the state away while another handler waits for its retry: it begins anew. */
function isOutdone(type: RoutedClass, object: RoutedObject, retry: { readonly handler: HandlerName }): boolean {
  return !type.levelTriggered && retry.handler !== 'ensureCreated' && mustCreate(type, object);
}

/** What a failed call may have left half done counts as changed, also when the user took the change back. */
function isChanged(object: RoutedObject, { settled, retry }: RoutedMemory): boolean {
  return retry !== undefined || settled === undefined || !sameEssence(settled, object.essence);
}

function routeDeletion(object: RoutedObject, memory: RoutedMemory): Route {
  const { retry, failed } = memory;
  if (retry?.handler === 'ensureDeleted' && sameEssence(retry.essence, object.essence)) {
    return retry.due ? { call: 'ensureDeleted', reason: 'retry', retry: true } : NOTHING;
  }
  if (failed?.handler === 'ensureDeleted' && sameEssence(failed.essence, object.essence)) return NOTHING;
  return { call: 'ensureDeleted', reason: 'deleted', retry: false };
}

function routeLevel(object: RoutedObject, memory: RoutedMemory): Route {
  const reconcile = (reason: ChangeReason): Route => ({ call: 'reconcile', reason, retry: false });
  if (!memory.settled && !memory.retry) return reconcile(object.state === undefined ? 'created' : 'resumed');
  if (isChanged(object, memory)) return reconcile('modified');
  return isAskedFor(memory) ? reconcile(memory.due) : NOTHING;
}

/** Something outside of the object has changed, or somebody says so: reason enough to try again what failed. */
function isNews(due: RoutedMemory['due']): due is 'reference' | 'triggered' {
  return due === 'reference' || due === 'triggered';
}

/** A permanent failure waits for a change: that time has passed is none. */
function isAskedFor(memory: RoutedMemory): memory is RoutedMemory & { due: NonNullable<RoutedMemory['due']> } {
  const { due, failed } = memory;
  return due !== undefined && !(failed && (due === 'resync' || due === 'requeue'));
}

function routeEdges(type: RoutedClass, object: RoutedObject, memory: RoutedMemory): Route {
  const { record, state, essence } = object;
  const firstSeen = memory.settled === undefined && memory.retry === undefined;
  if (mustCreate(type, object)) return { call: 'ensureCreated', reason: 'created', retry: false };
  if (record?.created === false && isNews(memory.due)) return { call: 'ensureCreated', reason: memory.due, retry: false };
  if (firstSeen) {
    if (record && !isRecorded(record, essence)) return { call: 'ensureModified', reason: 'missed', retry: false };
    const failed = !record?.created || (type.stateGate && state === 'error');
    if (type.resumes && !failed) return { call: 'ensureResumed', reason: 'resumed', retry: false };
    return isNews(memory.due) ? { call: 'ensureModified', reason: memory.due, retry: false } : NOTHING;
  }
  if (isChanged(object, memory)) return { call: 'ensureModified', reason: 'modified', retry: false };
  return record?.created !== false && isAskedFor(memory) ? { call: 'ensureModified', reason: memory.due, retry: false } : NOTHING;
}

/**
 * Whether the object counts as not created yet, and nothing says that trying is in vain: a record of this very essence with
 * `created: false` was written by a call that failed for good. Where the gate is on, removing the state asks for another try.
 */
function mustCreate(type: RoutedClass, object: RoutedObject): boolean {
  const { record, state, essence } = object;
  if (type.stateGate && state === undefined) return true;
  if (record?.created === false) return !isRecorded(record, essence);
  return !type.stateGate && record === undefined;
}
