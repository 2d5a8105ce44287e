/**
 * One version of a stored object as its JSON text, without managedFields: what the watch hands over and the cache keeps.
 *
 * Its identity is read from the bytes without parsing the rest; whoever needs the object calls parse() and gets a copy of
 * their own, so that no reader can harm another. An ObjectText never changes.
 */
import { JsonMembers } from './json-scan.ts';
import type { ObjectKey } from './object-key.ts';
import { keyOf, objectKey } from './object-key.ts';
import type { StoredObject } from './object-meta.ts';

const METADATA = Buffer.from('metadata');
const NAME = Buffer.from('name');
const NAMESPACE = Buffer.from('namespace');
const UID = Buffer.from('uid');
const RESOURCE_VERSION = Buffer.from('resourceVersion');
const GENERATION = Buffer.from('generation');
const MANAGED_FIELDS = Buffer.from('managedFields');
const KIND = Buffer.from('kind');
const API_VERSION = Buffer.from('apiVersion');

/** What the items of a list are, for items that don't say it themselves. */
export interface ItemKind {
  apiVersion: string;
  kind: string;
}

/** What the scan of an object's text finds. */
interface Identity {
  name: string;
  namespace: string;
  uid: string;
  resourceVersion: string;
  /** Where managedFields and one comma lie; both 0 when there are none. */
  cutStart: number;
  cutEnd: number;
  /** False when metadata stood before apiVersion and kind. */
  kindSeen: boolean;
}

/** An object's text and identity. */
export class ObjectText {
  /** `namespace/name`, or `name`. */
  readonly key: ObjectKey;
  /** `metadata.uid`. */
  readonly uid: string;
  /** `metadata.resourceVersion`. */
  readonly resourceVersion: string;
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #length: number;

  private constructor(key: ObjectKey, uid: string, resourceVersion: string, bytes: Buffer, start: number, length: number) {
    this.key = key;
    this.uid = uid;
    this.resourceVersion = resourceVersion;
    this.#bytes = bytes;
    this.#start = start;
    this.#length = length;
  }

  /** The text of an object, as a server's answer to a write has it. */
  static from(object: StoredObject): ObjectText {
    const { name, uid, resourceVersion } = object.metadata ?? {};
    if (!name || !uid || !resourceVersion) throw new SyntaxError('the object has no metadata.name, uid or resourceVersion');
    const kept =
      object.metadata.managedFields === undefined ? object : { ...object, metadata: { ...object.metadata, managedFields: undefined } };
    const bytes = Buffer.from(JSON.stringify(kept));
    return new ObjectText(keyOf(object), uid, resourceVersion, bytes, 0, bytes.length);
  }

  /**
   * Takes over a part of a buffer that holds an object's JSON. The bytes belong to the result from now on: the part is
   * rearranged in place when managedFields are cut out of it.
   *
   * @param itemKind what the object is, when it may not say it itself
   * @throws SyntaxError it is not the JSON of a stored object. Only what was walked over is checked: what follows the
   *   metadata may still turn out to be broken when it is parsed.
   */
  static take(bytes: Buffer, start: number, end: number, itemKind?: ItemKind): ObjectText {
    const found = scanIdentity(bytes, start, end);
    if (!found) return ObjectText.#takeParsed(bytes, start, end, itemKind);
    const key = objectKey(found.namespace, found.name);
    const cut = found.cutEnd - found.cutStart;
    if (cut > 0) {
      bytes.copyWithin(start + cut, start, found.cutStart);
      start += cut;
    }
    if (itemKind && !found.kindSeen) {
      const head = `{"apiVersion":${JSON.stringify(itemKind.apiVersion)},"kind":${JSON.stringify(itemKind.kind)},`;
      bytes = Buffer.concat([Buffer.from(head), bytes.subarray(start + 1, end)]);
      start = 0;
      end = bytes.length;
    }
    return new ObjectText(key, found.uid, found.resourceVersion, bytes, start, end - start);
  }

