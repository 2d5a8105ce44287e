/** The values that are one text or number in JSON and a message in protobuf: times, quantities, and their like. */
import { fieldsOf, MalformedProtobuf } from './protobuf-wire.ts';
import type { Schema } from './schema.ts';
import { canonicalTimestamp } from './timestamp.ts';

/** The JSON form of such a value. */
export function scalarFrom(bytes: Buffer, scalar: NonNullable<Schema['scalar']>): unknown {
  switch (scalar) {
    case 'bytes':
      return bytes.toString('base64');
    case 'quantity':
      return textIn(bytes, 1) ?? '0';
    case 'intstr':
      return numberIn(bytes, 1) === 1 ? (textIn(bytes, 3) ?? '') : (numberIn(bytes, 2) ?? 0) | 0;
    case 'time':
    case 'microtime':
      return timeIn(bytes, scalar);
    case 'any':
      return jsonIn(bytes);
  }
}

/** Go's zero time, which stands for none; an empty message does too. */
const ZERO_TIME = -62_135_596_800;
/** Where the year 10000 begins. */
const END_OF_TIME = 253_402_300_800;

function timeIn(bytes: Buffer, scalar: 'time' | 'microtime'): string | null {
  if (bytes.length === 0) return null;
  const microseconds = scalar === 'time' ? 0 : Math.trunc((numberIn(bytes, 2) ?? 0) / 1000);
  const carried = Math.floor(microseconds / 1_000_000);
  const seconds = (numberIn(bytes, 1) ?? 0) + carried;
  if (seconds === ZERO_TIME && microseconds === 0) return null;
  if (seconds < ZERO_TIME || seconds >= END_OF_TIME) throw new MalformedProtobuf('Time: year outside of range [0,9999]');
  const text = canonicalTimestamp(seconds * 1000);
  if (scalar === 'time') return text;
  return `${text.slice(0, -1)}.${String(microseconds - carried * 1_000_000).padStart(6, '0')}Z`;
}

/** A value of any type, which travels as JSON text. */
function jsonIn(bytes: Buffer): unknown {
  const text = textIn(bytes, 1);
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedProtobuf(`a field that holds JSON holds none: ${(error as Error).message}`);
  }
}

function textIn(bytes: Buffer, number: number): string | undefined {
  const field = fieldsOf(bytes).findLast((candidate) => candidate.number === number);
  if (field && !Buffer.isBuffer(field.value)) throw new MalformedProtobuf(`proto: wrong wireType = ${field.wireType} for field ${number}`);
  return field?.value.toString();
}

function numberIn(bytes: Buffer, number: number): number | undefined {
  const field = fieldsOf(bytes).findLast((candidate) => candidate.number === number);
  if (field && typeof field.value !== 'number')
    throw new MalformedProtobuf(`proto: wrong wireType = ${field.wireType} for field ${number}`);
  return field?.value as number | undefined;
}
