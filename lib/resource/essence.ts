/**
 * The essence of an object: everything but status and metadata, plus the labels and annotations that are not ours.
 * Two versions with the same essence differ in nothing that a handler is called for.
 *
 * Where the CRD has a status subresource the API server bumps `metadata.generation` for exactly the first part, so the
 * number stands for it; where it has none every write bumps generation, and a hash takes its place.
 */
import { contentHash } from '../base/content-hash.ts';
import type { StoredObject } from '../base/object-meta.ts';

/** The prefix of all labels and annotations that the SDK writes. */
export const OWN_PREFIX = 'tskubeop/';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const NO_MARKS = contentHash([{}, {}]);

/** What identifies an essence. */
export interface Essence {
  /** `metadata.generation` as the object has it; 0 when the server keeps none. */
  readonly generation: number;
  /** The hash of everything but status and metadata; only where there is no status subresource. */
  readonly content: string | undefined;
  /** The hash of labels and annotations, ours and kubectl's last-applied left out. */
  readonly marks: string;
}

/** The essence of an object. `statusSubresource` tells whether generation can be trusted. */
export function essenceOf(object: StoredObject, statusSubresource: boolean): Essence {
  return {
    generation: object.metadata.generation ?? 0,
    content: statusSubresource ? undefined : contentOf(object),
    marks: marksOf(object),
  };
}

/** True when both are the same; generation counts only where it can be trusted. */
export function sameEssence(one: Essence, other: Essence): boolean {
  if (one.marks !== other.marks) return false;
  if (one.content !== undefined || other.content !== undefined) return one.content === other.content;
  return one.generation === other.generation;
}

/** The hash of everything but status and metadata; in which version it is served says nothing about the object. */
export function contentOf(object: StoredObject): string {
  const { metadata: _metadata, status: _status, apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return contentHash(rest);
}

/** The hash of labels and annotations, ours and kubectl's last-applied left out. */
export function marksOf(object: StoredObject): string {
  const marks = foreignMarks(object);
  return marks ? contentHash(marks) : NO_MARKS;
}

/** The labels and annotations that are neither ours nor kubectl's last-applied; null when there are none. */
export function foreignMarks({ metadata }: StoredObject): [labels: object, annotations: object] | null {
  const labels = foreign(metadata.labels);
  const annotations = foreign(metadata.annotations);
  return labels || annotations ? [labels ?? {}, annotations ?? {}] : null;
}

/**
 * What of an object its essence is made of, as an object that can be compared field by field. Labels and annotations are there
 * also when there are none, so that the first one is an added label and no added metadata.
 */
export function essenceView(object: StoredObject): Record<string, unknown> {
  const { metadata, status: _status, apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return { metadata: { labels: foreign(metadata.labels) ?? {}, annotations: foreign(metadata.annotations) ?? {} }, ...rest };
}

function foreign(entries: Record<string, string> | undefined): Record<string, string> | undefined {
  let kept: Record<string, string> | undefined;
  for (const key in entries) {
    if (key.startsWith(OWN_PREFIX) || key === LAST_APPLIED) continue;
    kept ??= {};
    kept[key] = entries[key] as string;
  }
  return kept;
}
