/**
 * JSON merge patches (RFC 7386) as pure functions on JSON values: objects merge deep, arrays are whole, null removes.
 * Nothing given is changed; what is unchanged is shared with the result.
 */

type Fields = { [key: string]: unknown };

/** True for a JSON object: neither null nor an array. */
export function isJsonObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The target after the patch; keys of the patch that are undefined are ignored. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const result: Fields = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) delete result[key];
    else setField(result, key, applyMergePatch(ownField(result, key), value));
  }
  return result;
}

/** The smallest patch that turns `from` into `to`; undefined when they are equal. */
export function diffMergePatch(from: unknown, to: unknown): unknown {
  if (!isJsonObject(to) || !isJsonObject(from)) return equalJson(from, to) ? undefined : to;
  const patch: Fields = {};
  let empty = true;
  for (const key of Object.keys(from)) {
    if (ownField(to, key) !== undefined || from[key] === undefined) continue;
    setField(patch, key, null);
    empty = false;
  }
  for (const [key, value] of Object.entries(to)) {
    if (value === undefined) continue;
    const difference = diffMergePatch(ownField(from, key), value);
    if (difference === undefined) continue;
    setField(patch, key, difference);
    empty = false;
  }
  return empty ? undefined : patch;
}

/** True when both are the same JSON; a key that is undefined counts as missing. */
export function equalJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, index) => equalJson(item, other[index]));
  }
  if (Array.isArray(other)) return false;
  const left = one as Fields;
  const right = other as Fields;
  for (const key of Object.keys(left)) if (!equalJson(left[key], ownField(right, key))) return false;
  for (const key of Object.keys(right)) if (right[key] !== undefined && ownField(left, key) === undefined) return false;
  return true;
}

/** Freezes a JSON value all the way down and returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}

/** The value of a key; undefined for what an object merely inherits, such as `constructor`. */
export function ownField(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

/** Plain assignment would set the prototype for the key `__proto__`, which a stored object may well contain. */
function setField(fields: Fields, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
  else fields[key] = value;
}
