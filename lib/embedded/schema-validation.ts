/** Checks a value against a CRD's schema and says what is wrong in the server's words. */
import { equal, isObject } from './json.ts';
import { labelErrors } from './object-names.ts';
import { duplicate, type FieldError, goValue, invalidValue, notSupported, quote, required } from './refusal.ts';
import { memberSchema, type Schema } from './schema.ts';
import { isOfFormat } from './schema-format.ts';

/**
 * All that is wrong with a value. What is wrong and was so before is tolerated where it stands unchanged: `old` is the value
 * at the same place of the object before the write.
 */
export function validateValue(value: unknown, schema: Schema, path: string, old?: unknown): FieldError[] {
  if (old !== undefined && equal(value, old)) return [];
  // Null is never among the possible values, even where it stands among them.
  if (value === null && schema.nullable) return schema.enum ? [notSupported(path, value, schema.enum)] : [];
  const typeErrors = checkType(value, schema, path);
  if (typeErrors.length > 0) return typeErrors;
  const errors = [...checkEnum(value, schema, path), ...checkLogic(value, schema, path)];
  if (typeof value === 'string') errors.push(...checkString(value, schema, path));
  else if (typeof value === 'number') errors.push(...checkNumber(value, schema, path));
  else if (Array.isArray(value)) errors.push(...checkArray(value, schema, { path, old }));
  else if (isObject(value)) errors.push(...checkObject(value, schema, { path, old }));
  return errors;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function checkType(value: unknown, schema: Schema, path: string): FieldError[] {
  const actual = typeName(value);
  const intOrString = schema['x-kubernetes-int-or-string'];
  if (intOrString ? actual === 'integer' || actual === 'string' : isOfType(actual, schema.type)) return [];
  const wanted = intOrString ? 'integer,string' : schema.type;
  const where = path || '<nil>';
  const message = `Invalid value: ${quote(actual)}: ${path} in body must be of type ${wanted}: ${quote(actual)}`;
  const error = { reason: 'FieldValueTypeInvalid', field: where, message };
  if (actual !== 'number' || intOrString || schema.type !== 'integer') return [error];
  return [error, invalidValue(NOWHERE, '', `Checked value must be of type integer (default format) in ${path}`)];
}

function isOfType(actual: string, wanted: string | undefined): boolean {
  return !wanted || actual === wanted || (wanted === 'number' && actual === 'integer');
}

function checkEnum(value: unknown, schema: Schema, path: string): FieldError[] {
  if (!schema.enum || schema.enum.some((item) => goValue(item) === goValue(value))) return [];
  return [notSupported(path, value, schema.enum)];
}

function checkString(value: string, schema: Schema, path: string): FieldError[] {
  const error = textError(value, schema, path);
  const errors = error ? [error] : [];
  if (schema.format && !isOfFormat(value, schema.format)) {
    const problem = invalidValue(path, value, `${path} in body must be of type ${schema.format}: ${quote(value)}`);
    errors.push({ ...problem, reason: 'FieldValueTypeInvalid' });
  }
  return errors;
}

/** The first thing that is wrong with a text's length or form. */
function textError(value: string, { minLength, maxLength, pattern }: Schema, path: string): FieldError | undefined {
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength)
    return { reason: 'FieldValueTooLong', field: path, message: `Too long: may not be more than ${maxLength} bytes` };
  if (minLength !== undefined && length < minLength)
    return invalidValue(path, value, `${path} in body should be at least ${minLength} chars long`);
  if (pattern !== undefined && !patternOf(pattern).test(value))
    return invalidValue(path, value, `${path} in body should match '${pattern}'`);
  return undefined;
}

/** Go's patterns are nearly those of JavaScript; what differs and is common is translated. */
export function patternOf(pattern: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const body = (flags ? pattern.slice(flags[0].length) : pattern).replaceAll('(?P<', '(?<').replace(/^\\A/, '^').replace(/\\z$/, '$');
  try {
    return new RegExp(body, `u${flags?.[1] ?? ''}`);
  } catch {
    return new RegExp(body, flags?.[1] ?? '');
  }
}

function checkNumber(value: number, schema: Schema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { minimum, maximum, multipleOf } = schema;
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum)) {
    errors.push(
      invalidValue(path, value, `${path} in body should be less than ${schema.exclusiveMaximum ? '' : 'or equal to '}${maximum}`),
    );
  }
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum)) {
    errors.push(
      invalidValue(path, value, `${path} in body should be greater than ${schema.exclusiveMinimum ? '' : 'or equal to '}${minimum}`),
    );
  }
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) {
    errors.push(invalidValue(path, value, `${path} in body should be a multiple of ${multipleOf}`));
  }
  return errors;
}

