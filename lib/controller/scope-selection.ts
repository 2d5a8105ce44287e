/**
 * Which of the operator's namespaces are watched for a class whose objects are shared by namespace: those that are this replica's, or will
 * be when others have let go of them, so that their objects are there by then; and those of which something is still under way here.
 */
import { type ObjectKey, splitKey } from '../base/object-key.ts';
import type { Informer } from './informer.ts';
import type { ObjectHandover } from './object-handover.ts';
import type { Progress } from './progress.ts';

/** What a selection is made by. */
export interface ScopeSelectionOptions {
  readonly informer: Pick<Informer, 'select' | 'selected'>;
  /** Undefined while nobody says what is ours: then all stays as it is. */
  handover(): Pick<ObjectHandover, 'isWanted' | 'figures'> | undefined;
  /** The names for which something is under way. */
  busyKeys(): Iterable<ObjectKey>;
  /** Tells when something has ended. */
  readonly progress: Progress;
}

/** See the file's comment. */
export class ScopeSelection {
  readonly #options: ScopeSelectionOptions;
  /** Whether there may be namespaces that are watched and not wanted. */
  #hasSpare = false;

  constructor(options: ScopeSelectionOptions) {
    this.#options = options;
  }

  /** What is ours has changed: what comes is listed from now on; what goes is watched until nothing of it is under way. */
  changed(): void {
    const { informer, handover } = this.#options;
    const sharing = handover();
    if (!sharing) return;
    const { selected } = informer;
    informer.select((namespace) => selected.has(namespace) || isWanted(sharing, namespace));
    this.#hasSpare = hasSpare(sharing, informer.selected);
    // Those that begin to depart do so in the same moment.
    if (this.#hasSpare) queueMicrotask(() => this.#dropSpare());
  }

  /** Gives up what isn't wanted any more, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#options.progress.next(signal);
      if (this.#hasSpare && !signal.aborted) this.#dropSpare();
    }
  }

  #dropSpare(): void {
    const { informer, handover, busyKeys } = this.#options;
    const sharing = handover();
    if (!sharing || sharing.figures.leaving > 0) return;
    const busy = new Set([...busyKeys()].map((key) => splitKey(key).namespace));
    const { selected } = informer;
    informer.select((namespace) => selected.has(namespace) && (isWanted(sharing, namespace) || busy.has(namespace)));
    this.#hasSpare = hasSpare(sharing, informer.selected);
  }
}

type Sharing = Pick<ObjectHandover, 'isWanted'>;

function isWanted(sharing: Sharing, namespace: string | undefined): boolean {
  return namespace === undefined || sharing.isWanted(namespace);
}

function hasSpare(sharing: Sharing, selected: Iterable<string | undefined>): boolean {
  return [...selected].some((namespace) => !isWanted(sharing, namespace));
}
