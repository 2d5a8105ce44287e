/**
 * The bytes of a protobuf message as a list of numbered fields. It knows no types; whatever the bytes are, it ends: with the
 * fields, or with a MalformedProtobuf.
 */

/** Bytes that are no protobuf message, or not one of the expected type; worded as the API server does. */
export class MalformedProtobuf extends Error {}

/** How a field's value is written: a number in steps of seven bits, or 8, some or 4 bytes. */
export type WireType = 0 | 1 | 2 | 5;

/** One field of a message. */
export interface WireField {
  number: number;
  wireType: WireType;
  /** A number for wire type 0; 64 bits, signed, and beyond 2^53 as near as a number comes. */
  value: number | Buffer;
}

const GROUP_START = 3;
const GROUP_END = 4;

/** The fields of a message, in their order; a field may come several times. Groups, which nobody writes any more, are left out. */
export function fieldsOf(bytes: Buffer): WireField[] {
  const cursor = new Cursor(bytes);
  const fields: WireField[] = [];
  let openGroups = 0;
  while (!cursor.atEnd) {
    const tag = cursor.varint();
    const number = Number(BigInt.asUintN(64, BigInt(tag)) >> 3n) | 0;
    const wireType = Number(BigInt.asUintN(3, BigInt(tag)));
    if (wireType === GROUP_START) openGroups++;
    else if (wireType === GROUP_END) {
      if (openGroups === 0) throw new MalformedProtobuf('proto: wiretype end group for non-group');
      openGroups--;
    } else {
      const value = cursor.value(wireType);
      if (number <= 0) throw new MalformedProtobuf(`proto: illegal tag ${number} (wire type ${wireType})`);
      if (openGroups === 0) fields.push({ number, wireType: wireType as WireType, value });
    }
  }
  if (openGroups > 0) throw new MalformedProtobuf('unexpected EOF');
  return fields;
}

/** Numbers that stand one after the other without tags, as lists of numbers may. */
export function packedNumbers(bytes: Buffer): number[] {
  const cursor = new Cursor(bytes);
  const numbers: number[] = [];
  while (!cursor.atEnd) numbers.push(cursor.varint());
  return numbers;
}

class Cursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  value(wireType: number): number | Buffer {
    switch (wireType) {
      case 0:
        return this.varint();
      case 1:
        return this.#take(8);
      case 2:
        return this.#take(this.varint());
      case 5:
        return this.#take(4);
      default:
        throw new MalformedProtobuf(`proto: illegal wireType ${wireType}`);
    }
  }

  varint(): number {
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return low;
    }
    let value = BigInt(low);
    for (let shift = 28n; shift < 64n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
    throw new MalformedProtobuf('proto: integer overflow');
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new MalformedProtobuf('unexpected EOF');
    return byte;
  }

  #take(length: number): Buffer {
    if (length < 0) throw new MalformedProtobuf('proto: negative length found during unmarshaling');
    if (length > this.#bytes.length - this.#at) throw new MalformedProtobuf('unexpected EOF');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
