/**
 * Finds its way through JSON text as bytes without parsing it: where a value ends, and the members of an object one by one.
 * It reads only as much as it needs and checks only what it walks over; whatever it cannot follow is reported as -1 or
 * `broken`, and the caller then falls back to JSON.parse, which is the judge of what is JSON.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The first index at or after `index` that holds no white space. */
export function skipSpace(bytes: Uint8Array, index: number, end: number): number {
  while (index < end) {
    const byte = bytes[index];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    index++;
  }
  return index;
}

/** The index after the string that opens at `index`, or -1 when it does not end. */
export function endOfString(bytes: Uint8Array, index: number, end: number): number {
  for (index++; index < end; index++) {
    const byte = bytes[index];
    if (byte === QUOTE) return index + 1;
    if (byte === BACKSLASH) index++;
  }
  return -1;
}

/** The index after the value that begins at `index`, or -1 when it does not end. */
export function endOfValue(bytes: Uint8Array, index: number, end: number): number {
  if (index >= end) return -1;
  const first = bytes[index];
  if (first === QUOTE) return endOfString(bytes, index, end);
  if (first === 0x7b || first === 0x5b) return endOfNested(bytes, index, end);
  const begin = index;
  while (index < end && !endsScalar(bytes[index] as number)) index++;
  return index > begin ? index : -1;
}

/** The index after the object or array that opens at `index`, or -1. */
function endOfNested(bytes: Uint8Array, index: number, end: number): number {
  let depth = 0;
  while (index < end) {
    const byte = bytes[index] as number;
    if (byte === QUOTE) {
      // Inlined endOfString: most of the time of the whole scan is spent here.
      for (index++; index < end; index++) {
        const inner = bytes[index];
        if (inner === QUOTE) break;
        if (inner === BACKSLASH) index++;
      }
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      if (--depth === 0) return index + 1;
    }
    index++;
  }
  return -1;
}

/** True for what may follow a number, true, false or null. */
function endsScalar(byte: number): boolean {
  return byte === 0x2c || byte === 0x7d || byte === 0x5d || byte <= 0x20;
}

/** Walks over the members of one JSON object: `next()` goes to the next one, whose place is then in the fields. */
export class JsonMembers {
  /** Where the key's text begins, after its quote. */
  keyStart = 0;
  /** Where the key's text ends, before its quote. */
  keyEnd = 0;
  /** Where the value begins. */
  valueStart = 0;
  /** True when this was no object, or it is cut off. */
  broken = false;
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #start: number;
  #entered = false;
  /** 0 while it isn't known. */
  #valueEnd = 0;

  /**
   * @param bytes the text
   * @param start where the object opens
   * @param end where the text ends
   */
  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#end = end;
    this.#start = start;
    this.broken = start >= end || bytes[start] !== 0x7b;
  }

  /** Goes to the next member; false when there is none. */
  next(): boolean {
    if (this.broken) return false;
    const bytes = this.#bytes;
    const end = this.#end;
    const index = this.#nextKey();
    if (index < 0) return false;
    const keyEnd = bytes[index] === QUOTE ? endOfString(bytes, index, end) : -1;
    const colon = keyEnd < 0 ? end : skipSpace(bytes, keyEnd, end);
    if (colon >= end || bytes[colon] !== 0x3a) {
      this.broken = true;
      return false;
    }
    this.keyStart = index + 1;
    this.keyEnd = keyEnd - 1;
    this.valueStart = skipSpace(bytes, colon + 1, end);
    this.#valueEnd = 0;
    return true;
  }

  /** Goes on to the member of that key, given as its bytes; false when there is none further on. */
  goTo(name: Uint8Array): boolean {
    while (this.next()) if (this.is(name)) return true;
    return false;
  }

  /** Where the next key should open, or -1 at the end of the object. */
  #nextKey(): number {
    const bytes = this.#bytes;
    const end = this.#end;
    if (!this.#entered) {
      this.#entered = true;
      const index = skipSpace(bytes, this.#start + 1, end);
      return bytes[index] === 0x7d ? -1 : index;
    }
    const { valueEnd } = this;
    const index = valueEnd < 0 ? end : skipSpace(bytes, valueEnd, end);
    if (index < end && bytes[index] === 0x2c) return skipSpace(bytes, index + 1, end);
    this.broken = index >= end || bytes[index] !== 0x7d;
    return -1;
  }

  /** Where the current value ends, or -1 when it does not. */
  get valueEnd(): number {
    if (this.#valueEnd === 0) this.#valueEnd = endOfValue(this.#bytes, this.valueStart, this.#end);
    return this.#valueEnd;
  }

  /** True when the current key is this one, given as its bytes. */
  is(name: Uint8Array): boolean {
    const { keyStart } = this;
    if (this.keyEnd - keyStart !== name.length) return false;
    for (let index = 0; index < name.length; index++) if (this.#bytes[keyStart + index] !== name[index]) return false;
    return true;
  }
}
