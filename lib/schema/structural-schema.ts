/**
 * The shape of a Kubernetes structural schema (the OpenAPI v3 subset of a CRD), and the two views of one:
 * the structure, which names every field with its type, and the value validation, which may stand in anyOf, oneOf, allOf and not.
 */
import { equalJson } from '../base/merge-patch.ts';

/** The types that a node may have; a node without one is int-or-string or keeps unknown fields. */
export type StructuralType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';

/** A node of a structural schema. */
export interface StructuralSchema {
  description?: string;
  title?: string;
  type?: StructuralType;
  format?: string;
  nullable?: boolean;
  default?: unknown;
  enum?: unknown[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  exclusiveMinimum?: boolean;
  maximum?: number;
  exclusiveMaximum?: boolean;
  multipleOf?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  required?: string[];
  properties?: Record<string, StructuralSchema>;
  additionalProperties?: StructuralSchema;
  items?: StructuralSchema;
  allOf?: StructuralSchema[];
  anyOf?: StructuralSchema[];
  oneOf?: StructuralSchema[];
  not?: StructuralSchema;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: string;
  'x-kubernetes-validations'?: unknown[];
}

/** A node that takes and keeps any JSON value. */
export function anyValue(): StructuralSchema {
  return { nullable: true, 'x-kubernetes-preserve-unknown-fields': true };
}

/** True for a node that says nothing about its value. */
export function isAnyValue(schema: StructuralSchema): boolean {
  return schema.type === undefined && !!schema['x-kubernetes-preserve-unknown-fields'] && isUnconstrained(valueValidation(schema));
}

/** True for a value validation that refuses nothing. */
export function isUnconstrained(validation: StructuralSchema): boolean {
  return Object.keys(validation).length === 0;
}

/** The keywords that a value validation may not have: the structure has them already, or loses them. */
const STRUCTURE_ONLY = new Set(['description', 'title', 'type', 'default', 'nullable', 'additionalProperties']);

/** The part of a node that may stand in anyOf, oneOf, allOf and not; it refuses no more than the node does. */
export function valueValidation(schema: StructuralSchema): StructuralSchema {
  const result: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (value === undefined || STRUCTURE_ONLY.has(keyword) || keyword.startsWith('x-kubernetes-')) continue;
    if (keyword === 'properties') {
      const properties = validationsOf(value as Record<string, StructuralSchema>);
      if (Object.keys(properties).length > 0) result.properties = properties;
    } else if (keyword === 'items') {
      const items = valueValidation(value as StructuralSchema);
      if (!isUnconstrained(items)) result.items = items;
    } else {
      result[keyword] = value;
    }
  }
  return result as StructuralSchema;
}

function validationsOf(properties: Record<string, StructuralSchema>): Record<string, StructuralSchema> {
  const result: Record<string, StructuralSchema> = {};
  for (const [name, property] of Object.entries(properties)) {
    const validation = valueValidation(property);
    if (!isUnconstrained(validation)) result[name] = validation;
  }
  return result;
}

/** The same schemas, each once. */
export function withoutRepetition<T>(schemas: readonly T[]): T[] {
  return schemas.filter((schema, index) => schemas.findIndex((other) => equalJson(other, schema)) === index);
}

/** The keywords in the order in which people read them. */
const ORDER: readonly string[] = [
  ...['title', 'description', 'type', 'format', 'nullable', 'default', 'enum', 'pattern', 'minLength', 'maxLength'],
  ...['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems', 'minProperties', 'maxProperties'],
  ...['required', 'properties', 'additionalProperties', 'items', 'allOf', 'anyOf', 'oneOf', 'not'],
];

/** The schema with its keywords in a fixed order, without those that are undefined; properties keep their order. */
export function inReadingOrder(schema: StructuralSchema): StructuralSchema {
  const rank = (keyword: string) => (ORDER.indexOf(keyword) + ORDER.length + 1) % (ORDER.length + 1);
  const keywords = Object.keys(schema).sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
  const result: Record<string, unknown> = {};
  for (const keyword of keywords) {
    const value = (schema as Record<string, unknown>)[keyword];
    if (value !== undefined) result[keyword] = orderedKeyword(keyword, value);
  }
  return result as StructuralSchema;
}

function orderedKeyword(keyword: string, value: unknown): unknown {
  if (keyword === 'properties') {
    const properties = Object.entries(value as Record<string, StructuralSchema>);
    return Object.fromEntries(properties.map(([name, property]) => [name, inReadingOrder(property)]));
  }
  if (keyword === 'items' || keyword === 'additionalProperties' || keyword === 'not') return inReadingOrder(value as StructuralSchema);
  if (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'allOf') return (value as StructuralSchema[]).map(inReadingOrder);
  return value;
}
