/**
 * Which objects of a class are this replica's, where several share them; and how those that are no longer depart: no turn and no
 * daemon of theirs goes on, what is under way may finish, what is unsaved is saved, and then they are forgotten.
 */
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import { shardKeyOf } from '../resource/shard-key.ts';
import type { ObjectShare, ShardOwner } from './controller-context.ts';
import { ABORT_SECONDS, Departures } from './departures.ts';
import type { AllowedTurn } from './name-turn.ts';
import type { ObjectRegister } from './object-register.ts';
import type { ObjectTurn } from './object-turn.ts';
import type { TurnSchedule } from './turn-schedule.ts';

/** How objects move. */
export interface HandoverFigures {
  /** How many objects are handled here. */
  readonly owned: number;
  /** How many are another replica's, but not let go of yet. */
  readonly leaving: number;
  /** How many have gone to another replica since the start. */
  readonly lost: number;
}

/** What a handover is made of. */
export interface ObjectHandoverOptions {
  readonly type: Pick<ResolvedClass, 'kind' | 'shardKey'>;
  readonly share: ObjectShare;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly objects: Pick<ObjectRegister, 'allOf' | 'handOver' | 'graves'>;
  readonly schedule: Pick<TurnSchedule, 'of' | 'forget'>;
  /** Where it is counted how many have moved; it outlives terms. */
  readonly moves: { lost: number };
  /** Undefined while no turns are given. */
  turn(): Pick<ObjectTurn, 'background' | 'writeLateRecord'> | undefined;
  /** It has departed, and may be ours again by now. */
  back(key: ObjectKey): void;
}

/** See the file's comment. */
export class ObjectHandover {
  readonly #options: ObjectHandoverOptions;
  readonly #departures: Departures;
  /** What did not end when asked, until it does. */
  readonly #leftBehind = new Set<ObjectKey>();
  #isExplained = false;

  constructor(options: ObjectHandoverOptions) {
    this.#options = options;
    const { clock, share } = options;
    this.#departures = new Departures({
      clock,
      graceSeconds: share.graceSeconds,
      isStill: (key) => this.#isStill(key),
      save: (key) => this.#save(key),
      abort: (key) => this.#abort(key),
      departed: (key, leftBehind) => this.#departed(key, leftBehind),
    });
  }

  /** What has moved, but how many are handled. */
  get figures(): Omit<HandoverFigures, 'owned'> {
    return { leaving: this.#departures.size, lost: this.#options.moves.lost };
  }

  /** What this replica may do for a name. */
  allowed(key: ObjectKey): AllowedTurn {
    if (this.#departures.has(key)) return 'ends';
    return this.#options.share.owns(this.#shardKey(key)) ? 'all' : 'nothing';
  }

  /** Who handles the object of that name. */
  ownerOf(key: ObjectKey): ShardOwner {
    return this.#options.share.ownerOf(this.#shardKey(key));
  }

  /** Whether what is assigned by a key is this replica's, or will be when others have let go of it. */
  isWanted(shardKey: string): boolean {
    const { share } = this.#options;
    if (share.owns(shardKey)) return true;
    const { owner, self } = share.ownerOf(shardKey);
    return owner === self;
  }

  /** Those of these that are another replica's now depart. */
  begin(active: Iterable<ObjectKey>): void {
    const { share, objects, turn, moves } = this.#options;
    for (const key of new Set(active)) {
      if (this.#departures.has(key) || this.#leftBehind.has(key) || share.owns(this.#shardKey(key))) continue;
      moves.lost += 1;
      for (const tracked of objects.allOf(key)) turn()?.background.end(tracked, 'moved');
      this.#departures.begin(key);
    }
  }

  /** Something of an object has ended. */
  look(key: ObjectKey): void {
    this.#leftBehind.delete(key);
    this.#departures.look(key);
  }

  /** Whether nothing is under way any more for objects that are assigned by other keys than these. */
  isDone(stillOurs: (shardKey: string) => boolean): boolean {
    for (const key of this.#departures.keys()) if (!stillOurs(this.#shardKey(key))) return false;
    return true;
  }

  /** Nothing is handed over any more. */
  clear(): void {
    this.#departures.clear();
  }

  #isStill(key: ObjectKey): boolean {
    const { schedule, objects, turn } = this.#options;
    return !schedule.of(key).working && !turn()?.background.isEnding(key) && !objects.graves.hasEnd(key);
  }

  #save(key: ObjectKey): Promise<void> | undefined {
    const { objects, turn, logger, type } = this.#options;
    const unsaved = objects.allOf(key).filter(({ late }) => late);
    const giving = turn();
    if (unsaved.length === 0 || !giving) return undefined;
    const failed = (error: unknown) => {
      // Whoever handles it next will call what this replica has called already.
      logger.warn('record of an object that moves could not be written', { kind: type.kind, object: key, error: messageOf(error) });
    };
    return Promise.all(unsaved.map((tracked) => giving.writeLateRecord(tracked))).then(() => undefined, failed);
  }

  #abort(key: ObjectKey): void {
    const { objects, logger, type, share } = this.#options;
    const fields = { kind: type.kind, object: key, seconds: share.graceSeconds };
    logger.warn('handler of an object that moves to another replica is still running and is asked to end', fields);
    for (const { running } of objects.allOf(key)) running?.abort('moved');
  }

  #departed(key: ObjectKey, leftBehind: boolean): void {
    const { objects, schedule, share, back, logger, type } = this.#options;
    if (leftBehind) {
      const fields = { kind: type.kind, object: key, seconds: ABORT_SECONDS };
      this.#leftBehind.add(key);
      logger.error('handler did not end when asked: it is left behind, and nothing that it writes is sent', fields);
    }
    objects.handOver(key);
    schedule.forget(key);
    back(key);
    share.departed();
  }

  /** What SHARD_KEY says, and the object's own key where it fails: the same in all replicas, since it is told the same. */
  #shardKey(key: ObjectKey): string {
    const { type, logger } = this.#options;
    try {
      return shardKeyOf(type.shardKey, key);
    } catch (error) {
      const message = 'SHARD_KEY failed: such objects are assigned by namespace and name';
      if (!this.#isExplained) logger.error(message, { kind: type.kind, object: key, error: messageOf(error) });
      this.#isExplained = true;
      return key;
    }
  }
}
