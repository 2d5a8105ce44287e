/**
 * Where a conversion stands in the schema, and what a node without `type` must be.
 */
import type { SchemaObject } from './kind-declaration.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** What the conversion of a node needs to know of its surroundings. */
export interface ConversionContext {
  /** The whole schema, into which references point. */
  readonly root: SchemaObject;
  /** Whose formats are meant. */
  readonly dialect: 'openapi' | 'json-schema';
  /** Where the node is, such as `spec.ports[].number`. */
  readonly path: string;
  /** The references that are being followed: one that comes twice is a recursive type. */
  readonly references: readonly string[];
  /** What the server will not check. */
  readonly notes: string[];
  /** The types of the node around, for a node in its anyOf, oneOf, allOf or not. */
  readonly inheritedType: readonly string[] | undefined;
  /** Converts a node below this one. */
  readonly convert: (node: unknown, context: ConversionContext) => StructuralSchema;
}

/** The context of a node below, which inherits no type. */
export function below(context: ConversionContext, path: string): ConversionContext {
  return { ...context, path, inheritedType: undefined };
}

/** The types that a converted node hands on. */
export function inherit(schema: StructuralSchema): readonly string[] | undefined {
  if (schema.type === undefined) return undefined;
  return schema.nullable ? [schema.type, 'null'] : [schema.type];
}

const SPEAKING_KEYWORDS: ReadonlyArray<readonly [type: string, keywords: readonly string[]]> = [
  ['object', ['properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames', 'minProperties', 'maxProperties']],
  ['array', ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems']],
  ['string', ['pattern', 'minLength', 'maxLength']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
];

/** The types that a node without `type` speaks of; none when it speaks of any. */
export function inferredTypes(node: SchemaObject): readonly string[] {
  const values: unknown[] = Array.isArray(node.enum) ? node.enum : node.const === undefined ? [] : [node.const];
  if (values.length > 0) return [...new Set(values.map(typeOfValue))];
  return SPEAKING_KEYWORDS.filter(([, keywords]) => keywords.some((keyword) => node[keyword] !== undefined)).map(([type]) => type);
}

/** The type of a JSON value. */
export function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
