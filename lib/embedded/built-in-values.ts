/**
 * Brings a value of a built-in type into the form in which the server writes it: unknown members go, empty ones too
 * where the type leaves them out, defaults of the type come, and quantities and times get their one notation.
 */
import { isObject, type JsonObject } from './json.ts';
import { below, type Place, pathOf } from './place.ts';
import { canonicalQuantity } from './quantity.ts';
import { badRequest } from './refusal.ts';
import type { Schema } from './schema.ts';

/** A value in its written form, and the paths of members that its type doesn't know. */
export interface Written {
  value: JsonObject;
  unknown: string[];
}

/** A value that its type can't hold; the caller names the object around it. */
export class UnreadableValue extends Error {}

/** The written form of an object of a built-in type. */
export function writtenForm(object: JsonObject, schema: Schema): Written {
  const unknown: string[] = [];
  return { value: writeObject(object, schema, '', unknown), unknown };
}

function writeObject(object: JsonObject, schema: Schema, place: Place, unknown: string[]): JsonObject {
  const owner = schema.typeName?.split('.')[1] ?? '';
  const properties = schema.properties ?? {};
  const written: JsonObject = {};
  for (const name in object) {
    const member = Object.hasOwn(properties, name) ? (properties[name] as Schema) : undefined;
    if (!member) {
      unknown.push(pathOf(below(place, name)));
      continue;
    }
    const value = writeMember(object[name], member, { place: below(place, name), owner, unknown });
    if (!isAbsent(value, member)) written[name] = value;
  }
  fillEmpty(written, schema, unknown);
  return written;
}

/** Members that are written even when nobody gave them. */
function fillEmpty(written: JsonObject, schema: Schema, unknown: string[]): void {
  for (const [name, member] of schema.fills ?? []) {
    if (name in written) continue;
    if (member.default !== undefined) written[name] = member.default;
    else if (member.absence === 'struct') written[name] = writeObject({}, member, '', unknown);
    else if (member.absence === 'never') written[name] = emptyOf(member);
    else if (member.absence === 'null') written[name] = null;
  }
}

function emptyOf(schema: Schema): unknown {
  if (schema.scalar) return schema.scalar === 'intstr' ? 0 : null;
  if (schema.type === 'string') return '';
  if (schema.type === 'integer' || schema.type === 'number') return 0;
  if (schema.type === 'boolean') return false;
  return null;
}

function isAbsent(value: unknown, { absence, type, additionalProperties, scalar, default: fallback }: Schema): boolean {
  if (value === undefined || value === null) return (absence !== 'never' && absence !== 'null') || fallback !== undefined;
  if (absence === 'never' || absence === 'null' || absence === 'nothing' || scalar === 'any') return false;
  if (value === '' || value === 0 || value === false) return scalar !== 'intstr';
  if (type === 'array') return (value as unknown[]).length === 0;
  return additionalProperties !== undefined && Object.keys(value as object).length === 0;
}

function writeValue(value: unknown, schema: Schema, place: Place, unknown: string[]): unknown {
  if (value === null || value === undefined || schema.scalar === 'any') return value;
  if (schema.scalar) return writeScalar(value, schema.scalar);
  if (schema.type === 'array') {
    if (!Array.isArray(value)) throw unreadable(value, goType(schema));
    const items = schema.items as Schema;
    return value.map((item, index) => writeValue(item, items, below(place, index), unknown));
  }
  if (schema.type === 'object') {
    if (!isObject(value)) throw unreadable(value, goType(schema));
    const { additionalProperties } = schema;
    if (typeof additionalProperties !== 'object') return writeObject(value, schema, place, unknown);
    return writeMap(value, additionalProperties, place, unknown);
  }
  if (typeof value !== (schema.type === 'integer' ? 'number' : schema.type)) throw unreadable(value, goType(schema));
  if (schema.type === 'integer' && !Number.isInteger(value)) throw unreadable(value, goType(schema));
  return value;
}