function checkArray(value: unknown[], schema: Schema, { path, old }: { path: string; old: unknown }): FieldError[] {
  const errors: FieldError[] = [];
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    const message = `Too many: ${value.length}: must have at most ${schema.maxItems} items`;
    errors.push({ reason: 'FieldValueTooMany', field: path, message });
  }
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    errors.push(invalidValue(path, value.length, `${path} in body should have at least ${schema.minItems} items`));
  }
  const before = itemsBefore(old, schema);
  for (const [index, item] of value.entries()) {
    if (schema.items) errors.push(...validateValue(item, schema.items, `${path}[${index}]`, before?.get(keyOf(item, schema))));
  }
  return errors.concat(checkListKeys(value, schema, path));
}

/** The items of a list before the write by their keys; only those of a map can be told apart. */
function itemsBefore(old: unknown, schema: Schema): Map<string, unknown> | undefined {
  if (schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(old)) return undefined;
  return new Map(old.map((item) => [keyOf(item, schema), item]));
}

function keyOf(item: unknown, schema: Schema): string {
  return JSON.stringify((schema['x-kubernetes-list-map-keys'] ?? []).map((name) => (isObject(item) ? item[name] : undefined)));
}

function checkListKeys(value: unknown[], schema: Schema, path: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  if (listType !== 'set' && listType !== 'map') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const seen = new Map<string, number>();
  const errors: FieldError[] = [];
  for (const [index, item] of value.entries()) {
    const key = listType === 'set' ? item : Object.fromEntries(keys.map((name) => [name, isObject(item) ? item[name] : undefined]));
    const text = JSON.stringify(key);
    // However often it occurs, it is said once.
    const times = (seen.get(text) ?? 0) + 1;
    if (times === 2) errors.push(duplicate(`${path}[${index}]`, key));
    seen.set(text, times);
  }
  return errors;
}

function checkObject(value: Record<string, unknown>, schema: Schema, { path, old }: { path: string; old: unknown }): FieldError[] {
  const errors: FieldError[] = schema['x-kubernetes-embedded-resource'] ? checkEmbedded(value, path) : [];
  const size = Object.keys(value).length;
  if (schema.maxProperties !== undefined && size > schema.maxProperties) {
    const message = `Too many: ${size}: must have at most ${schema.maxProperties} items`;
    errors.push({ reason: 'FieldValueTooMany', field: path, message });
  }
  if (schema.minProperties !== undefined && size < schema.minProperties) {
    errors.push(invalidValue(path, size, `${path} in body should have at least ${schema.minProperties} properties`));
  }
  const below = (name: string) => (path ? `${path}.${name}` : name);
  for (const name of schema.required ?? []) if (value[name] === undefined) errors.push(required(below(name)));
  for (const name of Object.keys(value)) {
    const member = memberSchema(schema, name);
    if (member) errors.push(...validateValue(value[name], member, below(name), isObject(old) ? old[name] : undefined));
  }
  return errors;
}

/** An object inside of an object has to say what it is, and its metadata has to be in order. */
function checkEmbedded(value: Record<string, unknown>, path: string): FieldError[] {
  const errors = ['apiVersion', 'kind'].filter((name) => !value[name]).map((name) => required(`${path}.${name}`));
  if (isObject(value.metadata)) errors.push(...labelErrors(value.metadata, `${path}.metadata`));
  return errors;
}

/** Where the server puts what concerns no single field. */
const NOWHERE = '<nil>';

function checkLogic(value: unknown, schema: Schema, path: string): FieldError[] {
  const holds = (part: Schema) => validateValue(value, part, path).length === 0;
  const errors = (schema.allOf ?? []).flatMap((part) => validateValue(value, part, path));
  if (errors.length > 0) {
    const none = schema.allOf?.some(holds) ? '' : '. None validated';
    errors.unshift(invalidValue(NOWHERE, '', `${quote(path)} must validate all the schemas (allOf)${none}`));
  }
  if (schema.anyOf && !schema.anyOf.some(holds)) {
    errors.push(invalidValue(NOWHERE, '', `${quote(path)} must validate at least one schema (anyOf)`));
    errors.push(...validateValue(value, schema.anyOf[0] as Schema, path));
  }
  if (schema.oneOf && schema.oneOf.filter(holds).length !== 1) {
    const found = schema.oneOf.filter(holds).length;
    const why = found === 0 ? 'Found none valid' : `Found ${found} valid alternatives`;
    errors.push(invalidValue(NOWHERE, '', `${quote(path)} must validate one and only one schema (oneOf). ${why}`));
    if (found === 0) errors.push(...validateValue(value, schema.oneOf[0] as Schema, path));
  }
  if (schema.not && holds(schema.not)) errors.push(invalidValue(NOWHERE, '', `${quote(path)} must not validate the schema (not)`));
  return errors;
}
