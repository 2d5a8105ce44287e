/**
 * Reads bodies that clients written in Go send in protobuf, as kubectl create does; answers are always JSON. Field numbers
 * stand in the type tables. Only reading is needed, so nothing here writes.
 */
import { isObject, type JsonObject } from './json.ts';
import { badRequest } from './refusal.ts';
import type { Schema } from './schema.ts';
import { canonicalTimestamp } from './timestamp.ts';

const MAGIC = 'k8s\0';

/** Where a field's value goes: a member, or for an embedded struct the fields of it. */
type Plan = Map<number, { name: string; schema: Schema } | { embedded: Plan }>;

/** Reads protobuf bodies; remembers how each type's fields are numbered. */
export class ProtobufReader {
  readonly #plans = new WeakMap<Schema, Plan>();
  readonly #typeOf: (apiVersion: string, kind: string) => Schema | undefined;

  /** @param typeOf the schema of a kind, or undefined when protobuf isn't understood for it */
  constructor(typeOf: (apiVersion: string, kind: string) => Schema | undefined) {
    this.#typeOf = typeOf;
  }

  /** The object that a body holds. */
  read(body: Buffer): JsonObject {
    if (body.toString('latin1', 0, 4) !== MAGIC) throw badRequest('the body is no Kubernetes protobuf: it has another prefix');
    let type: Buffer = Buffer.alloc(0);
    let raw: Buffer = Buffer.alloc(0);
    for (const { number, value } of fields(body.subarray(4))) {
      if (number === 1) type = value as Buffer;
      else if (number === 2) raw = value as Buffer;
    }
    const names = new Map([...fields(type)].map(({ number, value }) => [number, String(value)]));
    const [apiVersion = '', kind = ''] = [names.get(1), names.get(2)];
    const schema = this.#typeOf(apiVersion, kind);
    if (!schema) throw badRequest(`the embedded cluster reads no protobuf of kind ${kind} in version ${apiVersion}; send JSON`);
    return { apiVersion, kind, ...this.#message(raw, schema) };
  }

  #message(bytes: Buffer, schema: Schema): JsonObject {
    const object: JsonObject = {};
    this.#fill(object, bytes, this.#plan(schema));
    return object;
  }

  #fill(object: JsonObject, bytes: Buffer, plan: Plan): void {
    for (const { number, value } of fields(bytes)) {
      const target = plan.get(number);
      if (!target) continue;
      if ('embedded' in target) this.#fill(object, value as Buffer, target.embedded);
      else this.#set(object, value, target);
    }
  }

  #set(object: JsonObject, value: Wire, { name, schema }: { name: string; schema: Schema }): void {
    if (schema.type === 'array') {
      object[name] ??= [];
      object[name].push(this.#value(value, schema.items as Schema));
    } else if (isObject(schema.additionalProperties)) {
      const entry = new Map([...fields(value as Buffer)].map((field) => [field.number, field.value]));
      object[name] ??= {};
      object[name][String(entry.get(1) ?? '')] = this.#value(entry.get(2) ?? Buffer.alloc(0), schema.additionalProperties as Schema);
    } else object[name] = this.#value(value, schema);
  }

  #value(value: Wire, schema: Schema): unknown {
    if (schema.scalar) return scalarOf(value, schema.scalar);
    if (schema.type === 'object') return this.#message(value as Buffer, schema);
    if (schema.type === 'string') return String(value);
    if (schema.type === 'boolean') return value !== 0;
    if (schema.type === 'number') return Buffer.isBuffer(value) ? value.readDoubleLE(0) : value;
    return value;
  }

  #plan(schema: Schema): Plan {
    const known = this.#plans.get(schema);
    if (known) return known;
    const plan: Plan = new Map();
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      const path = [...(member.wire ?? [])];
      const last = path.pop();
      if (last === undefined) continue;
      let level = plan;
      for (const number of path) {
        let next = level.get(number);
        if (!next || !('embedded' in next)) {
          next = { embedded: new Map() };
          level.set(number, next);
        }
        level = next.embedded;
      }
      level.set(last, { name, schema: member });
    }
    this.#plans.set(schema, plan);
    return plan;
  }
}

type Wire = number | Buffer;

/** The fields of a message in their order. */
function* fields(bytes: Buffer): Generator<{ number: number; value: Wire }> {
  let at = 0;
  const varint = (): bigint => {
    let result = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw badRequest('the protobuf body ends in the middle of a field');
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, result);
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw badRequest('the protobuf body ends in the middle of a field');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const wire = tag & 7;
    if (wire === 0) yield { number: tag >>> 3, value: Number(varint()) };
    else if (wire === 2) yield { number: tag >>> 3, value: take(Number(varint())) };
    else if (wire === 1 || wire === 5) yield { number: tag >>> 3, value: take(wire === 1 ? 8 : 4) };
    else throw badRequest(`the protobuf body has a field of the unknown wire type ${wire}`);
  }
}

function scalarOf(value: Wire, scalar: NonNullable<Schema['scalar']>): unknown {
  if (scalar === 'bytes') return (value as Buffer).toString('base64');
  const parts = new Map([...fields(value as Buffer)].map((field) => [field.number, field.value]));
  switch (scalar) {
    case 'quantity':
      return String(parts.get(1) ?? '0');
    case 'intstr':
      return parts.get(1) === 1 ? String(parts.get(3) ?? '') : (parts.get(2) ?? 0);
    case 'time':
    case 'microtime':
      return timeOf(Number(parts.get(1) ?? 0), Number(parts.get(2) ?? 0), scalar);
    default:
      return parts.has(1) ? JSON.parse(String(parts.get(1))) : null;
  }
}

function timeOf(seconds: number, nanoseconds: number, scalar: 'time' | 'microtime'): string | null {
  // Go's zero time, which stands for none.
  if (seconds <= -62_135_596_800 || (seconds === 0 && nanoseconds === 0)) return null;
  const text = canonicalTimestamp(seconds * 1000);
  return scalar === 'time' ? text : `${text.slice(0, -1)}.${String(Math.floor(nanoseconds / 1000)).padStart(6, '0')}Z`;
}
