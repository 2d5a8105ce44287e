/**
 * A list as an array of its items that also carries, not enumerably, what the wire form has. Pure.
 */
import type { KubernetesObject, ObjectMeta } from '../base/object-meta.ts';
import type { ObjectList } from './client.ts';

/** A page of a list as the server sends it. */
export interface WireList<T> {
  metadata?: ObjectMeta & { continue?: string };
  items?: T[] | null;
}

/** Makes an ObjectList of items and the list's metadata. */
export function objectList<T>(items: T[], metadata: ObjectMeta): ObjectList<T> {
  Object.defineProperty(items, 'items', { value: items });
  Object.defineProperty(items, 'metadata', { value: metadata });
  return items as ObjectList<T>;
}

/** Fills in what servers leave out of a list's items. */
export function fillKind<T extends KubernetesObject>(items: readonly T[], apiVersion: string, kind: string): void {
  for (const item of items) {
    item.apiVersion ??= apiVersion;
    item.kind ??= kind;
  }
}
