/**
 * Shapes that a parsed YAML document can be held to, and a check that finds everything that is wrong at once: each problem with
 * the path of its key, the value given, and, for an unknown key, the nearest known one. Pure.
 */
import { describeValue } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';

/** What a value may be. */
export type ValueShape =
  | { readonly type: 'string'; readonly oneOf?: readonly string[] }
  | { readonly type: 'integer' }
  | { readonly type: 'boolean' }
  /** Any object, such as labels. */
  | { readonly type: 'map'; readonly values: ValueShape }
  | { readonly type: 'list'; readonly items: ValueShape; readonly atLeast?: number }
  | {
      readonly type: 'object';
      readonly keys: Readonly<Record<string, ValueShape>>;
      readonly required?: readonly string[];
      readonly atLeast?: number;
    };

/** Everything that is wrong with a value; empty when it has the shape. */
export function shapeProblems(value: unknown, shape: ValueShape, path: string): string[] {
  switch (shape.type) {
    case 'string':
      return stringProblems(value, shape.oneOf, path);
    case 'integer':
      return Number.isSafeInteger(value) ? [] : [expected(path, 'a whole number', value)];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [expected(path, 'true or false', value)];
    case 'list':
      return listProblems(value, shape, path);
    case 'map':
      if (!isObject(value)) return [expected(path, 'an object', value)];
      return Object.entries(value).flatMap(([key, each]) => shapeProblems(each, shape.values, join(path, key)));
    case 'object':
      return objectProblems(value, shape, path);
    default:
      throw new TypeError(`no such shape: ${String(shape satisfies never)}`);
  }
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringProblems(value: unknown, oneOf: readonly string[] | undefined, path: string): string[] {
  if (typeof value !== 'string') return [expected(path, 'a string', value)];
  if (oneOf === undefined || oneOf.includes(value)) return [];
  return [`${path} must be one of ${oneOf.join(', ')}, not ${describeValue(value)}${didYouMean(value, oneOf)}`];
}

function listProblems(value: unknown, { items, atLeast = 0 }: ValueShape & { type: 'list' }, path: string): string[] {
  if (!Array.isArray(value)) return [expected(path, 'a list', value)];
  if (value.length < atLeast) return [`${path} must have at least ${atLeast === 1 ? 'one item' : `${atLeast} items`}`];
  return value.flatMap((each, index) => shapeProblems(each, items, `${path}[${index}]`));
}

function objectProblems(value: unknown, { keys, required = [], atLeast = 0 }: ValueShape & { type: 'object' }, path: string): string[] {
  if (!isObject(value)) return [expected(path, 'an object', value)];
  const known = Object.keys(keys);
  const missing = required.filter((key) => !Object.hasOwn(value, key)).map((key) => `${join(path, key)} is required`);
  const few = Object.keys(value).length < atLeast ? [`${path} must have at least one of ${known.join(', ')}`] : [];
  const wrong = Object.entries(value).flatMap(([key, each]) => {
    const shape = Object.hasOwn(keys, key) ? keys[key] : undefined;
    return shape ? shapeProblems(each, shape, join(path, key)) : [`${join(path, key)} is not a known key${didYouMean(key, known)}`];
  });
  return [...missing, ...few, ...wrong];
}

function expected(path: string, what: string, value: unknown): string {
  return `${path === '' ? 'it' : path} must be ${what}, not ${describeValue(value)}`;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
