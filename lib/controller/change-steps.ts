/**
 * The methods that one change calls, where the class has ON_FIELD: `ensureModified` first, then those of the fields that it
 * touches. Each is a call of its own, with attempts of its own; the change is finished when all are.
 */
import type { StoredObject } from '../base/object-meta.ts';
import type { ChangeReason } from '../resource/change.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import type { Essence } from '../resource/essence.ts';
import { fieldDiff } from '../resource/on-field.ts';

/** The step that comes before all others. */
export const FIRST_STEP = 'ensureModified';

interface Pending {
  readonly failures: number;
  readonly dueAt: number;
}

/** A step that can be taken. */
export interface NextStep {
  readonly name: string;
  /** How many attempts have failed. */
  readonly failures: number;
}

/** See the file's comment. */
export class ChangeSteps {
  /** The essence that the change led to. */
  readonly essence: Essence;
  /** Why the first step was called. */
  readonly reason: ChangeReason;
  /** All of them, in order. */
  readonly names: readonly string[];
  readonly #pending: Map<string, Pending>;
  #failedForGood = false;

  constructor(options: { essence: Essence; reason: ChangeReason; names: readonly string[] }) {
    this.essence = options.essence;
    this.reason = options.reason;
    this.names = options.names;
    this.#pending = new Map(options.names.map((name) => [name, { failures: 0, dueAt: Number.NEGATIVE_INFINITY }]));
  }

  /** Whether one of them failed and is not called again. */
  get failedForGood(): boolean {
    return this.#failedForGood;
  }

  /** Whether it is one of those that are left. */
  has(name: string): boolean {
    return this.#pending.has(name);
  }

  /** When a step can be taken; undefined when none is left. What one waits for keeps no other from being called. */
  get dueAt(): number | undefined {
    const times = this.#open().map(([, { dueAt }]) => dueAt);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** The step that comes next: of those that can be taken the one that could be first, so that none is tried again before all were tried. */
  next(now: number): NextStep | undefined {
    let found: [string, Pending] | undefined;
    for (const each of this.#open()) if (each[1].dueAt <= now && (!found || each[1].dueAt < found[1].dueAt)) found = each;
    return found && { name: found[0], failures: found[1].failures };
  }

  /** Calls every step at once, whatever it waits for. */
  hasten(): void {
    for (const [name, { failures }] of this.#pending) this.#pending.set(name, { failures, dueAt: Number.NEGATIVE_INFINITY });
  }

  /** Whether it is the only one left. */
  isLast(name: string): boolean {
    return this.#pending.size === 1 && this.#pending.has(name);
  }

  /** Whether another one has failed, so that its error is still to be shown. */
  othersFailed(name: string): boolean {
    return this.#failedForGood || [...this.#pending].some(([other, { failures }]) => other !== name && failures > 0);
  }

  /** It has succeeded. */
  succeeded(name: string): void {
    this.#pending.delete(name);
  }

  /** It has failed and is called again. */
  again(name: string, failures: number, dueAt: number): void {
    this.#pending.set(name, { failures, dueAt });
  }

  /** It has failed and is not called again. */
  gaveUp(name: string): void {
    this.#pending.delete(name);
    this.#failedForGood = true;
  }

  /** Those that don't wait for another one. */
  #open(): [string, Pending][] {
    const first = this.#pending.get(FIRST_STEP);
    return first ? [[FIRST_STEP, first]] : [...this.#pending];
  }
}

/** What steps are planned of. */
export interface SteppedChange {
  readonly essence: Essence;
  readonly reason: ChangeReason;
  /** The object as the last finished call was given it; undefined when nobody knows: then any field may have changed. */
  readonly old: StoredObject | undefined;
  readonly current: StoredObject;
  /** An earlier change that has not come to its end: what it may have left half done counts as changed. */
  readonly unfinished: ChangeSteps | undefined;
}

/** Which methods a change calls. */
export function planSteps(type: Pick<ResolvedClass, 'handlers' | 'fields'>, change: SteppedChange): ChangeSteps {
  const { essence, reason, old, current, unfinished } = change;
  const touched = type.fields.filter(
    ({ method, path }) => !old || unfinished?.names.includes(method) || fieldDiff(old, current, path).length > 0,
  );
  const first = type.handlers.has(FIRST_STEP) ? [FIRST_STEP] : [];
  return new ChangeSteps({ essence, reason, names: [...first, ...touched.map(({ method }) => method)] });
}
