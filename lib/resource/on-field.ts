/**
 * ON_FIELD: methods that are called for changes of one field. Here is how a field is named, in types and at run time, and
 * whether a change touches it.
 */
import { describeValue } from '../base/errors.ts';
import { isJsonObject, ownField } from '../base/merge-patch.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Change } from './change.ts';
import type { CRDBase } from './crd-base.ts';
import type { CRDClass } from './crd-class.ts';
import { type DiffEntry, diffObjects } from './diff.ts';
import { essenceView } from './essence.ts';

type Shallower = [never, 0, 1, 2, 3, 4];

/** The dotted paths within a type; arrays are whole, and what lies very deep isn't checked. */
type PathsIn<T, Depth extends number> = Depth extends 0
  ? string
  : unknown extends T
    ? string
    : T extends readonly unknown[]
      ? never
      : T extends object
        ? { [Key in keyof T & string]-?: Key | `${Key}.${PathsIn<NonNullable<T[Key]>, Shallower[Depth]>}` }[keyof T & string]
        : never;

type MarksPath = 'metadata.labels' | 'metadata.annotations';

/**
 * A field of an object: `'spec.size'`, or its steps, `['metadata', 'labels', 'app.io/name']`, where a name has a dot. Spec, labels
 * and annotations have fields; those of arrays are not told apart.
 */
export type FieldPath<T extends { spec: unknown } = CRDBase> =
  | 'spec'
  | `spec.${PathsIn<T['spec'], 5>}`
  | MarksPath
  | `${MarksPath}.${string}`
  | readonly ['spec', ...string[]]
  | readonly ['metadata', 'labels' | 'annotations', ...string[]];

/** The methods of a class, not those of CRDBase, that take a change. */
type FieldMethod<T> = {
  [Key in Exclude<keyof T, keyof CRDBase>]: T[Key] extends (change: Change<T & { body: unknown }>) => void ? Key : never;
}[Exclude<keyof T, keyof CRDBase>] &
  string;

/** What ON_FIELD may be: `static readonly ON_FIELD = { resized: 'spec.size' } satisfies OnField<Printer>`. */
export type OnField<T extends { spec: unknown }> = { readonly [Method in FieldMethod<T>]?: FieldPath<T> };

/** One entry of ON_FIELD. */
export interface FieldHandler {
  readonly method: string;
  readonly path: readonly string[];
}

/** The entries of a class that has been checked, in their order. */
export function fieldHandlersOf(type: Pick<CRDClass, 'ON_FIELD'>): readonly FieldHandler[] {
  return Object.entries(type.ON_FIELD ?? {}).map(([method, path]) => ({ method, path: stepsOf(path) }));
}

/** What is wrong with the ON_FIELD of a class. */
export function onFieldProblems(type: CRDClass, handlers: readonly string[]): string[] {
  const { ON_FIELD: given } = type as { ON_FIELD?: unknown };
  if (given === undefined) return [];
  if (!isJsonObject(given)) return [`ON_FIELD must be like { resized: 'spec.size' }, not ${describeValue(given)}`];
  const prototype = type.prototype as Record<string, unknown>;
  return Object.entries(given).flatMap(([method, path]) => {
    if (handlers.includes(method)) return [`ON_FIELD names ${method}, which is called for any field: give the method another name`];
    if (typeof prototype[method] !== 'function') return [`ON_FIELD names ${method}, which is no method of the class`];
    const problem = pathProblem(path);
    return problem ? [`ON_FIELD.${method} ${problem}`] : [];
  });
}

/** What differs at a field, with paths that begin there: the field itself has the path []. */
export function fieldDiff(old: StoredObject, current: StoredObject, path: readonly string[]): DiffEntry[] {
  return diffObjects(valueAt(essenceView(old), path), valueAt(essenceView(current), path));
}

function pathProblem(path: unknown): string | undefined {
  const isList = Array.isArray(path) && path.length > 0 && path.every((step) => typeof step === 'string' && step !== '');
  if (!isList && (typeof path !== 'string' || stepsOf(path).includes(''))) {
    return `must be a path such as 'spec.size' or ['metadata', 'labels', 'app.io/name'], not ${describeValue(path)}`;
  }
  const steps = stepsOf(path);
  const [first, second] = steps;
  if (first === 'metadata' && second !== 'labels' && second !== 'annotations') {
    return `is ${steps.join('.')}: of metadata only labels and annotations are watched`;
  }
  if (first === 'metadata' && steps.length > 3) {
    const names = JSON.stringify([first, second, steps.slice(2).join('.')]);
    return `is ${steps.join('.')}: labels and annotations have no fields of their own; write a name with dots as ${names}`;
  }
  if (first === 'status' || first === 'apiVersion' || first === 'kind') return `is ${steps.join('.')}: a change of ${first} calls nothing`;
  return undefined;
}

function stepsOf(path: string | readonly string[]): readonly string[] {
  return typeof path === 'string' ? path.split('.') : path;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, step) => (isJsonObject(inner) ? ownField(inner, step) : undefined), value);
}
