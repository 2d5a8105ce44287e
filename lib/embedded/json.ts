/**
 * JSON values as the embedded server handles them. A stored value is never changed in place: whoever wants another one
 * makes a copy first.
 */

/** An object whose members may be read without a type of their own. */
// biome-ignore lint/suspicious/noExplicitAny: the server handles objects of kinds that only its callers know
export type JsonObject = { [key: string]: any };

/** True for a JSON object; not for an array or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for what has nothing in it: an object or an array without members, null and undefined. Quicker than counting them. */
export function isHollow(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'object') return false;
  for (const _ in value) return false;
  return true;
}

/** A deep copy. */
export function clone<T>(value: T): T {
  if (Array.isArray(value)) return value.map(clone) as T;
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const key in value) copy[key] = clone(value[key]);
  return copy as T;
}

/** Deep equality; the order of an object's members doesn't count. */
export function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  // Without lists of names, and without a function for each: most of what is written is compared.
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) return Array.isArray(left) && Array.isArray(right) && equalItems(left, right);
  let more = 0;
  for (const name in left) {
    if (!(name in right) || !equal((left as JsonObject)[name], (right as JsonObject)[name])) return false;
    more++;
  }
  for (const _ in right) more--;
  return more === 0;
}

function equalItems(left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (!equal(left[index], right[index])) return false;
  return true;
}

/** The value at a path of member names, or undefined. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (!isObject(current)) return undefined;
    current = current[name];
  }
  return current;
}
