/**
 * The turn of a name: first the ends of the objects that had it, the oldest first, then the object that has it now. It waits until
 * daemons of an object of that name have ended.
 */
import type { Eventual } from '../base/eventual.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { ClassWatches } from './class-watches.ts';
import type { ObjectRegister } from './object-register.ts';
import type { ObjectTurn, TurnEnd } from './object-turn.ts';

/** What it is taken with. */
export interface NameTurnOptions {
  readonly objects: Pick<ObjectRegister, 'graves' | 'track' | 'find'>;
  readonly watches: Pick<ClassWatches, 'informer' | 'view' | 'isReadyFor'>;
  /** What gives turns at this moment; another one in each term, none on standby. */
  turn(): NamedTurn | undefined;
  /** What may be done for a name: all, only what is left to do of objects that are gone, or nothing. @default all */
  allowed?(key: ObjectKey): AllowedTurn;
}

/** What may be done for a name. */
export type AllowedTurn = 'all' | 'ends' | 'nothing';

type NamedTurn = Pick<ObjectTurn, 'take' | 'isCalm' | 'bury' | 'mayAct' | 'background'>;

/** See the file's comment. */
export class NameTurn {
  readonly #options: NameTurnOptions;

  constructor(options: NameTurnOptions) {
    this.#options = options;
  }

  /** Takes the turn of a name. @throws whatever kept an object from being looked at */
  take(key: ObjectKey): Eventual<TurnEnd> {
    const turn = this.#options.turn();
    if (!turn || turn.background.isEnding(key) || this.#allowed(key) === 'nothing') return 'done';
    return this.#options.objects.graves.has(key) ? this.#buryFirst(key, turn) : this.#takePresent(key, turn);
  }

  /** Whether a turn that began now would find nothing to do. */
  isCalm(key: ObjectKey): boolean {
    const { objects } = this.#options;
    const turn = this.#options.turn();
    if (!turn || turn.background.isEnding(key) || objects.graves.has(key)) return false;
    const text = this.#presentText(key);
    if (!text) return false;
    const tracked = objects.find(key, text.uid);
    return tracked !== undefined && turn.isCalm(tracked, text);
  }

  async #buryFirst(key: ObjectKey, turn: NamedTurn): Promise<TurnEnd> {
    const { objects, watches } = this.#options;
    const { graves } = objects;
    const { informer, view } = watches;
    for (let grave = graves.first(key); grave; grave = graves.first(key)) {
      // It left what is watched, and has come back.
      const isBack = informer.text(key)?.uid === grave.tracked.uid && !view.isOutside(key);
      if (!isBack) {
        const isBuried = await turn.bury(grave);
        // Another replica has led meanwhile: what is left is for the turns of this term.
        if (this.#options.turn() !== turn) return 'done';
        if (!isBuried) return turn.mayAct(key) ? 'done' : 'later';
      }
      graves.remove(key, grave);
    }
    return this.#takePresent(key, turn);
  }

  #allowed(key: ObjectKey): AllowedTurn {
    return this.#options.allowed?.(key) ?? 'all';
  }

  #takePresent(key: ObjectKey, turn: NamedTurn): Eventual<TurnEnd> {
    const text = this.#presentText(key);
    return text ? turn.take(this.#options.objects.track(text), text) : 'done';
  }

  /** The newest version of the object that has the name, if it may be handled now. */
  #presentText(key: ObjectKey): ObjectText | undefined {
    const { watches } = this.#options;
    const isReady = this.#options.turn() !== undefined && this.#allowed(key) === 'all' && watches.isReadyFor(key);
    return isReady ? watches.informer.text(key) : undefined;
  }
}
