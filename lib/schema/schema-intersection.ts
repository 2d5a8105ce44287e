/**
 * What satisfies two structural schemas at once, as one structural schema; an error where no value can, or where
 * Kubernetes has no form for it.
 */
import { InvalidSchemaError } from '../base/errors.ts';
import { equalJson } from '../base/merge-patch.ts';
import { isAnyValue, type StructuralSchema, type StructuralType } from './structural-schema.ts';

/** Keywords of which the greater value is the tighter one, and those of which the smaller one is. */
const LOWER_BOUNDS = ['minLength', 'minItems', 'minProperties'] as const;
const UPPER_BOUNDS = ['maxLength', 'maxItems', 'maxProperties'] as const;

/** Keywords that a node can have once only: a second, different one goes into allOf. */
const SINGLE = ['pattern', 'format', 'multipleOf', 'anyOf', 'oneOf', 'not'] as const;

/**
 * One schema for what both take.
 *
 * @param path how errors name the place
 */
export function intersectionOf(one: StructuralSchema, other: StructuralSchema, path: string): StructuralSchema {
  if (isAnyValue(one)) return withAnnotations(other, one);
  if (isAnyValue(other)) return withAnnotations(one, other);
  const result: StructuralSchema = { ...other, ...one };
  mergeType(result, one, other, path);
  mergeFields(result, one, other, path);
  mergeBounds(result, one, other);
  if (one.enum && other.enum) {
    result.enum = one.enum.filter((value) => other.enum?.some((candidate) => equalJson(candidate, value)));
    if (result.enum.length === 0) throw new InvalidSchemaError(path, 'no value is in both enums of this intersection');
  }
  const clashes = SINGLE.filter(
    (keyword) => other[keyword] !== undefined && one[keyword] !== undefined && !equalJson(one[keyword], other[keyword]),
  );
  const allOf = [...(one.allOf ?? []), ...(other.allOf ?? []), ...clashes.map((keyword) => ({ [keyword]: other[keyword] }))];
  if (allOf.length > 0) result.allOf = allOf;
  const rules = [...(one['x-kubernetes-validations'] ?? []), ...(other['x-kubernetes-validations'] ?? [])];
  if (rules.length > 0) result['x-kubernetes-validations'] = rules;
  return result;
}

function withAnnotations(schema: StructuralSchema, annotations: StructuralSchema): StructuralSchema {
  const result = { ...schema };
  for (const keyword of ['title', 'description', 'default'] as const) {
    if (result[keyword] === undefined && annotations[keyword] !== undefined) Object.assign(result, { [keyword]: annotations[keyword] });
  }
  if (!annotations.nullable) delete result.nullable;
  return result;
}

function mergeType(result: StructuralSchema, one: StructuralSchema, other: StructuralSchema, path: string): void {
  if (!one.nullable || !other.nullable) delete result.nullable;
  const types = new Set<StructuralType | 'int-or-string'>([typeOf(one), typeOf(other)]);
  if (types.size === 1) return;
  delete result['x-kubernetes-int-or-string'];
  if (types.has('integer') && (types.has('number') || types.has('int-or-string'))) result.type = 'integer';
  else if (types.has('string') && types.has('int-or-string')) result.type = 'string';
  else throw new InvalidSchemaError(path, `no value is both ${[...types].join(' and ')}, as this intersection asks for`);
}

function typeOf(schema: StructuralSchema): StructuralType | 'int-or-string' {
  return schema.type ?? (schema['x-kubernetes-int-or-string'] ? 'int-or-string' : 'object');
}

function mergeFields(result: StructuralSchema, one: StructuralSchema, other: StructuralSchema, path: string): void {
  if (one.properties && other.properties) {
    result.properties = { ...one.properties };
    for (const [name, property] of Object.entries(other.properties)) {
      const known = Object.hasOwn(one.properties, name) ? one.properties[name] : undefined;
      result.properties[name] = known ? intersectionOf(known, property, `${path}.${name}`) : property;
    }
  }
  if (one.required && other.required) result.required = [...new Set([...one.required, ...other.required])];
  if (one.items && other.items) result.items = intersectionOf(one.items, other.items, `${path}[]`);
  if (one.additionalProperties && other.additionalProperties) {
    result.additionalProperties = intersectionOf(one.additionalProperties, other.additionalProperties, `${path}.*`);
  }
  if (result.additionalProperties && result.properties) {
    throw new InvalidSchemaError(
      path,
      'an intersection of named properties and a record has no structural form: give the record a field of its own',
    );
  }
}

function mergeBounds(result: StructuralSchema, one: StructuralSchema, other: StructuralSchema): void {
  for (const keyword of LOWER_BOUNDS)
    if (one[keyword] !== undefined && other[keyword] !== undefined) result[keyword] = Math.max(one[keyword], other[keyword]);
  for (const keyword of UPPER_BOUNDS)
    if (one[keyword] !== undefined && other[keyword] !== undefined) result[keyword] = Math.min(one[keyword], other[keyword]);
  mergeLimit(result, one, other, 'minimum', 'exclusiveMinimum', (left, right) => left > right);
  mergeLimit(result, one, other, 'maximum', 'exclusiveMaximum', (left, right) => left < right);
}

function mergeLimit(
  result: StructuralSchema,
  one: StructuralSchema,
  other: StructuralSchema,
  limit: 'minimum' | 'maximum',
  exclusive: 'exclusiveMinimum' | 'exclusiveMaximum',
  isTighter: (left: number, right: number) => boolean,
): void {
  const left = one[limit];
  const right = other[limit];
  const chosen =
    right === undefined || (left !== undefined && (isTighter(left, right) || (left === right && one[exclusive]))) ? one : other;
  result[limit] = chosen[limit];
  result[exclusive] = chosen[exclusive];
}