function writeMap(value: JsonObject, items: Schema, place: Place, unknown: string[]): JsonObject {
  const entries = Object.entries(value).map(([name, item]) => {
    const written = writeValue(item, items, below(place, name), unknown);
    return [name, written ?? emptyOf(items)];
  });
  // A name such as __proto__ is one like any other.
  return Object.fromEntries(entries);
}

/** Writes a member; what it can't hold is said with the type that owns the member, as Go says it. */
function writeMember(
  value: unknown,
  schema: Schema,
  { place, owner, unknown }: { place: Place; owner: string; unknown: string[] },
): unknown {
  try {
    return writeValue(value, schema, place, unknown);
  } catch (error) {
    if (error instanceof UnheldValue)
      throw new UnreadableValue(
        `json: cannot unmarshal ${error.actual} into Go struct field ${owner}.${pathOf(place).replaceAll(/\[\d+\]/g, '')} of type ${error.wanted}`,
      );
    throw error;
  }
}

/** A value that a member can't hold, before the member is known. */
class UnheldValue extends Error {
  readonly actual: string;
  readonly wanted: string;

  constructor(actual: string, wanted: string) {
    super();
    this.actual = actual;
    this.wanted = wanted;
  }
}

/** A type as Go names it. */
function goType(schema: Schema): string {
  if (schema.type === 'array') return `[]${goType(schema.items ?? {})}`;
  if (schema.typeName) return `v1.${schema.typeName.split('.')[1]}`;
  if (typeof schema.additionalProperties === 'object') return `map[string]${goType(schema.additionalProperties)}`;
  if (schema.type === 'integer') return schema.format === 'int64' ? 'int64' : 'int32';
  return { boolean: 'bool', number: 'float64' }[schema.type as string] ?? String(schema.type);
}

function unreadable(value: unknown, wanted: string): UnheldValue {
  const actual = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value;
  return new UnheldValue(actual, wanted);
}

function writeScalar(value: unknown, scalar: string): unknown {
  switch (scalar) {
    case 'quantity': {
      const written = typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(String(value)) : undefined;
      if (written === undefined) throw badQuantity();
      return written;
    }
    case 'intstr':
      if (typeof value !== 'string' && typeof value !== 'number') throw unreadable(value, 'intstr.IntOrString');
      return value;
    case 'time':
      return writeTime(value);
    case 'microtime':
      return writeMicroTime(value);
    case 'bytes':
      return writeBytes(value);
    default:
      if (typeof value !== 'string') throw unreadable(value, 'string');
      return value;
  }
}

function badQuantity(): UnreadableValue {
  return new UnreadableValue("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
}

function writeTime(value: unknown): string {
  if (typeof value !== 'string') throw unreadable(value, 'Time');
  const parsed = Date.parse(value);
  if (Number.isNaN(parsed) || !/^\d{4}-\d\d-\d\dT/.test(value)) {
    throw new UnreadableValue(
      `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`,
    );
  }
  return `${new Date(parsed).toISOString().slice(0, 19)}Z`;
}

/** A time to the microsecond; all six digits must be there. */
function writeMicroTime(value: unknown): string {
  if (typeof value !== 'string') throw unreadable(value, 'MicroTime');
  const digits = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{6})(Z|[+-]\d\d:\d\d)$/.exec(value);
  if (!digits) {
    const rest = value.slice(19);
    throw new UnreadableValue(
      `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05.000000Z07:00": cannot parse ${JSON.stringify(rest)} as ".000000"`,
    );
  }
  return `${new Date(Date.parse(value)).toISOString().slice(0, 19)}.${digits[1]}Z`;
}

function writeBytes(value: unknown): string {
  if (typeof value !== 'string') throw unreadable(value, '[]uint8');
  const text = value.replaceAll(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/=]/.exec(text);
  if (bad || text.length % 4 !== 0)
    throw new UnreadableValue(`illegal base64 data at input byte ${bad ? bad.index : Math.floor(text.length / 4) * 4}`);
  return text;
}

/** The refusal of an object that its type can't hold. */
export function unreadableRefusal(error: UnreadableValue, kind: string, version: string) {
  return badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${error.message}`);
}
