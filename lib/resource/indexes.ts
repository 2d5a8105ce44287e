/**
 * INDEXES: functions that give the keys under which an object of the class is found by `lookup`.
 */
import { describeValue } from '../base/errors.ts';
import { isJsonObject } from '../base/merge-patch.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { CRDClass } from './crd-class.ts';
import { viewOf } from './object-view.ts';

/** What an index function gives: a key, several, or none. */
export type IndexKeys = string | readonly string[] | null | undefined;

/** What INDEXES may be: `static readonly INDEXES = { bySecret: (p) => p.spec.secret } satisfies Indexes<Printer>`. */
export type Indexes<T> = { readonly [index: string]: (object: T) => IndexKeys };

/** A class with INDEXES. */
export interface IndexedClass {
  readonly INDEXES: object;
  readonly prototype: { readonly body: unknown };
}

/** The keys of an object. @throws whatever the function throws, TypeError it gives something else */
export function indexKeysOf(type: CRDClass, index: string, object: StoredObject): readonly string[] {
  const where = `INDEXES.${index}`;
  const keys: unknown = type.INDEXES?.[index]?.(viewOf(type, object, where));
  if (keys === undefined || keys === null) return [];
  if (typeof keys === 'string') return [keys];
  if (Array.isArray(keys) && keys.every((key) => typeof key === 'string')) return keys.length > 1 ? [...new Set<string>(keys)] : keys;
  throw new TypeError(`${where} must give a text, a list of texts, or nothing, not ${describeValue(keys)}`);
}

/** What is wrong with the INDEXES of a class. */
export function indexesProblems(type: CRDClass): string[] {
  const { INDEXES: given } = type as { INDEXES?: unknown };
  if (given === undefined) return [];
  if (isJsonObject(given) && Object.values(given).every((index) => typeof index === 'function')) return [];
  return [`INDEXES must be functions by their names, such as { bySecret: (p) => p.spec.secret }, not ${describeValue(given)}`];
}
