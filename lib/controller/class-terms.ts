/**
 * When objects of a class are handled here, which of them, and by what: the term under way, and what of earlier ones still ends. A
 * term lasts from when the replica leads until it leads no longer; without an election there is one, from the start to the stop.
 */
import type { ObjectKey } from '../base/object-key.ts';
import type { Background } from './background.ts';
import type { ClassWatches } from './class-watches.ts';
import type { ControllerCluster, ControllerContext, Leadership, ObjectShare } from './controller-context.ts';
import type { AllowedTurn } from './name-turn.ts';
import { type HandoverFigures, ObjectHandover } from './object-handover.ts';
import type { ObjectRegister } from './object-register.ts';
import { ObjectTurn } from './object-turn.ts';
import type { Progress } from './progress.ts';
import type { TermEndCause, TrackedObject } from './tracked-object.ts';
import type { TurnSchedule } from './turn-schedule.ts';

/** What terms are made of. */
export interface ClassTermsOptions {
  readonly context: ControllerContext;
  readonly watches: Pick<ClassWatches, 'informer' | 'children' | 'isReadyFor'>;
  readonly objects: ObjectRegister;
  readonly schedule: TurnSchedule;
  readonly progress: Progress;
}

/** See the file's comment. */
export class ClassTerms {
  readonly #options: ClassTermsOptions;
  #leadership: Leadership | undefined;
  #turn: ObjectTurn | undefined;
  /** Only where several replicas share the objects. */
  #handover: ObjectHandover | undefined;
  /** In all terms. */
  readonly #moves = { lost: 0 };
  /** Of objects, by their uid: what has been asked to end and may not have, also while another replica led. */
  readonly #formerDaemons = new Map<string, Promise<unknown>>();
  /** Of earlier terms, whose daemons may still be ending. */
  readonly #deposed = new Set<Background>();

  constructor(options: ClassTermsOptions) {
    this.#options = options;
  }

  /** Whether there is a term, from its first moment on. */
  get isLeading(): boolean {
    return this.#leadership !== undefined;
  }

  /** What gives turns; undefined while none are given. */
  get turn(): ObjectTurn | undefined {
    return this.#turn;
  }

  /** How objects move; undefined where they are not shared. */
  get handover(): ObjectHandover | undefined {
    return this.#handover;
  }

  /** How many have moved, and how many are handled; undefined where they are not shared. */
  get handoverFigures(): HandoverFigures | undefined {
    return this.#handover && { ...this.#handover.figures, owned: this.#options.objects.size };
  }