  /** The slow way, for JSON that is written in a manner that the scan doesn't follow. */
  static #takeParsed(bytes: Buffer, start: number, end: number, itemKind?: ItemKind): ObjectText {
    const object: unknown = JSON.parse(bytes.toString('utf8', start, end));
    if (typeof object !== 'object' || object === null) throw new SyntaxError('not a JSON object');
    return ObjectText.from({ ...itemKind, ...object } as StoredObject);
  }

  /** The object: a fresh copy, the caller's own. */
  parse<T = StoredObject>(): T {
    return JSON.parse(this.text) as T;
  }

  /**
   * One field of the object itself, such as `status`, without parsing the rest: a fresh copy. Undefined when there is none.
   *
   * @throws SyntaxError the text is broken
   */
  field(name: string): unknown {
    const members = this.#membersAt(this.#start);
    if (members.goTo(Buffer.from(name))) return JSON.parse(this.#bytes.toString('utf8', members.valueStart, members.valueEnd));
    // Written in a way that the scan doesn't follow.
    return members.broken ? this.parse()[name] : undefined;
  }

  /**
   * `metadata.generation`, which is read when it is asked for; undefined when there is none.
   *
   * @throws SyntaxError the text is broken
   */
  get generation(): number | undefined {
    const object = this.#membersAt(this.#start);
    if (object.goTo(METADATA)) {
      const metadata = this.#membersAt(object.valueStart);
      if (metadata.goTo(GENERATION)) return Number(this.#bytes.toString('latin1', metadata.valueStart, metadata.valueEnd));
      if (!metadata.broken) return undefined;
    }
    // Written in a way that the scan doesn't follow.
    return this.parse().metadata.generation;
  }

  /** The members of the object that opens at an index. */
  #membersAt(index: number): JsonMembers {
    return new JsonMembers(this.#bytes, index, this.#start + this.#length);
  }

  /** Whether the text has these characters somewhere: what it hasn't, nobody needs to look for. */
  includes(characters: string): boolean {
    return this.#bytes.subarray(this.#start, this.#start + this.#length).includes(characters);
  }

  /** The JSON text. */
  get text(): string {
    return this.#bytes.toString('utf8', this.#start, this.#start + this.#length);
  }

  /** How many bytes the text has. */
  get byteLength(): number {
    return this.#length;
  }

  /** The buffer in which the text lies. */
  get buffer(): Buffer {
    return this.#bytes;
  }

  /**
   * The same with its text copied to a place in another buffer, so that the first one can go.
   *
   * @param earlier a version of the object, or of one that had its name: what both are called is kept once, and a map that has
   *   the name finds it without comparing letters. @default none
   */
  movedTo(buffer: Buffer, offset: number, earlier: ObjectText = this): ObjectText {
    this.#bytes.copy(buffer, offset, this.#start, this.#start + this.#length);
    const key = earlier.key === this.key ? earlier.key : this.key;
    const uid = earlier.uid === this.uid ? earlier.uid : this.uid;
    return new ObjectText(key, uid, this.resourceVersion, buffer, offset, this.#length);
  }

  /** The same, holding on to no more memory than its own text. */
  detached(): ObjectText {
    return this.#bytes.length === this.#length ? this : this.movedTo(Buffer.allocUnsafeSlow(this.#length), 0);
  }
}

/** Reads the identity from the text; undefined when it is not where, or not how, it usually is. */
function scanIdentity(bytes: Buffer, start: number, end: number): Identity | undefined {
  const members = new JsonMembers(bytes, start, end);
  let kindSeen = false;
  while (members.next()) {
    if (members.is(METADATA)) return scanMetadata(bytes, members.valueStart, end, kindSeen);
    if (members.is(KIND) || members.is(API_VERSION)) kindSeen = true;
  }
  return undefined;
}

function scanMetadata(bytes: Buffer, start: number, end: number, kindSeen: boolean): Identity | undefined {
  const found: Identity = { name: '', namespace: '', uid: '', resourceVersion: '', cutStart: 0, cutEnd: 0, kindSeen };
  const members = new JsonMembers(bytes, start, end);
  let previousEnd = 0;
  while (members.next()) {
    const field = identityField(bytes, members);
    if (field !== undefined) {
      const value = plainString(bytes, members);
      if (value === undefined) return undefined;
      found[field] = value;
    } else if (bytes[members.keyStart] === 0x6d && members.is(MANAGED_FIELDS)) {
      found.cutStart = previousEnd === 0 ? members.keyStart - 1 : previousEnd;
      found.cutEnd = members.valueEnd;
      if (previousEnd === 0 && bytes[found.cutEnd] === 0x2c) found.cutEnd++;
    }
    previousEnd = members.valueEnd;
  }
  // The brace that closes the object must be there as well.
  const whole = !members.broken && previousEnd < end - 1;
  return whole && found.name && found.uid && found.resourceVersion ? found : undefined;
}

/** Which part of the identity the current member is. */
function identityField(bytes: Buffer, members: JsonMembers): 'name' | 'namespace' | 'uid' | 'resourceVersion' | undefined {
  // One byte decides for most members that nobody asks for them.
  switch (bytes[members.keyStart]) {
    case 0x6e:
      return members.is(NAME) ? 'name' : members.is(NAMESPACE) ? 'namespace' : undefined;
    case 0x75:
      return members.is(UID) ? 'uid' : undefined;
    case 0x72:
      return members.is(RESOURCE_VERSION) ? 'resourceVersion' : undefined;
    default:
      return undefined;
  }
}

/** The current value when it is a string without escapes or letters beyond ASCII, as names are. */
function plainString(bytes: Buffer, members: JsonMembers): string | undefined {
  const start = members.valueStart + 1;
  const end = members.valueEnd - 1;
  if (bytes[start - 1] !== 0x22) return undefined;
  for (let index = start; index < end; index++) {
    const byte = bytes[index] as number;
    if (byte === 0x5c || byte > 0x7e) return undefined;
  }
  return bytes.toString('latin1', start, end);
}
