/**
 * Reads protobuf messages of the built-in types into the JSON form that the server writes; the field numbers stand in
 * type-tables/. Fields that the table doesn't know are passed over, as the API server does.
 */
import { UnreadableValue, writtenForm } from './built-in-values.ts';
import type { JsonObject } from './json.ts';
import { scalarFrom } from './protobuf-scalars.ts';
import { fieldsOf, MalformedProtobuf, packedNumbers, type WireField } from './protobuf-wire.ts';
import type { Schema } from './schema.ts';

/** Where a field's value goes: to a member, or among the members as the fields of a message that JSON doesn't show. */
type Target = { name: string; schema: Schema } | { inlined: Plan };
type Plan = Map<number, Target>;

/** Objects nest less; a message that nests deeper is made to break readers. */
const MAX_DEPTH = 500;

/** The members of a JSONSchemaProps that are either a schema or something else, and what that is. */
const ALTERNATIVES: Record<string, 'schemas' | 'strings' | 'allowed'> = {
  items: 'schemas',
  additionalItems: 'allowed',
  additionalProperties: 'allowed',
  dependencies: 'strings',
};

/** Reads messages; remembers how each type's fields are numbered. */
export class MessageReader {
  readonly #plans = new WeakMap<Schema, Plan>();

  /** The object of a message; a MalformedProtobuf where it is none of that type. */
  read(bytes: Buffer, schema: Schema): JsonObject {
    return written(this.#message(bytes, schema, 0), schema);
  }

  #message(bytes: Buffer, schema: Schema, depth: number): JsonObject {
    if (depth > MAX_DEPTH) throw new MalformedProtobuf(`proto: messages are nested more than ${MAX_DEPTH} levels deep`);
    const object: JsonObject = {};
    this.#fill(object, bytes, { plan: this.#plan(schema), schema, depth });
    return object;
  }

  #fill(object: JsonObject, bytes: Buffer, type: { plan: Plan; schema: Schema; depth: number }): void {
    for (const field of fieldsOf(bytes)) {
      const target = type.plan.get(field.number);
      if (!target) continue;
      if ('inlined' in target) this.#fill(object, bytesOf(field, 'inlined message'), { ...type, plan: target.inlined });
      else this.#set(object, field, { ...target, owner: type.schema, depth: type.depth + 1 });
    }
  }

  #set(
    object: JsonObject,
    field: WireField,
    { name, schema, owner, depth }: { name: string; schema: Schema; owner: Schema; depth: number },
  ): void {
    const read = (each: WireField, type: Schema): unknown =>
      isAlternative(owner, name)
        ? this.#alternative(bytesOf(each, name), name, { owner, depth })
        : this.#value(each, type, { name, depth });
    if (schema.type === 'array') {
      const items = schema.items as Schema;
      const values = items.type === 'integer' && field.wireType === 2 ? packedNumbers(bytesOf(field, name)) : [read(field, items)];
      object[name] ??= [];
      for (const value of values) object[name].push(value);
    } else if (typeof schema.additionalProperties === 'object') {
      const entry = new Map(fieldsOf(bytesOf(field, name)).map((part) => [part.number, part]));
      const key = entry.get(1) ? bytesOf(entry.get(1) as WireField, name).toString() : '';
      object[name] ??= {};
      setOwn(object[name], key, read(entry.get(2) ?? { number: 2, wireType: 2, value: Buffer.alloc(0) }, schema.additionalProperties));
    } else object[name] = read(field, schema);
  }

  #value(field: WireField, schema: Schema, { name, depth }: { name: string; depth: number }): unknown {
    if (schema.scalar) return scalarFrom(bytesOf(field, name), schema.scalar);
    switch (schema.type) {
      case 'integer':
        return schema.format === 'int32' ? numberOf(field, name) | 0 : numberOf(field, name);
      case 'boolean':
        return numberOf(field, name) !== 0;
      case 'number':
        return doubleOf(field, name);
      case 'array':
        // A list in a map, or in a list, is a message with the items in field 1.
        return fieldsOf(bytesOf(field, name))
          .filter(({ number }) => number === 1)
          .map((item) => this.#value(item, schema.items as Schema, { name, depth }));
      case 'object':
        return this.#message(bytesOf(field, name), schema, depth);
      default:
        return bytesOf(field, name).toString();
    }
  }

  /** A schema, or what may stand in its place; which of the two fields is the schema differs. */
  #alternative(bytes: Buffer, name: string, { owner, depth }: { owner: Schema; depth: number }): unknown {
    const kind = ALTERNATIVES[name];
    const fields = fieldsOf(bytes);
    const schemas = (number: number) =>
      fields.filter((field) => field.number === number).map((field) => written(this.#message(bytesOf(field, name), owner, depth), owner));
    if (kind === 'allowed') {
      const allowed = fields.findLast(({ number }) => number === 1);
      return schemas(2).at(-1) ?? (allowed !== undefined && numberOf(allowed, name) !== 0);
    }
    const several =
      kind === 'schemas' ? schemas(2) : fields.filter(({ number }) => number === 2).map((field) => bytesOf(field, name).toString());
    return several.length > 0 ? several : (schemas(1).at(-1) ?? null);
  }

  #plan(schema: Schema): Plan {
    const known = this.#plans.get(schema);
    if (known) return known;
    const plan: Plan = new Map();
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      const path = [...(member.wire ?? [])];
      const number = path.pop();
      if (number === undefined) continue;
      let level = plan;
      for (const step of path) {
        const next = level.get(step);
        const inlined: Plan = next && 'inlined' in next ? next.inlined : new Map();
        level.set(step, { inlined });
        level = inlined;
      }
      level.set(number, { name, schema: member });
    }
    this.#plans.set(schema, plan);
    return plan;
  }
}

function isAlternative(owner: Schema, name: string): boolean {
  return owner.typeName === 'apiextensions.JSONSchemaProps' && Object.hasOwn(ALTERNATIVES, name);
}

/** Go's clients send every field that is no pointer; those that JSON leaves out when they are empty go here. */
function written(object: JsonObject, schema: Schema): JsonObject {
  try {
    return writtenForm(object, schema).value;
  } catch (error) {
    if (error instanceof UnreadableValue) throw new MalformedProtobuf(error.message);
    throw error;
  }
}

/** Sets a member of any name, also of one that objects inherit. */
function setOwn(object: JsonObject, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}

function bytesOf({ value, wireType }: WireField, name: string): Buffer {
  if (wireType !== 2) throw wrongWireType(wireType, name);
  return value as Buffer;
}

function numberOf({ value, wireType }: WireField, name: string): number {
  if (wireType !== 0) throw wrongWireType(wireType, name);
  return value as number;
}

function doubleOf({ value, wireType }: WireField, name: string): number {
  if (wireType !== 1) throw wrongWireType(wireType, name);
  return (value as Buffer).readDoubleLE(0);
}

function wrongWireType(wireType: number, name: string): MalformedProtobuf {
  return new MalformedProtobuf(`proto: wrong wireType = ${wireType} for field ${name}`);
}
