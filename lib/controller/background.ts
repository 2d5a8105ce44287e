/**
 * What goes on for an object although nothing happens to it: its timers and its daemons. They begin together once the object
 * counts as created, and end together when it is deleted, leaves what is watched, or the operator stops.
 */
import type { Clock } from '../base/clock.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import { type Essence, sameEssence } from '../resource/essence.ts';
import type { DaemonKeeper, ObjectDaemons } from './daemon-keeper.ts';
import { TimerSchedule } from './timer-schedule.ts';
import type { AbortCause, TrackedObject } from './tracked-object.ts';

/** The timers and daemons of one object. */
export interface BackgroundWork {
  /** Undefined when the class has none. */
  readonly timers: TimerSchedule | undefined;
  /** Undefined when the class has none. */
  daemons: ObjectDaemons | undefined;
  /** The essence that they have last been told of. */
  essence: Essence;
}

/** What it is made of. */
export interface BackgroundOptions {
  readonly type: Pick<ResolvedClass, 'timers' | 'daemons'>;
  readonly clock: Clock;
  readonly daemons: Pick<DaemonKeeper, 'begin' | 'end' | 'endAll' | 'isEnding' | 'ending' | 'endingKeys'>;
}

/** See the file's comment. */
export class Background {
  readonly #options: BackgroundOptions;
  #stopped = false;

  constructor(options: BackgroundOptions) {
    this.#options = options;
  }

  /** How many objects have daemons that are ending. */
  get ending(): number {
    return this.#options.daemons.ending;
  }

  /** The names of the objects whose daemons are ending. */
  endingKeys(): Iterable<ObjectKey> {
    return this.#options.daemons.endingKeys();
  }

  /** Whether daemons of an object of that name are ending, so that the name gets no turn yet. */
  isEnding(key: ObjectKey): boolean {
    return this.#options.daemons.isEnding(key);
  }

  /** The object counts as created: all its timers and daemons begin, unless they have, or it has ended. */
  begin(tracked: TrackedObject, newest: () => StoredObject, essence: Essence): void {
    const { type, clock, daemons } = this.#options;
    if (this.#stopped || tracked.background || (type.timers.length === 0 && type.daemons.length === 0)) return;
    const object = newest();
    // That it is deleted came while its handler ran, and is seen to in its next turn.
    if (object.metadata.deletionTimestamp !== undefined) return;
    const timers = type.timers.length > 0 ? new TimerSchedule(type.timers, clock.monotonic()) : undefined;
    const work: BackgroundWork = { timers, daemons: undefined, essence };
    tracked.background = work;
    if (type.daemons.length > 0) work.daemons = daemons.begin(tracked, object, () => work.essence);
  }

  /** A newer version of the object is known: its daemons see it at once, and end with it. */
  updated(tracked: TrackedObject, text: ObjectText): void {
    const { background } = tracked;
    if (typeof background !== 'object' || !background.daemons) return;
    const object = text.parse();
    background.daemons.live.update(object);
    if (object.metadata.deletionTimestamp !== undefined) this.end(tracked, 'deleted');
  }

  /** The object is looked at: what failed for good, or waits for its retry, is tried anew when somebody has changed it. */
  seen(tracked: TrackedObject, essence: Essence): void {
    const { background } = tracked;
    if (typeof background !== 'object' || sameEssence(background.essence, essence)) return;
    background.essence = essence;
    const { type, clock } = this.#options;
    background.timers?.changed(clock.monotonic());
    for (const { name } of type.timers) tracked.setFailing(name, false);
    for (const daemon of background.daemons?.daemons ?? []) daemon.changed();
  }

  /** The object ends, for this process at least: nothing begins for it any more. */
  end(tracked: TrackedObject, cause: AbortCause): void {
    const { background } = tracked;
    tracked.background = 'over';
    if (typeof background === 'object' && background.daemons) this.#options.daemons.end(background.daemons, cause);
  }

  /** The operator stops, or another replica leads: nothing begins any more, and all daemons are asked to end. */
  stop(cause: AbortCause): void {
    this.#stopped = true;
    this.#options.daemons.endAll(cause);
  }
}
