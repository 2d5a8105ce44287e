/** What a deletion comes to: preconditions, finalizers by the policy, a Pod's grace, and the mark. Decisions only. */
import { equal, type JsonObject } from './json.ts';
import { conflict } from './refusal.ts';
import { kindNameOf, type ResourceKind } from './resource-kind.ts';

/** What a deletion asks for. */
export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: string;
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: boolean;
}

/** What marks an object for deletion. */
export interface DeletionMark {
  finalizers: string[];
  /** In seconds. */
  grace: number;
  /** When the grace is over. */
  at: string;
}

/** The object marked for deletion; the same when it is so already. */
export function marked(kind: ResourceKind, stored: JsonObject, { finalizers, grace, at }: DeletionMark): JsonObject {
  const { metadata } = stored;
  const shorter = metadata.deletionTimestamp && grace < (metadata.deletionGracePeriodSeconds ?? 0);
  const sameFinalizers = equal(finalizers, metadata.finalizers ?? []);
  if (metadata.deletionTimestamp && !shorter && sameFinalizers) return stored;
  const next: JsonObject = { ...metadata };
  if (!metadata.deletionTimestamp || shorter) {
    next.deletionTimestamp = at;
    next.deletionGracePeriodSeconds = grace;
    // The mark counts as a change of what is wanted.
    if (!metadata.deletionTimestamp && metadata.generation) next.generation = metadata.generation + 1;
  }
  if (finalizers.length > 0) next.finalizers = finalizers;
  else delete next.finalizers;
  const result = { ...stored, metadata: next };
  kind.prepareDelete?.(result);
  return result;
}

/** For how many seconds a Pod stays that is asked to go. */
export function podGrace(pod: JsonObject, wanted: number | undefined): number {
  // A Pod that no node has taken, or that has ended, has nobody to wait for.
  const phase = pod.status?.phase;
  if (!pod.spec?.nodeName || phase === 'Succeeded' || phase === 'Failed') return 0;
  if (wanted === undefined) return pod.spec.terminationGracePeriodSeconds ?? 30;
  return Math.max(0, wanted);
}

const PROPAGATION: Record<string, string> = { Orphan: 'orphan', Foreground: 'foregroundDeletion' };

/** The finalizers of an object on its way out: the policy adds its own and takes the other's away. */
export function finalizersFor(metadata: JsonObject, policy: string | undefined): string[] {
  const finalizers: string[] = [...(metadata.finalizers ?? [])];
  if (!policy) return finalizers;
  const own = PROPAGATION[policy];
  const others = finalizers.filter((name) => name !== 'orphan' && name !== 'foregroundDeletion');
  if (!own) return others;
  return finalizers.includes(own) ? finalizers : [...others, own];
}

/** Refuses a deletion of another object than the one that is meant. */
export function checkPreconditions(kind: ResourceKind, stored: JsonObject, preconditions: DeleteOptions['preconditions']): void {
  const { uid, resourceVersion } = preconditions ?? {};
  const { name } = stored.metadata;
  if (uid && uid !== stored.metadata.uid) {
    throw conflict(
      kindNameOf(kind),
      name,
      `the UID in the precondition (${uid}) does not match the UID in record (${stored.metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion && resourceVersion !== stored.metadata.resourceVersion) {
    throw conflict(
      kindNameOf(kind),
      name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${stored.metadata.resourceVersion}). The object might have been modified`,
    );
  }
}
