/**
 * Which objects of a class are handled, where it has WHEN: each version is judged once, when it is seen. An object that begins
 * to match comes into view as if it had just been created; one that no longer matches leaves.
 */
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { CacheChange } from '../cache/cache-change.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import { viewOf } from '../resource/object-view.ts';
import { objectFields } from './controller-context.ts';

/** What a change means for who handles the objects. */
export type FilteredChange =
  | Exclude<CacheChange, { kind: 'stale' | 'repeated' | 'replaced' }>
  /** It is there, and no longer one of ours. */
  | { readonly kind: 'left'; readonly current: ObjectText }
  /** It is there, and never was one of ours as far as this process knows. */
  | { readonly kind: 'outside'; readonly current: ObjectText };

/** See the file's comment. */
export class ObjectFilter {
  readonly #type: ResolvedClass;
  readonly #logger: Logger;
  readonly #outside = new Set<ObjectKey>();

  constructor({ type, logger }: { type: ResolvedClass; logger: Logger }) {
    this.#type = type;
    this.#logger = logger;
  }

  /** Whether the object of that name is there, but is not handled. */
  isOutside(key: ObjectKey): boolean {
    return this.#outside.has(key);
  }

  /** What a change of the cache means, in order. */
  pass(change: CacheChange): FilteredChange[] {
    switch (change.kind) {
      case 'added':
        return this.#firstSeen(change.current);
      case 'updated':
        return this.#updated(change.previous, change.current);
      case 'replaced': {
        const { previous, current } = change;
        return [...this.pass({ kind: 'removed', previous, last: previous }), ...this.#firstSeen(current)];
      }
      case 'removed':
        return this.#outside.delete(change.previous.key) ? [] : [change];
      default:
        return [];
    }
  }

  #firstSeen(current: ObjectText): FilteredChange[] {
    const verdict = this.#judge(current.parse());
    if (verdict === true) return [{ kind: 'added', current }];
    this.#outside.add(current.key);
    // Where nobody can say whether it is ours, its finalizer stays until somebody can.
    return verdict === false ? [{ kind: 'outside', current }] : [];
  }

  #updated(previous: ObjectText, current: ObjectText): FilteredChange[] {
    return this.#outside.has(current.key) ? this.#updatedOutside(current) : this.#updatedInside(previous, current);
  }

  #updatedInside(previous: ObjectText, current: ObjectText): FilteredChange[] {
    const object = current.parse();
    // What is owed to an object that was one of ours when its deletion began is not taken back.
    const isOurs = object.metadata.deletionTimestamp !== undefined || this.#judge(object) !== false;
    if (isOurs) return [{ kind: 'updated', previous, current }];
    this.#outside.add(current.key);
    return [{ kind: 'left', current }];
  }

  #updatedOutside(current: ObjectText): FilteredChange[] {
    const verdict = this.#judge(current.parse());
    if (verdict === undefined) return [];
    if (!verdict) return [{ kind: 'outside', current }];
    this.#outside.delete(current.key);
    return [{ kind: 'added', current }];
  }

  /** Undefined when WHEN doesn't say: then all stays as it is. */
  #judge(object: StoredObject): boolean | undefined {
    const { type, when } = this.#type;
    if (!when) return true;
    try {
      const verdict: unknown = when(viewOf(type, object, 'WHEN'));
      if (typeof verdict === 'boolean') return verdict;
      throw new TypeError(`WHEN must answer true or false at once, not ${verdict instanceof Promise ? 'a promise' : typeof verdict}`);
    } catch (error) {
      const fields = { ...objectFields(object), resourceVersion: object.metadata.resourceVersion, error: messageOf(error) };
      this.#logger.error('WHEN failed: the object is left as it is', fields);
      return undefined;
    }
  }
}
