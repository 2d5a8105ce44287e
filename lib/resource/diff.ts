/**
 * The difference between two objects in kopf's form: a list of single changes, each with its path.
 * Objects are compared field by field; arrays are compared whole.
 */
import { equalJson, isJsonObject, ownField } from '../base/merge-patch.ts';

/** One difference. */
export interface DiffEntry {
  /** What happened to the field. */
  readonly op: 'add' | 'change' | 'remove';
  /** The field's path, such as ['spec', 'size']. */
  readonly path: string[];
  /** The value before; undefined for 'add'. */
  readonly old: unknown;
  /** The value now; undefined for 'remove'. */
  readonly new: unknown;
}

/** All differences between two values, in the order of the old one's fields, then the new one's. */
export function diffObjects(old: unknown, current: unknown, path: string[] = []): DiffEntry[] {
  if (isJsonObject(old) && isJsonObject(current)) {
    const keys = new Set([...Object.keys(old), ...Object.keys(current)]);
    return [...keys].flatMap((key) => diffObjects(ownField(old, key), ownField(current, key), [...path, key]));
  }
  if (equalJson(old, current)) return [];
  if (old === undefined) return [{ op: 'add', path, old: undefined, new: current }];
  if (current === undefined) return [{ op: 'remove', path, old, new: undefined }];
  return [{ op: 'change', path, old, new: current }];
}
