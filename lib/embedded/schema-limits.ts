/** The single demands of a CRD's schema: of which type a value is, how long, how large, in which form. */
import { isObject } from './json.ts';
import { labelErrors } from './object-names.ts';
import { below, type Place, pathOf } from './place.ts';
import { duplicate, type FieldError, invalidValue, quote, required } from './refusal.ts';
import type { Schema } from './schema.ts';

/** A value, and where it stands. */
export interface Subject<T = unknown> {
  value: T;
  place: Place;
  /** The value at the same place of the object before the write. */
  old: unknown;
  /** Takes what is wrong. */
  errors: FieldError[];
}

/** Where the server puts what concerns no single field. */
export const NOWHERE = '<nil>';

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** True when the value has the schema's type. */
export function checkType({ value, place, errors }: Subject, schema: Schema): boolean {
  const actual = typeName(value);
  const intOrString = schema['x-kubernetes-int-or-string'];
  if (intOrString ? actual === 'integer' || actual === 'string' : isOfType(actual, schema.type)) return true;
  const wanted = intOrString ? 'integer,string' : schema.type;
  const path = pathOf(place);
  const message = `Invalid value: ${quote(actual)}: ${path} in body must be of type ${wanted}: ${quote(actual)}`;
  errors.push({ reason: 'FieldValueTypeInvalid', field: path || NOWHERE, message });
  if (actual === 'number' && !intOrString && schema.type === 'integer')
    errors.push(invalidValue(NOWHERE, '', `Checked value must be of type integer (default format) in ${path}`));
  return false;
}

function isOfType(actual: string, wanted: string | undefined): boolean {
  return !wanted || actual === wanted || (wanted === 'number' && actual === 'integer');
}

/** Checks a text's length and form; the first thing that is wrong is said. */
export function checkText({ value, place, errors }: Subject<string>, { minLength, maxLength, pattern }: Schema, form?: RegExp): void {
  const length = minLength === undefined && maxLength === undefined ? 0 : lengthOf(value);
  if (maxLength !== undefined && length > maxLength) {
    const message = `Too long: may not be more than ${maxLength} bytes`;
    errors.push({ reason: 'FieldValueTooLong', field: pathOf(place), message });
  } else if (minLength !== undefined && length < minLength) {
    const path = pathOf(place);
    errors.push(invalidValue(path, value, `${path} in body should be at least ${minLength} chars long`));
  } else if (form && !form.test(value)) {
    const path = pathOf(place);
    errors.push(invalidValue(path, value, `${path} in body should match '${pattern}'`));
  }
}

/** In characters, of which some take two places. */
function lengthOf(value: string): number {
  let length = 0;
  for (const _ of value) length++;
  return length;
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

/** Checks the size of a number. */
export function checkNumber({ value, place, errors }: Subject<number>, schema: Schema): void {
  const { minimum, maximum, multipleOf, exclusiveMinimum, exclusiveMaximum } = schema;
  const refuse = (why: string) => {
    const path = pathOf(place);
    errors.push(invalidValue(path, value, `${path} in body should be ${why}`));
  };
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum))
    refuse(`less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum))
    refuse(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) refuse(`a multiple of ${multipleOf}`);
}

/** Checks how many items a list has. */
export function checkLength({ value, place, errors }: Subject<unknown[]>, { minItems, maxItems }: Schema): void {
  if (maxItems !== undefined && value.length > maxItems) {
    const message = `Too many: ${value.length}: must have at most ${maxItems} items`;
    errors.push({ reason: 'FieldValueTooMany', field: pathOf(place), message });
  }
  if (minItems === undefined || value.length >= minItems) return;
  const path = pathOf(place);
  errors.push(invalidValue(path, value.length, `${path} in body should have at least ${minItems} items`));
}

/** Checks how many members an object has. */
export function checkSize({ value, place, errors }: Subject<Record<string, unknown>>, { minProperties, maxProperties }: Schema): void {
  if (minProperties === undefined && maxProperties === undefined) return;
  const size = Object.keys(value).length;
  if (maxProperties !== undefined && size > maxProperties) {
    const message = `Too many: ${size}: must have at most ${maxProperties} items`;
    errors.push({ reason: 'FieldValueTooMany', field: pathOf(place), message });
  }
  if (minProperties === undefined || size >= minProperties) return;
  const path = pathOf(place);
  errors.push(invalidValue(path, size, `${path} in body should have at least ${minProperties} properties`));
}

/** The items of a list before the write by their keys; only those of a map can be told apart. */
export function itemsBefore(old: unknown, schema: Schema): Map<string, unknown> | undefined {
  if (schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(old)) return undefined;
  return new Map(old.map((item) => [keyOf(item, schema), item]));
}

/** The values of an item's keys, as text. */
export function keyOf(item: unknown, schema: Schema): string {
  return JSON.stringify((schema['x-kubernetes-list-map-keys'] ?? []).map((name) => (isObject(item) ? item[name] : undefined)));
}

/** Checks that no item of a set or map is there twice. */
export function checkListKeys({ value, place, errors }: Subject<unknown[]>, schema: Schema): void {
  const listType = schema['x-kubernetes-list-type'];
  if (listType !== 'set' && listType !== 'map') return;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const seen = new Map<string, number>();
  for (const [index, item] of value.entries()) {
    const key = listType === 'set' ? item : Object.fromEntries(keys.map((name) => [name, isObject(item) ? item[name] : undefined]));
    const text = JSON.stringify(key);
    // However often it occurs, it is said once.
    const times = (seen.get(text) ?? 0) + 1;
    if (times === 2) errors.push(duplicate(pathOf(below(place, index)), key));
    seen.set(text, times);
  }
}

/** An object inside of an object has to say what it is, and its metadata has to be in order. */
export function embeddedErrors(value: Record<string, unknown>, path: string): FieldError[] {
  const errors = ['apiVersion', 'kind'].filter((name) => !value[name]).map((name) => required(`${path}.${name}`));
  if (isObject(value.metadata)) errors.push(...labelErrors(value.metadata, `${path}.metadata`));
  return errors;
}
