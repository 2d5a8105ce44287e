/** How a schema's values look to CEL: each object with named members is a type of its own, so that a rule is checked against it. */
import { createRequire } from 'node:module';
import type { Environment, Optional } from '@marcbachmann/cel-js';
import { addKubernetesFunctions } from './cel-functions.ts';
import { isObject } from './json.ts';
import { keepsUnknown, type Schema } from './schema.ts';

/** The library, as it is loaded on first need: most clusters never see a rule. */
export function celLibrary(): { Environment: typeof Environment; Optional: typeof Optional } {
  return createRequire(import.meta.url)('@marcbachmann/cel-js');
}

/** A value of a declared type, made from JSON. */
type Convert = (value: unknown) => unknown;

/** A type of CEL, and how its values are made. */
interface CelType {
  name: string;
  convert: Convert;
}

/** An environment in which `self` and `oldSelf` have the type of a schema. */
export class CelScope {
  readonly #env: Environment;
  readonly #type: CelType;
  readonly #optional: boolean;
  #count = 0;

  constructor(schema: Schema, { optionalOldSelf }: { optionalOldSelf: boolean }) {
    const { Environment: Env } = celLibrary();
    this.#env = new Env({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });
    addKubernetesFunctions(this.#env);
    this.#type = this.#declare(schema);
    this.#optional = optionalOldSelf;
    this.#env.registerVariable('self', this.#type.name);
    this.#env.registerVariable('oldSelf', optionalOldSelf ? `optional<${this.#type.name}>` : this.#type.name);
  }

  /** The type of an expression, or why it has none. */
  check(expression: string): { type: string } | { problem: string } {
    const { valid, type = '', error } = this.#env.check(expression);
    return valid ? { type } : { problem: error?.summary ?? 'it has no type' };
  }

  /** The value of an expression. */
  evaluate(expression: string, self: unknown, oldSelf: unknown): unknown {
    const { Optional: Opt } = celLibrary();
    const old = oldSelf === undefined ? undefined : this.#type.convert(oldSelf);
    const context = { self: this.#type.convert(self), oldSelf: this.#optional ? (old === undefined ? Opt.none() : Opt.of(old)) : old };
    return this.#env.evaluate(expression, context);
  }

  #declare(schema: Schema): CelType {
    if (schema['x-kubernetes-int-or-string']) return { name: 'dyn', convert: dynamic };
    switch (schema.type) {
      case 'array': {
        const items = this.#declare(schema.items ?? {});
        return { name: `list<${items.name}>`, convert: (value) => (Array.isArray(value) ? value.map(items.convert) : value) };
      }
      case 'object':
        return this.#declareObject(schema);
      case 'integer':
        return { name: 'int', convert: (value) => (typeof value === 'number' ? BigInt(Math.trunc(value)) : value) };
      case 'number':
        return { name: 'double', convert: (value) => value };
      case 'boolean':
        return { name: 'bool', convert: (value) => value };
      case 'string':
        return this.#declareText(schema.format);
      default:
        return { name: 'dyn', convert: dynamic };
    }
  }

  #declareText(format: string | undefined): CelType {
    const made = (name: string, make: string): CelType => ({
      name,
      convert: (value) => (typeof value === 'string' ? this.#env.evaluate(`${make}(${JSON.stringify(value)})`) : value),
    });
    if (format === 'date-time') return made('google.protobuf.Timestamp', 'timestamp');
    if (format === 'duration') return made('google.protobuf.Duration', 'duration');
    if (format === 'byte')
      return { name: 'bytes', convert: (value) => (typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value) };
    return { name: 'string', convert: (value) => value };
  }

  #declareObject(schema: Schema): CelType {
    const { properties, additionalProperties } = schema;
    if (!properties && typeof additionalProperties === 'object') {
      const values = this.#declare(additionalProperties);
      return { name: `map<string, ${values.name}>`, convert: (value) => mapped(value, () => values.convert) };
    }
    if (!properties && keepsUnknown(schema)) return { name: 'dyn', convert: dynamic };
    return this.#declareMessage(properties ?? {}, schema['x-kubernetes-embedded-resource'] === true);
  }

  #declareMessage(properties: Record<string, Schema>, embedded: boolean): CelType {
    class Message {}
    const name = `Object${this.#count++}`;
    const all = embedded ? { apiVersion: TEXT, kind: TEXT, metadata: METADATA, ...properties } : properties;
    const members = new Map(Object.entries(all).map(([member, schema]) => [member, this.#declare(schema)]));
    const fields = Object.fromEntries([...members].map(([member, type]) => [escapedName(member), type.name]));
    this.#env.registerType(name, { ctor: Message, fields });
    this.#env.registerOperator(`${name} == ${name}`, equalValues);
    const convert = (value: unknown) => {
      if (!isObject(value)) return value;
      const message = new Message() as Record<string, unknown>;
      for (const [member, type] of members) if (value[member] !== undefined) message[escapedName(member)] = type.convert(value[member]);
      return message;
    };
    return { name, convert };
  }
}

const TEXT: Schema = { type: 'string' };
const METADATA: Schema = { type: 'object', properties: { name: TEXT, generateName: TEXT } };

/** The schema of a whole custom resource as rules see it: its metadata has but two members. */
export function rootSchema(schema: Schema): Schema {
  return { ...schema, type: 'object', properties: { ...schema.properties, apiVersion: TEXT, kind: TEXT, metadata: METADATA } };
}

function dynamic(value: unknown): unknown {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(dynamic);
  return isObject(value) ? mapped(value, () => dynamic) : value;
}

function mapped(value: unknown, convertOf: (name: string) => Convert): unknown {
  if (!isObject(value)) return value;
  return new Map(Object.entries(value).map(([name, member]) => [name, convertOf(name)(member)]));
}

function equalValues(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (Array.isArray(left))
    return Array.isArray(right) && left.length === right.length && left.every((item, at) => equalValues(item, right[at]));
  if (left instanceof Date || right instanceof Date) return left instanceof Date && right instanceof Date && +left === +right;
  if (left instanceof Map) {
    return (
      right instanceof Map &&
      left.size === right.size &&
      [...left].every(([name, item]) => right.has(name) && equalValues(item, right.get(name)))
    );
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  const [mine, theirs] = [left as Record<string, unknown>, right as Record<string, unknown>];
  const names = Object.keys(mine);
  return names.length === Object.keys(theirs).length && names.every((name) => name in theirs && equalValues(mine[name], theirs[name]));
}

const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);

/** A member's name as rules write it. */
function escapedName(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  return name.replaceAll('__', '__underscores__').replaceAll('.', '__dot__').replaceAll('-', '__dash__').replaceAll('/', '__slash__');
}
