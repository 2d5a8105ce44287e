/**
 * The keywords of objects and arrays, as a structural schema has them. Kubernetes knows named properties or a record, never
 * both, and one schema for all items of an array.
 */
import { InvalidSchemaError } from '../base/errors.ts';
import { equalJson, isJsonObject } from '../base/merge-patch.ts';
import { below, type ConversionContext } from './conversion-context.ts';
import type { SchemaObject } from './kind-declaration.ts';
import { lengths } from './scalar-keywords.ts';
import { WAY_OUT } from './schema-union.ts';
import { isAnyValue, type StructuralSchema } from './structural-schema.ts';

/** The keywords of an object. */
export function objectKeywords(node: SchemaObject, context: ConversionContext): StructuralSchema {
  const result: StructuralSchema = lengths(node, ['minProperties', 'maxProperties'], context);
  const keys = enumeratedKeys(node);
  const given = isJsonObject(node.properties) ? node.properties : {};
  const forbidden = Object.keys(given).filter((name) => isNever(given[name]));
  const properties: Record<string, StructuralSchema> = {};
  for (const [name, property] of Object.entries(given)) {
    if (!forbidden.includes(name)) properties[name] = context.convert(property, below(context, `${context.path}.${name}`));
  }
  for (const name of keys ?? [])
    properties[name] ??= context.convert(node.additionalProperties ?? true, below(context, `${context.path}.${name}`));
  if (Object.keys(properties).length > 0) result.properties = properties;
  if (!keys) addRecord(result, node, context);
  if (forbidden.length > 0)
    result.not = forbidden.length === 1 ? { required: forbidden } : { anyOf: forbidden.map((name) => ({ required: [name] })) };
  const impossible = forbidden.find((name) => Array.isArray(node.required) && node.required.includes(name));
  if (impossible !== undefined)
    throw new InvalidSchemaError(
      `${context.path}.${impossible}`,
      'takes no value at all and is required: make it optional, or leave it out',
    );
  const required = Array.isArray(node.required) ? node.required.map(String).filter((name) => properties[name]?.default === undefined) : [];
  if (required.length > 0) result.required = required;
  return result;
}

/** A property that must not be there, such as TypeScript's `other?: never`. */
function isNever(schema: unknown): boolean {
  return schema === false || (isJsonObject(schema) && isJsonObject(schema.not) && Object.keys(schema.not).length === 0);
}

/** The keys of a record whose keys are a list of words: it is an object with these properties. */
function enumeratedKeys(node: SchemaObject): readonly string[] | undefined {
  const names = node.propertyNames;
  if (!isJsonObject(names)) return undefined;
  if (Array.isArray(names.enum)) return names.enum.map(String);
  return names.const === undefined ? undefined : [String(names.const)];
}

function addRecord(result: StructuralSchema, node: SchemaObject, context: ConversionContext): void {
  const { additionalProperties, patternProperties, propertyNames } = node;
  if (isJsonObject(propertyNames) && Object.keys(propertyNames).some((keyword) => keyword !== 'type')) {
    context.notes.push(`${context.path}: the API server does not check the keys of this record`);
  }
  if (isJsonObject(patternProperties)) {
    addPatterns(result, node, Object.values(patternProperties), context);
    return;
  }
  if (additionalProperties === undefined || additionalProperties === false) return;
  const values = context.convert(additionalProperties, below(context, `${context.path}.*`));
  if (isAnyValue(values)) result['x-kubernetes-preserve-unknown-fields'] = true;
  else if (result.properties && node['x-kubernetes-preserve-unknown-fields'] === true)
    result['x-kubernetes-preserve-unknown-fields'] = true;
  else if (!result.properties) result.additionalProperties = values;
  else {
    throw new InvalidSchemaError(
      context.path,
      `named properties beside others of a type of their own have no structural form: give the others a field of their own as a record, use z.looseObject(), ${WAY_OUT}`,
    );
  }
}

/** Keys that match a pattern: a record when there are no others, else the server can only keep them all. */
function addPatterns(result: StructuralSchema, node: SchemaObject, schemas: readonly unknown[], context: ConversionContext): void {
  const values = schemas.map((schema) => context.convert(schema, below(context, `${context.path}.*`)));
  const [only] = values;
  context.notes.push(`${context.path}: the API server does not check keys by pattern`);
  if (only && !result.properties && node.additionalProperties === false && values.every((value) => equalJson(value, only)))
    result.additionalProperties = only;
  else result['x-kubernetes-preserve-unknown-fields'] = true;
}

/** The keywords of an array. */
export function arrayKeywords(node: SchemaObject, context: ConversionContext): StructuralSchema {
  const result: StructuralSchema = { items: itemsOf(node, context), ...lengths(node, ['minItems', 'maxItems'], context) };
  if (node.uniqueItems === true) {
    const isScalar =
      result.items?.type !== undefined && result.items.type !== 'object' && result.items.type !== 'array' && !result.items.nullable;
    if (isScalar) result['x-kubernetes-list-type'] = 'set';
    else context.notes.push(`${context.path}: the API server does not check that the items differ`);
  }
  return result;
}

function itemsOf(node: SchemaObject, context: ConversionContext): StructuralSchema {
  const inner = below(context, `${context.path}[]`);
  const first = Array.isArray(node.prefixItems) ? node.prefixItems : Array.isArray(node.items) ? node.items : undefined;
  const rest = Array.isArray(node.items) ? node.additionalItems : node.items;
  if (!first) return context.convert(rest ?? true, inner);
  const items = [...first, ...(rest === undefined || rest === false ? [] : [rest])].map((item) => context.convert(item, inner));
  const [one] = items;
  if (one && items.every((item) => equalJson(item, one))) return one;
  throw new InvalidSchemaError(
    context.path,
    `a tuple of different types has no structural form: use an object with named fields, ${WAY_OUT}`,
  );
}
