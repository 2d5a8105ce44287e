/** Writes protobuf by hand, for specs of the reader: fields one by one, and the envelope in which Kubernetes sends them. */

/** One field: a number as a varint, text and bytes with their length, a message as its fields. */
export function field(number: number, value: number | bigint | string | Buffer | readonly Buffer[]): Buffer {
  if (typeof value === 'number' || typeof value === 'bigint') return Buffer.concat([varint(number * 8), varint(value)]);
  const bytes = typeof value === 'string' ? Buffer.from(value) : Array.isArray(value) ? Buffer.concat(value) : (value as Buffer);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

/** A number of 64 bits, seven of them a byte. */
export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

/** A field of eight bytes that hold a number with a fraction. */
export function double(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varint(number * 8 + 1), bytes]);
}

/** A body: prefix, names of the type, message. */
export function envelope(apiVersion: string, kind: string, ...message: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from('k8s\0'), field(1, [field(1, apiVersion), field(2, kind)]), field(2, message)]);
}
