/**
 * The keywords of strings and numbers, and Kubernetes' own, as a structural schema has them.
 */
import { InvalidSchemaError } from '../base/errors.ts';
import type { ConversionContext } from './conversion-context.ts';
import type { SchemaObject } from './kind-declaration.ts';
import { serverPattern } from './server-pattern.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** The formats of strings that the API server checks and that mean there what they mean in JSON Schema. */
const SHARED_FORMATS = new Set(['date-time', 'date', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uuid', 'mac', 'password']);

/** Times that some patterns take and the API server's date-time does not: without zone, and without seconds. */
const LOOSE_TIMES = ['2020-01-01T00:00:00', '2020-01-01T00:00Z'];

/** The keywords of a string. */
export function stringKeywords(node: SchemaObject, context: ConversionContext): StructuralSchema {
  const result: StructuralSchema = lengths(node, ['minLength', 'maxLength'], context);
  const { pattern, format } = node;
  if (typeof pattern === 'string') {
    const converted = serverPattern(pattern);
    if (converted === undefined) context.notes.push(`${context.path}: the API server cannot check the pattern ${pattern}`);
    else result.pattern = converted;
  }
  if (typeof format === 'string' && isCheckedFormat(format, pattern, context)) result.format = format;
  return result;
}

function isCheckedFormat(format: string, pattern: unknown, context: ConversionContext): boolean {
  if (context.dialect === 'openapi') return true;
  if (!SHARED_FORMATS.has(format)) return false;
  if (format !== 'date-time' || typeof pattern !== 'string') return true;
  const expression = new RegExp(pattern);
  return !LOOSE_TIMES.some((time) => expression.test(time));
}

/** The keywords of a number; of an integer, the bounds of what JavaScript can count are left to the format. */
export function numberKeywords(node: SchemaObject, context: ConversionContext, type?: 'integer' | 'number'): StructuralSchema {
  const result: StructuralSchema = {};
  setLimit(result, node, 'minimum', 'exclusiveMinimum', (one, other) => one >= other);
  setLimit(result, node, 'maximum', 'exclusiveMaximum', (one, other) => one <= other);
  const { multipleOf, format } = node;
  if (typeof multipleOf === 'number') result.multipleOf = multipleOf;
  if (context.dialect === 'openapi') return typeof format === 'string' && type ? { ...result, format } : result;
  const isSafe = result.minimum === Number.MIN_SAFE_INTEGER || result.maximum === Number.MAX_SAFE_INTEGER;
  if (result.minimum === Number.MIN_SAFE_INTEGER) delete result.minimum;
  if (result.maximum === Number.MAX_SAFE_INTEGER) delete result.maximum;
  if (type === 'integer' && isSafe) result.format = 'int64';
  return result;
}

/** JSON Schema's exclusive bound is a number of its own, OpenAPI's a flag beside the bound. */
function setLimit(
  result: StructuralSchema,
  node: SchemaObject,
  limit: 'minimum' | 'maximum',
  exclusive: 'exclusiveMinimum' | 'exclusiveMaximum',
  isTighter: (one: number, other: number) => boolean,
): void {
  const inclusive = node[limit];
  const bound = node[exclusive];
  if (typeof inclusive === 'number') result[limit] = inclusive;
  if (bound === true && typeof inclusive === 'number') result[exclusive] = true;
  if (typeof bound !== 'number' || (typeof inclusive === 'number' && !isTighter(bound, inclusive))) return;
  result[limit] = bound;
  result[exclusive] = true;
}

/** Lengths and counts: whole numbers from 0. */
export function lengths(
  node: SchemaObject,
  keywords: readonly ('minLength' | 'maxLength' | 'minItems' | 'maxItems' | 'minProperties' | 'maxProperties')[],
  context: ConversionContext,
): StructuralSchema {
  const result: StructuralSchema = {};
  for (const keyword of keywords) {
    const value = node[keyword];
    if (value === undefined) continue;
    if (!Number.isInteger(value) || (value as number) < 0)
      throw new InvalidSchemaError(context.path, `${keyword} must be a whole number from 0`);
    result[keyword] = value as number;
  }
  return result;
}

const EXTENSIONS = ['preserve-unknown-fields', 'embedded-resource', 'list-type', 'list-map-keys', 'map-type', 'validations'];

/** Kubernetes' own keywords, as the author wrote them: in an OpenAPI object, or with zod's .meta(). */
export function extensionKeywords(node: SchemaObject): StructuralSchema {
  const result: Record<string, unknown> = {};
  for (const name of EXTENSIONS) {
    const keyword = `x-kubernetes-${name}`;
    if (node[keyword] !== undefined) result[keyword] = node[keyword];
  }
  return result;
}
