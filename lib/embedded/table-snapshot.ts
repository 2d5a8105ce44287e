/**
 * The objects of a table as they were at a revision: those of now, with what happened since undone. Made without copying the
 * table, and to be used before the next write.
 */
import type { JsonObject } from './json.ts';

/** What a snapshot is made of. */
export interface SnapshotParts {
  /** The keys of now, in order. */
  keys: readonly string[];
  objects: ReadonlyMap<string, JsonObject>;
  /** What has changed since, as it was before; undefined where nothing was. */
  undone: ReadonlyMap<string, JsonObject | undefined>;
  /** What all keys begin with; empty for the whole table. */
  prefix: string;
}

/** A snapshot. */
export class TableSnapshot {
  readonly #parts: SnapshotParts;
  /** The keys that were there and are no longer, in order. */
  readonly #lost: string[];
  /** The end of the prefix's keys. */
  readonly #end: number;

  constructor(parts: SnapshotParts) {
    const { keys, objects, undone, prefix } = parts;
    this.#parts = parts;
    this.#lost = [...undone]
      .filter(([key, object]) => object && !objects.has(key) && key.startsWith(prefix))
      .map(([key]) => key)
      .sort(compareKeys);
    // Nothing that may stand in a key comes after this character.
    this.#end = prefix ? lowerBound(keys, `${prefix}\uffff`) : keys.length;
  }

  /** The objects by key, in order, from a key on. */
  *entries(from = ''): Generator<[string, JsonObject]> {
    const { keys, objects, undone, prefix } = this.#parts;
    const first = from > prefix ? from : prefix;
    let lost = lowerBound(this.#lost, first);
    for (let index = lowerBound(keys, first); index < this.#end; index++) {
      const key = keys[index] as string;
      for (; lost < this.#lost.length && (this.#lost[lost] as string) < key; lost++) yield this.#lostAt(lost);
      const object = undone.has(key) ? undone.get(key) : objects.get(key);
      if (object) yield [key, object];
    }
    for (; lost < this.#lost.length; lost++) yield this.#lostAt(lost);
  }

  #lostAt(index: number): [string, JsonObject] {
    const key = this.#lost[index] as string;
    return [key, this.#parts.undone.get(key) as JsonObject];
  }

  /** How many there are from a key on. */
  countFrom(key: string): number {
    const { keys, objects, undone, prefix } = this.#parts;
    const first = key > prefix ? key : prefix;
    let added = 0;
    for (const [name, object] of undone) if (!object && objects.has(name) && name >= first && name.startsWith(prefix)) added++;
    return this.#end - lowerBound(keys, first) - added + this.#lost.length - lowerBound(this.#lost, first);
  }
}

/** As etcd orders keys: by bytes, not by language; for the characters that names consist of, by code unit. */
export function compareKeys(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The first index whose key is not below the given one. */
export function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
