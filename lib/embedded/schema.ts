/**
 * The one description of a type that everything here works with: a structural OpenAPI v3 schema, as a CRD carries it.
 * Built-in types have the same form, with a few members of their own (type-notation.ts makes them).
 */

/** A structural schema. */
export interface Schema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  description?: string;
  format?: string;
  default?: unknown;
  nullable?: boolean;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minProperties?: number;
  maxProperties?: number;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  not?: Schema;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: 'atomic' | 'granular';
  'x-kubernetes-patch-strategy'?: string;
  'x-kubernetes-patch-merge-key'?: string;
  'x-kubernetes-validations'?: unknown[];
  /** Of built-in types: the members that are written even when nobody gave them. */
  fills?: readonly [string, Schema][];
  /** Of built-in types: the name under which OpenAPI documents refer to it. */
  typeName?: string;
  /** Of built-in types: how the server writes the field when it has no value. */
  absence?: Absence;
  /** Of a field of a built-in type: its number in protobuf messages, after those of the messages around it that JSON doesn't show. */
  wire?: number[];
  /** Of built-in types: a scalar with a notation of its own. */
  scalar?: 'quantity' | 'time' | 'microtime' | 'bytes' | 'intstr' | 'any';
}

/**
 * What becomes of an empty value of a built-in type's field:
 * 'empty' it is left out; 'nothing' only null is (the field is a pointer); 'never' it is always written;
 * 'null' it is a pointer, and a missing one is written as null; 'struct' a missing one is written as {}.
 */
export type Absence = 'empty' | 'nothing' | 'never' | 'null' | 'struct';

/** The schema of one member of an object, or undefined when the schema doesn't know it. */
export function memberSchema(schema: Schema | undefined, name: string): Schema | undefined {
  if (!schema) return undefined;
  const known = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
  if (known) return known;
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

/** True when the schema keeps members that it doesn't know. */
export function keepsUnknown(schema: Schema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true || schema.scalar === 'any';
}

/** True for an object that is replaced as a whole. */
export function isAtomic(schema: Schema | undefined): boolean {
  return schema?.scalar === 'any' || schema?.['x-kubernetes-map-type'] === 'atomic';
}
