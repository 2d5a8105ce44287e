/**
 * Brings a value of a built-in type into the form in which the server writes it: unknown members go, empty ones too
 * where the type leaves them out, defaults of the type come, and quantities and times get their one notation.
 */
import { isObject, type JsonObject } from './json.ts';
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

function writeObject(object: JsonObject, schema: Schema, path: string, unknown: string[]): JsonObject {
  const properties = schema.properties ?? {};
  const written: JsonObject = {};
  for (const name in object) {
    const member = Object.hasOwn(properties, name) ? (properties[name] as Schema) : undefined;
    const child = path ? `${path}.${name}` : name;
    if (!member) {
      unknown.push(child);
      continue;
    }
    const value = writeValue(object[name], member, child, unknown);
    if (!isAbsent(value, member)) written[name] = value;
  }
  fillEmpty(written, schema, unknown);
  return written;
}

/** Members that are written even when nobody gave them. */
function fillEmpty(written: JsonObject, schema: Schema, unknown: string[]): void {
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    if (name in written) continue;
    if (member.default !== undefined) written[name] = member.default;
    else if (member.absence === 'struct') written[name] = writeObject({}, member, '', unknown);
    else if (member.absence === 'never') written[name] = emptyOf(member);
  }
}

function emptyOf(schema: Schema): unknown {
  if (schema.scalar) return schema.scalar === 'intstr' ? 0 : null;
  if (schema.type === 'string') return '';
  if (schema.type === 'integer' || schema.type === 'number') return 0;
  if (schema.type === 'boolean') return false;
  return null;
}

function isAbsent(value: unknown, { absence, type, additionalProperties, scalar }: Schema): boolean {
  if (value === undefined || value === null) return absence !== 'never';
  if (absence === 'never' || absence === 'nothing' || scalar === 'any') return false;
  if (value === '' || value === 0 || value === false) return scalar !== 'intstr';
  if (type === 'array') return (value as unknown[]).length === 0;
  return additionalProperties !== undefined && Object.keys(value as object).length === 0;
}

function writeValue(value: unknown, schema: Schema, path: string, unknown: string[]): unknown {
  if (value === null || value === undefined || schema.scalar === 'any') return value;
  if (schema.scalar) return writeScalar(value, schema.scalar, path);
  if (schema.type === 'array') {
    if (!Array.isArray(value)) throw unreadable(value, path, 'array');
    const items = schema.items as Schema;
    return value.map((item, index) => writeValue(item, items, `${path}[${index}]`, unknown));
  }
  if (schema.type === 'object') {
    if (!isObject(value)) throw unreadable(value, path, 'object');
    const { additionalProperties } = schema;
    if (typeof additionalProperties !== 'object') return writeObject(value, schema, path, unknown);
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => {
        const written = writeValue(item, additionalProperties, `${path}.${name}`, unknown);
        return [name, written ?? emptyOf(additionalProperties)];
      }),
    );
  }
  if (typeof value !== (schema.type === 'integer' ? 'number' : schema.type)) throw unreadable(value, path, schema.type ?? 'value');
  if (schema.type === 'integer' && !Number.isInteger(value)) throw unreadable(value, path, 'integer');
  return value;
}

const GO_TYPES: Record<string, string> = { integer: 'int32', boolean: 'bool', number: 'float64' };

function unreadable(value: unknown, path: string, wanted: string): UnreadableValue {
  const actual = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value;
  return new UnreadableValue(`json: cannot unmarshal ${actual} into Go struct field ${path} of type ${GO_TYPES[wanted] ?? wanted}`);
}

function writeScalar(value: unknown, scalar: string, path: string): unknown {
  switch (scalar) {
    case 'quantity': {
      const written = typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(String(value)) : undefined;
      if (written === undefined) throw badQuantity();
      return written;
    }
    case 'intstr':
      if (typeof value !== 'string' && typeof value !== 'number') throw unreadable(value, path, 'intstr.IntOrString');
      return value;
    case 'time':
      return writeTime(value, path);
    default:
      if (typeof value !== 'string') throw unreadable(value, path, 'string');
      return value;
  }
}

function badQuantity(): UnreadableValue {
  return new UnreadableValue("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
}

function writeTime(value: unknown, path: string): string {
  if (typeof value !== 'string') throw unreadable(value, path, 'Time');
  const parsed = Date.parse(value);
  if (Number.isNaN(parsed) || !/^\d{4}-\d\d-\d\dT/.test(value)) {
    throw new UnreadableValue(`parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`);
  }
  // A fraction marks a time with microseconds, which keeps all six digits.
  const fraction = /\.(\d+)/.exec(value)?.[1];
  const seconds = new Date(parsed).toISOString().slice(0, 19);
  return fraction ? `${seconds}.${fraction.slice(0, 6).padEnd(6, '0')}Z` : `${seconds}Z`;
}

/** The refusal of an object that its type can't hold. */
export function unreadableRefusal(error: UnreadableValue, kind: string, version: string) {
  return badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${error.message}`);
}
