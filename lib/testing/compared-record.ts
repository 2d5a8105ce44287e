/**
 * What the SDK notes of an object says which call was the last; where no handler is called for changes, that is whichever came by chance.
 */
import type { StoredObject } from '../base/object-meta.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import type { CompareObject } from './end-state.ts';

/** Compares likewise, but leaves out the SDK's record of classes that no change is told to. */
export function withoutIdleRecords(classes: readonly CRDClass[], compare: CompareObject): CompareObject {
  const idle = new Set(classes.filter((type) => !isToldOfChanges(type)).map(({ GROUP, KIND }) => `${GROUP} ${KIND}`));
  if (idle.size === 0) return compare;
  return (object) => compare(idle.has(`${object.apiVersion.split('/')[0]} ${object.kind}`) ? withoutRecord(object) : object);
}

function isToldOfChanges(type: CRDClass): boolean {
  const { reconcile, ensureModified } = type.prototype as unknown as Record<string, unknown>;
  return typeof reconcile === 'function' || typeof ensureModified === 'function' || Object.keys(type.ON_FIELD ?? {}).length > 0;
}

function withoutRecord(object: StoredObject): StoredObject {
  const { observedGeneration: _, handled: __, ...status } = (object.status ?? {}) as Record<string, unknown>;
  return { ...object, status };
}
