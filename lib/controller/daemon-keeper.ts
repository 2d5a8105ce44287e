/**
 * The daemons of one class. They live beside the turns of their objects and hold no place of theirs; what they write to a status
 * goes through the object's line. An object whose daemons are being ended gets no turn until they have, or are left behind.
 */
import { messageOf } from '../base/errors.ts';
import { isJsonObject } from '../base/merge-patch.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Essence } from '../resource/essence.ts';
import type { ResolvedDaemon } from '../resource/timers-and-daemons.ts';
import { WriteLine } from '../resource/write-line.ts';
import { CallEnding, type EndedCall } from './call-ending.ts';
import type { Calling, CallRunner } from './call-runner.ts';
import { type ControllerContext, type ObservedCallEnd, objectFields } from './controller-context.ts';
import { Daemon, type DaemonCall, type DaemonEnd } from './daemon.ts';
import type { CallOutcome, HandlerCall } from './handler-call.ts';
import type { LateRecords } from './late-records.ts';
import { LiveObject } from './live-object.ts';
import { type AbortCause, endsTerm, type TrackedObject } from './tracked-object.ts';

/** A daemon that has lived for so long after a failure counts as sound: its attempts are counted anew. */
export const SOUND_SECONDS = 60;

/** The daemons of one object. */
export interface ObjectDaemons {
  readonly tracked: TrackedObject;
  readonly live: LiveObject;
  readonly daemons: readonly Daemon[];
}

/** What a keeper is made of. */
export interface DaemonKeeperOptions {
  readonly context: ControllerContext;
  readonly runner: CallRunner;
  readonly lateRecords: LateRecords;
  /** All daemons of an object that were to end have ended, or are left behind. */
  ended(key: ObjectKey): void;
  /** A daemon asks for a call of its object. */
  requeue(tracked: TrackedObject, seconds: number): void;
  /** Daemons that were asked to end, by the uid of their object: no other daemon of it begins before they are over. */
  readonly former: Map<string, Promise<unknown>>;
}

/** See the file's comment. */
export class DaemonKeeper {
  readonly #options: DaemonKeeperOptions;
  readonly #context: ControllerContext;
  readonly #calls: CallEnding;
  readonly #alive = new Set<ObjectDaemons>();
  /** How many objects of a name have daemons that are ending. */
  readonly #ending = new Map<ObjectKey, number>();

  constructor(options: DaemonKeeperOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#calls = new CallEnding(options.context, options.lateRecords);
  }

  /** How many objects have daemons that are ending. */
  get ending(): number {
    return this.#ending.size;
  }

  /** The names of the objects whose daemons are ending. */
  endingKeys(): Iterable<ObjectKey> {
    return this.#ending.keys();
  }

  /** Whether daemons of an object of that name are ending. */
  isEnding(key: ObjectKey): boolean {
    return this.#ending.has(key);
  }

  /** Begins all daemons of an object. */
  begin(tracked: TrackedObject, object: StoredObject, essence: () => Essence): ObjectDaemons {
    tracked.line ??= new WriteLine();
    const { clock, type } = this.#context;
    const after = this.#options.former.get(tracked.uid) ?? Promise.resolve();
    const daemons: Daemon[] = [];
    const live = new LiveObject(object, async (version) => this.#options.runner.parseSpec(version, 'daemon'));
    for (const daemon of type.daemons) {
      const call = (attempt: number) => this.#call({ tracked, live, essence, daemon, attempt });
      daemons.push(new Daemon({ clock, graceSeconds: daemon.graceSeconds, after, call }));
    }
    const begun = { tracked, live, daemons };
    this.#alive.add(begun);
    return begun;
  }

  /** Ends all daemons of an object: their signals abort, and `ended` is called when they have ended or their grace is over. */
  end(begun: ObjectDaemons, cause: AbortCause): void {
    if (!this.#alive.delete(begun)) return;
    const { key } = begun.tracked;
    this.#ending.set(key, (this.#ending.get(key) ?? 0) + 1);
    void this.#end(begun, cause).then(() => {
      const left = (this.#ending.get(key) ?? 1) - 1;
      if (left > 0) this.#ending.set(key, left);
      else this.#ending.delete(key);
      this.#options.ended(key);
    });
  }

  /** Ends the daemons of all objects. */
  endAll(cause: AbortCause): void {
    for (const begun of [...this.#alive]) this.end(begun, cause);
  }

  async #end({ tracked, daemons, live }: ObjectDaemons, cause: AbortCause): Promise<void> {
    const { former } = this.#options;
    const over = Promise.all(daemons.map(({ done }) => done));
    former.set(tracked.uid, over);
    void over.then(() => {
      if (former.get(tracked.uid) === over) former.delete(tracked.uid);
    });
    const ends = await Promise.all(daemons.map((daemon) => daemon.end(cause)));
    const left = this.#context.type.daemons.filter((_daemon, place) => !ends[place]).map(({ name }) => name);
    if (left.length === 0) return;
    this.#context.logger.warn('daemons did not end in time when asked: they are left behind', {
      ...objectFields(live.object),
      daemons: left,
    });
  }

