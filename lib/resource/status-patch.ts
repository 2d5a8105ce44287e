/**
 * What a write of the status says: what a handler assigned and what the SDK adds, merged into what is there, with the record where it
 * has its place. Pure; when it is sent is the writer's business.
 */
import { applyMergePatch } from '../base/merge-patch.ts';
import type { StatusEdit } from './condition.ts';
import type { KnownVersion } from './known-version.ts';
import { type HandledRecord, recordAsAnnotation, recordAsStatus } from './record.ts';
import type { SdkStatusKey, StatusKeys } from './status-keys.ts';

/** The status of any object. */
export type StatusFields = Record<string, unknown>;

/** A merge patch, or a function where what is to be written depends on what is there. */
export type Assigned = object | StatusEdit;

/** What the SDK itself adds to a write; it wins over what was assigned. */
export interface SdkStatus {
  /** @default left as it is */
  state?: string | null;
  /** @default left as it is */
  error?: string | null;
  /** @default left as it is */
  record?: HandledRecord;
  /** Sets the Ready condition. @default left as it is */
  ready?: StatusEdit;
}

/** A status after all that was assigned, in order. */
export function merged(status: StatusFields, assigned: readonly Assigned[]): StatusFields {
  return assigned.reduce<StatusFields>(
    (result, each) => (typeof each === 'function' ? (each as StatusEdit)(result) : (applyMergePatch(result, each) as StatusFields)),
    status,
  );
}

/** A record as a patch: what an earlier one has and the new one doesn't must not survive the merge. */
export function statusOfRecord(record: HandledRecord): StatusFields {
  const { handled, ...rest } = recordAsStatus(record);
  return { ...rest, handled: { marks: null, essence: null, lastHandled: null, ...handled } };
}

/** The keys for whose values the handler is not to blame. */
export function keysOfOurs(assigned: readonly Assigned[], sdk: SdkStatus): Set<SdkStatusKey> {
  const keys = new Set<SdkStatusKey>(['observedGeneration', 'handled']);
  for (const key of ['state', 'error'] as const) {
    if (sdk[key] !== undefined || !assigned.some((patch) => key in patch)) keys.add(key);
  }
  return keys;
}

/** Those of our keys for which the schema has room. */
export function withRoom(keys: Pick<StatusKeys, 'areAllKept' | 'isLeftOut' | 'recordInAnnotation'>, ours: StatusFields): StatusFields {
  if (keys.areAllKept) return ours;
  const isLeftOut = (key: string) =>
    keys.isLeftOut(key as SdkStatusKey) || (keys.recordInAnnotation && (key === 'handled' || key === 'observedGeneration'));
  return Object.fromEntries(Object.entries(ours).filter(([key]) => !isLeftOut(key)));
}

/** What else an annotation depends on. */
export interface AnnotationNeeds {
  /** The state that the status was to have. */
  readonly wantedState: unknown;
  /** Whether the status has no room for the record. */
  readonly isNeeded: boolean;
}

/**
 * The record as an annotation where the status has no room, and the state with it where the status has kept none; null for one that
 * says nothing more than the status, and undefined when it is as it should be.
 */
export function annotationFor(
  base: Pick<KnownVersion, 'annotation' | 'status' | 'remembered'>,
  record: HandledRecord,
  { wantedState, isNeeded }: AnnotationNeeds,
): string | null | undefined {
  const present = base.annotation;
  let state: string | undefined;
  if (base.status.state === undefined) state = typeof wantedState === 'string' ? wantedState : base.remembered.state;
  const text = isNeeded || (present !== undefined && state !== undefined) ? recordAsAnnotation(record, state) : null;
  return (present ?? null) === text ? undefined : text;
}
