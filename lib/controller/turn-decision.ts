/**
 * What a turn of an object has to do: what matters of the object, and of what is remembered of it, as the routing table wants it.
 */
import type { Clock } from '../base/clock.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import type { Essence } from '../resource/essence.ts';
import { readRemembered } from '../resource/record.ts';
import { type Route, type RoutedObject, route } from './routing.ts';
import type { TrackedObject } from './tracked-object.ts';

/** What it is made of. */
export interface TurnDecisionOptions {
  readonly type: ResolvedClass;
  readonly clock: Clock;
  /** Whether an object carries the finalizer that the class needs. */
  isHeld(object: StoredObject): boolean;
}

/** See the file's comment. */
export class TurnDecision {
  readonly #options: TurnDecisionOptions;

  constructor(options: TurnDecisionOptions) {
    this.#options = options;
  }

  /** What matters of an object. */
  viewOf(object: StoredObject, essence: Essence): RoutedObject {
    const deleting = object.metadata.deletionTimestamp !== undefined;
    const { state, record } = readRemembered(object);
    return { state, record, deleting, held: this.#options.isHeld(object), essence };
  }

  /** What to do now. */
  decide(tracked: TrackedObject, view: RoutedObject): Route {
    const { type, clock } = this.#options;
    // Asking for the time costs as much as deciding does.
    const now = tracked.hasTimes ? clock.monotonic() : 0;
    const { retry, settled, failed } = tracked;
    return route(type, view, {
      settled,
      failed,
      retry: retry && { ...retry, due: retry.dueAt <= now },
      due: type.levelTriggered && tracked.hasChildNotes ? 'child' : tracked.dueReason(now),
    });
  }
}
