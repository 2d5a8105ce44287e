/**
 * What a handler is told about why it is called.
 */
import type { StoredObject } from '../base/object-meta.ts';
import { type DiffEntry, diffObjects } from './diff.ts';
import { essenceView } from './essence.ts';
import { fieldDiff } from './on-field.ts';

/** Why a handler is called. */
export type ChangeReason =
  /** the object has not been created by a handler yet */
  | 'created'
  /** its essence changed */
  | 'modified'
  /** its essence changed while nobody watched */
  | 'missed'
  /** first seen by this process, with nothing to do */
  | 'resumed'
  /** it is being, or has been, deleted */
  | 'deleted'
  /** the last attempt failed */
  | 'retry'
  /** a handler asked to be called again */
  | 'requeue'
  /** RESYNC_SECONDS are over */
  | 'resync'
  /** an object that it refers to changed */
  | 'reference'
  /** one of its children changed */
  | 'child'
  /** `trigger` was called */
  | 'triggered';

/** Why any method is called: a handler for a change, a timer because its time has come, a daemon because its object is there. */
export type CallReason = ChangeReason | 'timer' | 'daemon';

/** Why and after what a handler is called; `T` is the CRDBase subclass, as in `Change<this>`. */
export interface Change<T extends { body: unknown } = { body: StoredObject }> {
  /** Why the handler is called. */
  readonly reason: ChangeReason;
  /** The object as the last finished call was given it; undefined at first sight. */
  readonly old: T['body'] | undefined;
  /** The object as it is now; the last known one after its deletion. */
  readonly new: T['body'];
  /** The same as `old`. */
  readonly previous: T['body'] | undefined;
  /** The same as `new`. */
  readonly current: T['body'];
  /**
   * What differs between the two essences, in kopf's form; empty when there is no old one. In a method of ON_FIELD what differs at
   * its field, with paths that begin there.
   */
  readonly diff: readonly DiffEntry[];
  /** The number of this attempt, from 1. */
  readonly attempt: number;
}

/** What a change is made of. */
export interface ChangeParts {
  readonly reason: ChangeReason;
  /** Reads the old version; asked once, by the first who wants to know. */
  old(): StoredObject | undefined;
  readonly current: StoredObject;
  readonly attempt: number;
  /** The field that it is told of. @default the whole essence */
  readonly path?: readonly string[] | undefined;
}

/**
 * Builds a change. Most handlers look at neither the old version nor the diff, so both are made when they are first read. It is a
 * Proxy, since an object literal with accessors costs ten times as much, and as it has to look as if it had all its fields.
 */
export function changeOf(parts: ChangeParts): Change {
  return new Proxy(new LazyChange(parts), LOOKS_PLAIN);
}

const FIELDS: readonly string[] = ['reason', 'old', 'new', 'previous', 'current', 'diff', 'attempt'] satisfies (keyof Change)[];

const LOOKS_PLAIN: ProxyHandler<LazyChange> = {
  ownKeys: () => [...FIELDS],
  getOwnPropertyDescriptor: (change, key) =>
    FIELDS.includes(key as string) ? { value: Reflect.get(change, key), enumerable: true, configurable: true, writable: false } : undefined,
  // To the inspector and to deep comparisons it is a plain object.
  getPrototypeOf: () => Object.prototype,
  get: (change, key) => (FIELDS.includes(key as string) ? Reflect.get(change, key) : Reflect.get(Object.prototype, key)),
};

class LazyChange implements Change {
  readonly #parts: ChangeParts;
  #old: { readonly value: StoredObject | undefined } | undefined;
  #diff: readonly DiffEntry[] | undefined;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  /** What console.log shows: it looks behind a Proxy. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return Object.fromEntries(FIELDS.map((field) => [field, Reflect.get(this, field)]));
  }

  get reason(): ChangeReason {
    return this.#parts.reason;
  }

  get attempt(): number {
    return this.#parts.attempt;
  }

  get new(): StoredObject {
    return this.#parts.current;
  }

  get current(): StoredObject {
    return this.#parts.current;
  }

  get old(): StoredObject | undefined {
    this.#old ??= { value: this.#parts.old() };
    return this.#old.value;
  }

  get previous(): StoredObject | undefined {
    return this.old;
  }

  get diff(): readonly DiffEntry[] {
    this.#diff ??= this.#difference();
    return this.#diff;
  }

  #difference(): readonly DiffEntry[] {
    const { old, current } = this;
    const { path } = this.#parts;
    if (!old) return [];
    return path ? fieldDiff(old, current, path) : diffObjects(essenceView(old), essenceView(current));
  }
}
