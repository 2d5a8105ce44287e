/**
 * What is known of one object, for those who ask from outside: who explains why it is or isn't handled, and who waits until it is.
 */
import { type ObjectKey, splitKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { compareResourceVersions } from '../cache/resource-version.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import type { ClassWatches } from './class-watches.ts';
import type { ShardOwner } from './controller-context.ts';
import type { ObjectFacts } from './explanation.ts';
import type { ObjectRegister } from './object-register.ts';
import type { ObjectTurn } from './object-turn.ts';
import { TrackedObject } from './tracked-object.ts';
import type { TurnSchedule } from './turn-schedule.ts';

/** Where it is known. */
export interface FactSources {
  readonly type: Pick<ResolvedClass, 'kind' | 'finalizer'>;
  readonly watches: Pick<ClassWatches, 'informer' | 'view' | 'isReadyFor'>;
  readonly objects: Pick<ObjectRegister, 'find' | 'graves'>;
  readonly schedule: Pick<TurnSchedule, 'of' | 'isBusy'>;
  /** Which replica handles an object; undefined where they are not shared. */
  readonly shard?: ShardOwner | undefined;
  /** Whether a namespace is watched, be it by another replica. @default all that this one watches */
  isKept?(namespace: string | undefined): boolean;
  /** Undefined while no turns are given. */
  readonly turn: Pick<ObjectTurn, 'foresee' | 'background'> | undefined;
}

/** What is known of the object of that name. */
export function factsOf({ type, watches, objects, schedule, turn, shard, isKept }: FactSources, key: ObjectKey): ObjectFacts {
  const { informer, view } = watches;
  const text = informer.text(key);
  const object = text?.parse();
  const tracked = objects.find(key, text?.uid);
  const { namespace } = splitKey(key);
  const watch = informer.watches().find((each) => each.namespace === undefined || each.namespace === namespace);
  return {
    kind: type.kind,
    key,
    object,
    outside: view.isOutside(key),
    ready: turn !== undefined && watches.isReadyFor(key),
    ending: objects.graves.has(key),
    tracked,
    scheduled: schedule.of(key),
    foreseen: object && turn?.foresee(tracked ?? new TrackedObject(key, object.metadata.uid), object),
    finalizer: type.finalizer,
    shard,
    watch,
    unseen: watch === undefined && isKept?.(namespace) === true,
  };
}

/**
 * True when the object, in a version at least as new as the given one, has nothing left to do but to wait for its time; without a
 * version, when it is gone and nothing of its end is left to do.
 */
export function isSettled({ watches, objects, schedule, turn }: FactSources, key: ObjectKey, version: StoredObject | undefined): boolean {
  if (schedule.isBusy(key) || objects.graves.has(key) || turn?.background.isEnding(key)) return false;
  const text = watches.informer.text(key);
  if (!text || !version) return !text && !version;
  const isNewest = compareResourceVersions(text.resourceVersion, version.metadata.resourceVersion) >= 0;
  if (watches.view.isOutside(key)) return isNewest;
  const tracked = objects.find(key, text.uid);
  return isNewest && tracked !== undefined && !tracked.retry;
}
