/**
 * The status keys that belong to the SDK, and which of them the CRD's schema has room for. One per class, shared by all its objects.
 *
 * Somebody else's schema may prune our keys or refuse them. They are then left out of writes, which is said once, and the
 * record moves to an annotation: only the handler's own keys can fail a handler.
 */
import type { ApiError } from '../base/errors.ts';
import { isJsonObject } from '../base/merge-patch.ts';

/** The status keys that the SDK writes. */
export const SDK_STATUS_KEYS = ['state', 'error', 'observedGeneration', 'handled'] as const;

/** One of them. */
export type SdkStatusKey = (typeof SDK_STATUS_KEYS)[number];

/** Which of the SDK's keys can be written to the status of one class. */
export class StatusKeys {
  readonly #leftOut = new Set<SdkStatusKey>();
  readonly #gated: boolean;
  readonly #report: (keys: readonly SdkStatusKey[], why: 'pruned' | 'refused') => void;

  /**
   * @param options.gated whether the SDK reads the state: then it must be kept somewhere, whoever sets it
   * @param options.report is called once for each set of keys that is found to have no room
   */
  constructor(options: { gated: boolean; report: (keys: readonly SdkStatusKey[], why: 'pruned' | 'refused') => void }) {
    this.#gated = options.gated;
    this.#report = options.report;
  }

  /** Whether the schema has room for all of them, as far as is known: so it is nearly always. */
  get areAllKept(): boolean {
    return this.#leftOut.size === 0;
  }

  /** Whether a key is left out of writes. */
  isLeftOut(key: SdkStatusKey): boolean {
    return this.#leftOut.has(key);
  }

  /** Whether the record must live in the annotation. */
  get recordInAnnotation(): boolean {
    return this.#leftOut.has('handled') || this.#leftOut.has('observedGeneration') || this.#leftOut.has('state');
  }

  /** The keys of those sent that the server did not keep. Remembers them. */
  notePruned(sent: Readonly<Record<string, unknown>>, answered: Readonly<Record<string, unknown>>): SdkStatusKey[] {
    const pruned = SDK_STATUS_KEYS.filter((key) => sent[key] !== undefined && sent[key] !== null && !isKept(key, sent[key], answered[key]));
    return this.#note(
      pruned.filter((key) => key !== 'state' || this.#gated),
      'pruned',
    );
  }

  /** The keys of ours that a refusal names. Remembers them. Empty when the handler's own keys are to blame. */
  noteRefused(error: ApiError, ours: ReadonlySet<SdkStatusKey>): SdkStatusKey[] {
    const fields = error.causes.map((cause) => cause.field ?? '');
    const named = SDK_STATUS_KEYS.filter((key) =>
      fields.some((field) => field === `status.${key}` || field.startsWith(`status.${key}.`) || field.startsWith(`status.${key}[`)),
    );
    return this.#note(
      named.filter((key) => ours.has(key)),
      'refused',
    );
  }

  #note(keys: SdkStatusKey[], why: 'pruned' | 'refused'): SdkStatusKey[] {
    const found = keys.filter((key) => !this.#leftOut.has(key));
    for (const key of found) this.#leftOut.add(key);
    if (found.length > 0) this.#report(found, why);
    return found;
  }
}

/** A schema may know a field called `handled` and yet prune what is in it: all of it, or what an older one had no need of. */
function isKept(key: SdkStatusKey, sent: unknown, answer: unknown): boolean {
  if (key !== 'handled') return answer !== undefined;
  if (!isJsonObject(answer) || answer.created === undefined) return false;
  return !isJsonObject(sent) || typeof sent.lastHandled !== 'string' || answer.lastHandled !== undefined;
}
