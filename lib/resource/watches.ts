/**
 * WATCHES: objects of other kinds that objects of the class refer to, and which of them a change concerns.
 */
import { describeValue } from '../base/errors.ts';
import { type ObjectKey, objectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { CRDClass } from './crd-class.ts';

/** The objects of the class, as `concerns` may ask for them. What is given are copies. */
export interface ConcernedObjects<Body = StoredObject> {
  /** All of them; costs as much as there are. */
  list(): readonly Body[];
  /** Those under a key of one of the class's INDEXES. @throws IllegalStateError there is no such index */
  byIndex(index: string, key: string): readonly Body[];
}

/** An object of the class: its name (in the namespace of the other object when none is given), or the object itself. */
export type Concerned =
  | { readonly namespace?: string | undefined; readonly name: string }
  | { readonly metadata: { readonly namespace?: string | undefined; readonly name: string } };

/** One entry of WATCHES. */
export interface WatchedKind<T extends { body: unknown } = { body: StoredObject }> {
  readonly apiVersion: string;
  readonly kind: string;
  /** Which objects of the class a version of the other object concerns; asked of the version before a change as well. */
  concerns(object: StoredObject, objects: ConcernedObjects<T['body']>): readonly Concerned[] | undefined;
  /** Only objects with these labels, in kubectl's form. @default all */
  readonly labelSelector?: string;
  /** Only objects with these fields, in kubectl's form. @default all */
  readonly fieldSelector?: string;
  /** The namespaces to watch. @default those of the operator */
  readonly namespaces?: readonly string[];
}

/** What WATCHES may be: `static readonly WATCHES = [{ … }] satisfies Watches<Printer>`. */
export type Watches<T extends { body: unknown }> = readonly WatchedKind<T>[];

/** The keys that an answer of `concerns` names. @throws TypeError it names none, but something else */
export function concernedKeys(answer: unknown, object: StoredObject, namespaced: boolean): ObjectKey[] {
  if (answer === undefined || answer === null) return [];
  if (!Array.isArray(answer)) throw new TypeError(`concerns must give a list of objects, at once, not ${describeValue(answer)}`);
  return answer.map((item: { metadata?: unknown } | undefined) => {
    const { name, namespace = object.metadata.namespace } = ((item?.metadata ?? item) as { name?: unknown; namespace?: string }) ?? {};
    if (typeof name !== 'string' || name === '')
      throw new TypeError(`concerns must name objects by { namespace, name }, not ${describeValue(item)}`);
    return objectKey(namespaced ? namespace : undefined, name);
  });
}

/** What is wrong with the WATCHES of a class. */
export function watchesProblems(type: CRDClass, follows: boolean): string[] {
  const { WATCHES: given } = type as { WATCHES?: unknown };
  if (given === undefined) return [];
  if (!Array.isArray(given) || !given.every(isWatchedKind)) {
    return ["WATCHES must be a list such as [{ apiVersion: 'v1', kind: 'Secret', concerns: (secret, printers) => [{ namespace, name }] }]"];
  }
  return follows ? [] : ['it has WATCHES but neither ensureModified nor reconcile: nothing would ever be called'];
}

function isWatchedKind(item: Partial<Record<keyof WatchedKind, unknown>> | undefined): boolean {
  const { apiVersion, kind, concerns, labelSelector = '', fieldSelector = '', namespaces = [] } = item ?? {};
  const texts = [apiVersion, kind, labelSelector, fieldSelector, ...(Array.isArray(namespaces) ? namespaces : [undefined])];
  return texts.every((text) => typeof text === 'string') && typeof concerns === 'function';
}