  #call({ tracked, live, essence, daemon, attempt }: Living): DaemonCall {
    const { runner, requeue } = this.#options;
    const { name } = daemon;
    const { object } = live;
    const aside = { requeue: (seconds: number) => requeue(tracked, seconds), live, old: () => undefined };
    const as = { handler: 'daemon', timed: name, reason: 'daemon' } as const;
    const calling: Calling = { tracked, object, essence: essence(), failures: attempt - 1, ...as, ...aside };
    const writer = runner.writerOf({ tracked, object, failed: (error) => call.fail(error) });
    const reconcileId = runner.nextReconcileId();
    const call: HandlerCall = runner.callOf(calling, { reconcileId, writer });
    const ended = { ...calling, name, attempt, reconcileId, writer, assigned: (key: string) => call.assigned(key) };
    // It outlives the turn in which it begins.
    const { tracer } = this.#context.cluster.transport;
    const done = tracer ? tracer.apart(() => this.#run(call, ended)) : this.#run(call, ended);
    return { done, abort: (cause) => call.abort(cause), leave: () => call.leave() };
  }

  /** Never rejects. */
  async #run(call: HandlerCall, ended: EndedCall): Promise<DaemonEnd> {
    const { observer, type, clock } = this.#context;
    const { tracked, name } = ended;
    const { key, uid } = tracked;
    const observed = {
      kind: type.kind,
      key,
      uid,
      handler: name,
      reason: 'daemon',
      attempt: ended.attempt,
      reconcileId: ended.reconcileId,
    } as const;
    let attempt = ended.attempt;
    // Also at the first attempt after a change, or after a restart, there may be an error that nobody else takes away.
    const isTroubled = attempt > 1 || tracked.fails(name) || readError(ended.object) !== undefined;
    const soundness = isTroubled
      ? clock.setTimeout(() => {
          attempt = 1;
          void this.#saySound(ended);
        }, SOUND_SECONDS * 1000)
      : undefined;
    observer.callStarted?.(observed);
    const outcome = await call.run();
    soundness?.cancel();
    const end = await this.#finish({ ...ended, attempt }, outcome);
    const ending: ObservedCallEnd =
      end.kind === 'failed'
        ? { outcome: 'failed', error: end.error, retryAt: end.retryAt }
        : { outcome: end.kind === 'returned' ? 'succeeded' : 'aborted' };
    observer.callEnded?.(observed, ending.outcome, ending);
    await call.settled;
    return end;
  }

  async #finish(ended: EndedCall, outcome: CallOutcome): Promise<DaemonEnd> {
    if (outcome.kind === 'aborted') {
      // Another replica may be at work already, or what is written may have another place: nothing is any more.
      if (!endsTerm(outcome.cause)) await this.#calls.abandon(ended);
      return { kind: 'aborted' };
    }
    try {
      if (outcome.kind === 'failed') throw outcome.error;
      await this.#calls.sound(ended);
      return { kind: 'returned' };
    } catch (error) {
      this.#options.lateRecords.keepError(ended.tracked);
      return { kind: 'failed', error, attempt: ended.attempt, retryAt: await this.#calls.fail(ended, error) };
    }
  }

  async #saySound(ended: EndedCall): Promise<void> {
    try {
      await this.#calls.sound(ended);
    } catch (error) {
      const fields = { ...objectFields(ended.object), handler: ended.name };
      this.#context.logger.warn('error of a daemon that is sound again stays in the status', { ...fields, error: messageOf(error) });
    }
  }
}

function readError({ status }: StoredObject): unknown {
  return isJsonObject(status) ? (status.error ?? undefined) : undefined;
}

interface Living {
  readonly tracked: TrackedObject;
  readonly live: LiveObject;
  readonly essence: () => Essence;
  readonly daemon: ResolvedDaemon;
  readonly attempt: number;
}
