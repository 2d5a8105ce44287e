/**
 * Our finalizer on an object: the pure decision what has to change, and the one way of changing it.
 * Foreign finalizers are never touched, and each write is tested against the version that it is based on.
 */
import { ApiError } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client, ObjectReference } from '../cluster/client.ts';

/** What has to change. */
export type FinalizerStep = { readonly add?: string; readonly remove?: string } | undefined;

/** What the decision depends on. */
export interface FinalizerFacts {
  readonly finalizers: readonly string[];
  readonly deleting: boolean;
  /** The finalizer that objects of the class must carry; undefined for none. */
  readonly wanted: string | undefined;
  /** The name that the SDK gives by default, and takes off where it isn't the wanted one. */
  readonly fallback: string;
}

/** The step that restores the invariant; undefined when it holds. */
export function finalizerStep({ finalizers, deleting, wanted, fallback }: FinalizerFacts): FinalizerStep {
  const add = wanted !== undefined && !deleting && !finalizers.includes(wanted) ? { add: wanted } : undefined;
  const remove = fallback !== wanted && finalizers.includes(fallback) ? { remove: fallback } : undefined;
  return add || remove ? { ...add, ...remove } : undefined;
}

/** The list after a step. */
export function afterStep(finalizers: readonly string[], step: NonNullable<FinalizerStep>): string[] {
  const kept = finalizers.filter((name) => name !== step.remove);
  return step.add !== undefined && !kept.includes(step.add) ? [...kept, step.add] : kept;
}

const MAX_CONFLICTS = 20;

/**
 * Changes the finalizers of an object under a test of its resourceVersion; on a conflict it is read and the change made anew.
 *
 * @param change the new list for the present one; the same contents mean that nothing is written
 * @returns the object afterwards, or undefined when it is gone or another one has its name
 */
export async function changeFinalizers(
  { client, reference, object }: { client: Client; reference: ObjectReference; object: StoredObject },
  change: (finalizers: readonly string[], object: StoredObject) => readonly string[],
): Promise<StoredObject | undefined> {
  let current = object;
  for (let conflicts = 0; ; conflicts += 1) {
    const before = current.metadata.finalizers ?? [];
    const finalizers = change(before, current);
    if (finalizers.length === before.length && finalizers.every((name, index) => name === before[index])) return current;
    try {
      return await client.mergePatch(reference, { metadata: { resourceVersion: current.metadata.resourceVersion, finalizers } });
    } catch (error) {
      if (!ApiError.is(error)) throw error;
      if (error.status === 404) return undefined;
      if (error.status !== 409 || conflicts >= MAX_CONFLICTS) throw error;
      const read = await client.find(reference);
      if (read?.metadata.uid !== object.metadata.uid) return undefined;
      current = read;
    }
  }
}
