/**
 * What is left of an object when a turn of it ends: its old version, its timers and daemons, and of what is remembered no more than
 * has to be.
 */
import type { StoredObject } from '../base/object-meta.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import type { EssenceReader } from '../resource/essence-reader.ts';
import type { Background } from './background.ts';
import { type Informer, newestOf } from './informer.ts';
import type { OldVersions } from './old-versions.ts';
import type { PresentObject } from './present-object.ts';
import type { TrackedObject } from './tracked-object.ts';

/** What it is made of. */
export interface TurnEndingOptions {
  readonly type: Pick<ResolvedClass, 'timers' | 'daemons'>;
  readonly informer: Pick<Informer, 'text'>;
  readonly olds: Pick<OldVersions, 'handled'>;
  readonly essences: Pick<EssenceReader, 'shared'>;
  readonly background: Pick<Background, 'begin'>;
}

/** See the file's comment. */
export class TurnEnding {
  readonly #options: TurnEndingOptions;

  constructor(options: TurnEndingOptions) {
    this.#options = options;
  }

  /** The version of the turn is the one that was handled last. */
  keepOld({ tracked, text }: PresentObject): void {
    this.#options.olds.handled(tracked, text, this.#options.informer.text(tracked.key));
  }

  /** The object counts as created. */
  beginBackground(present: PresentObject): void {
    const { type, background } = this.#options;
    if (type.timers.length === 0 && type.daemons.length === 0) return;
    background.begin(present.tracked, () => this.newestOf(present), present.essence);
  }

  /** From now on, until something happens, no more of it is kept than has to be. */
  rest(tracked: TrackedObject): void {
    if (tracked.settled) tracked.settled = this.#options.essences.shared(tracked.settled);
    tracked.rest();
  }

  /** The newest version known. */
  newestOf({ object }: PresentObject): StoredObject {
    return newestOf(this.#options.informer, object);
  }
}
