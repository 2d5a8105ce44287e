/**
 * What a live object lacks of a desired one: each value of the desired that is another one, or isn't there. Pure.
 *
 * Arrays are looked at item by item in their order: the server may add fields to an item, and items at the end, but where it
 * sorts or inserts, the answer is merely a value too many.
 */
import { equalJson, isJsonObject, ownField } from '../base/merge-patch.ts';

/** One value that is lacking. */
export interface MissingValue {
  /** Where, such as `spec.ports.0.name`. */
  readonly path: string;
  /** What is there; undefined for nothing. */
  readonly live: unknown;
  /** What should be there; undefined when it should be nothing. */
  readonly wanted: unknown;
}

/** Goes through all of them; whoever needs to know only whether there is one takes the first. */
export function* missingValues(live: unknown, desired: unknown, path = ''): Generator<MissingValue> {
  if (isJsonObject(desired) && isJsonObject(live)) {
    for (const key of Object.keys(desired)) yield* missingValues(ownField(live, key), desired[key], join(path, key));
  } else if (Array.isArray(desired) && Array.isArray(live) && live.length >= desired.length) {
    for (const [index, item] of desired.entries()) yield* missingValues(live[index], item, join(path, String(index)));
  } else if (!equalJson(live, desired)) yield { path, live, wanted: desired };
}

/** The same for a merge patch (RFC 7386): what it would change of the live object. Null wants nothing to be there. */
export function* patchedValues(live: unknown, patch: unknown, path = ''): Generator<MissingValue> {
  if (isJsonObject(patch)) {
    const fields = isJsonObject(live) ? live : {};
    for (const key of Object.keys(patch)) {
      if (patch[key] !== undefined) yield* patchedValues(ownField(fields, key), patch[key], join(path, key));
    }
  } else if (patch === null ? live !== undefined : !equalJson(live, patch)) yield { path, live, wanted: patch ?? undefined };
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