  /** How many objects have daemons that are ending, of whatever term. */
  get endingDaemons(): number {
    let ending = this.#turn?.background.ending ?? 0;
    for (const background of this.#deposed) ending += background.ending;
    return ending;
  }

  /** What this replica may do for a name, if it leads. */
  allowed(key: ObjectKey): AllowedTurn {
    return this.#handover?.allowed(key) ?? 'all';
  }

  /** Whether anything may be done here for a name. */
  isOurs(key: ObjectKey): boolean {
    return this.isLeading && this.allowed(key) !== 'nothing';
  }

  /** Whether the object of a name may be handled at this very moment. */
  isReady(key: ObjectKey): boolean {
    return this.#turn !== undefined && this.allowed(key) === 'all' && this.#options.watches.isReadyFor(key);
  }

  /** When a name needs its next turn although nothing happens, on the clock's monotonic time; undefined for never. */
  nextDueAt(key: ObjectKey): number | undefined {
    // The end of its daemons brings the next turn.
    if (this.#turn?.background.isEnding(key)) return undefined;
    const { objects } = this.#options;
    const allowed = this.allowed(key);
    // Of one that departs, or has, only an end has a time to wait for.
    const hasTime = allowed === 'all' || (allowed === 'ends' && objects.graves.has(key));
    return hasTime ? objects.nextDueAt(key) : undefined;
  }

  /** Whether another replica may have handled an object after it had this resourceVersion. */
  isDoubtful(resourceVersion: string): boolean {
    return this.#leadership?.share?.isDoubtful(resourceVersion) ?? false;
  }

  /** The names for which something is remembered, waits or is under way. */
  *activeKeys(): IterableIterator<ObjectKey> {
    const { objects } = this.#options;
    yield* objects.keys();
    yield* this.busyKeys();
  }

  /** The names for which something is under way. */
  *busyKeys(): IterableIterator<ObjectKey> {
    yield* this.#options.schedule.workingKeys();
    yield* this.#turn?.background.endingKeys() ?? [];
  }

  /** A term begins; turns are given from `begin` on. */
  lead(leadership: Leadership): void {
    this.#leadership = leadership;
    if (leadership.share) this.#handover = this.#handoverTo(leadership.share);
  }

  /** From now on turns are given, if it leads. @param statusSubresource whether status has an endpoint of its own; @returns whether they are */
  begin(statusSubresource: boolean): boolean {
    if (!this.#leadership) return false;
    const { cluster, mayAct, share } = this.#leadership;
    const { context, watches, objects } = this.#options;
    this.#turn = new ObjectTurn({
      context: { ...context, cluster },
      mayAct: (key, gone) => mayAct() && isAmong(this.allowed(key), gone),
      ...(share ? { clusterOf: clustersOf(share), maySpeak: (tracked) => mayAct() && !tracked.moved } : {}),
      informer: watches.informer,
      children: watches.children,
      lateRecords: objects.lateRecords,
      olds: objects.olds,
      statusSubresource,
      daemonsEnded: (key) => this.#daemonsEnded(key),
      requeue: (tracked, seconds) => this.#requeue(tracked, seconds),
      formerDaemons: this.#formerDaemons,
    });
    return true;
  }

  /** The term is over: running handlers are asked to end. @returns resolves when no turn is under way, and no daemon is ending */
  async end(cause: TermEndCause = 'deposed'): Promise<void> {
    const { objects, schedule, progress } = this.#options;
    this.#leadership = undefined;
    schedule.pause();
    const { background } = this.#turn ?? {};
    this.#turn?.stop(cause);
    this.#turn = undefined;
    objects.abort(cause);
    objects.endTerm();
    this.#handover?.clear();
    if (background) this.#deposed.add(background);
    while (schedule.busy > 0 || background?.ending) await progress.next();
    if (background) this.#deposed.delete(background);
  }

  /** Saves what still waits to be recorded. Never rejects: what isn't recorded is handled again after the next start. */
  async saveLateRecords(): Promise<void> {
    const { context, objects } = this.#options;
    const { logger, type } = context;
    const waiting = objects.lateRecords.objects().filter(({ running }) => !running);
    const writes = waiting.map(async (tracked) => {
      try {
        await this.#turn?.writeLateRecord(tracked);
      } catch (error) {
        logger.warn('record could not be written', { kind: type.kind, object: tracked.key, uid: tracked.uid, error });
      }
    });
    await Promise.all(writes);
  }

  #handoverTo(share: ObjectShare): ObjectHandover {
    const { context, objects, schedule } = this.#options;
    const { clock, logger, type } = context;
    const back = (key: ObjectKey) => this.#back(key);
    return new ObjectHandover({ type, share, clock, logger, objects, schedule, moves: this.#moves, turn: () => this.#turn, back });
  }

  /** An object has departed to another replica, and may be ours again by now. */
  #back(key: ObjectKey): void {
    const { schedule, progress } = this.#options;
    if (this.isReady(key)) schedule.add(key, 'low');
    progress.made();
  }

  #daemonsEnded(key: ObjectKey): void {
    const { schedule, progress } = this.#options;
    if (this.isLeading) schedule.add(key, 'high');
    this.#handover?.look(key);
    progress.made();
  }

  #requeue(tracked: TrackedObject, seconds: number): void {
    const { context, objects, schedule } = this.#options;
    if (objects.find(tracked.key, tracked.uid) !== tracked) return;
    tracked.askAnew('requeue', context.clock.monotonic() + seconds * 1000);
    schedule.add(tracked.key, 'low');
  }
}

function isAmong(allowed: AllowedTurn, gone = false): boolean {
  return allowed === 'all' || (gone && allowed === 'ends');
}

/** The cluster of each object, which closes when it has moved: one for as long as the object is tracked. */
function clustersOf(share: ObjectShare): (tracked: TrackedObject) => ControllerCluster {
  const clusters = new WeakMap<TrackedObject, ControllerCluster>();
  return (tracked) => {
    const known = clusters.get(tracked);
    if (known) return known;
    const cluster = share.clusterUntil(() => tracked.moved);
    clusters.set(tracked, cluster);
    return cluster;
  };
}
