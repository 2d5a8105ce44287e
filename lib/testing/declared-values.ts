/**
 * Values for a field of a declaration, from its schema: those that people write, those that nobody expects and the schema lets pass, and
 * those that it refuses. Pure.
 */
import { equalJson } from '../base/merge-patch.ts';
import type { StructuralSchema } from '../schema/structural-schema.ts';
import { type DeclaredPath, entryPath, itemPath, propertyPath } from './declared-path.ts';

/** What is known of fields besides their schemas: values by field. */
export type KnownValues = ReadonlyMap<string, readonly unknown[]>;

/** How much a composed value has: what is required; what it takes to have an effect; or all that there is. */
export type Fullness = 'smallest' | 'some' | 'fullest';

const MOST_VALUES = 4;
const NARROW_RANGE = 20;
const MOST_LEVELS = 8;
const ODD_LENGTH = 300;

/** What strings of operators are, one or two of each sort. */
const WORDS = [
  ...['one', 'two', 'three', 'One', 'ONE', '1', '2', 'one-1', 'one_1', 'a1', 'oneoneone', 'twotwotwo', 'Aa1!Aa1!Aa1!', 'Bb2!Bb2!Bb2!'],
  ...['1Gi', '2Gi', '500Mi', '100m', '10s', '5m', '1h', 'PT5M', '50%', '1.0.0', '1.1.0', 'v1', 'v2', 'image:1', 'image:2'],
  ...['/', '/one', '/two', 'one.example.com', 'two.example.com', 'https://one.example.com/', 'https://two.example.com/'],
  ...['one@example.com', 'two@example.com', '127.0.0.1', '127.0.0.2', '::1', '10.0.0.0/8', '10.1.0.0/16'],
  ...['* * * * *', '*/5 * * * *', '2026-01-01', '2026-01-02', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '12:00', '13:00'],
  ...['6f1c1b52-6a0e-4a4e-9b0e-1f6f0a8f1c11', '6f1c1b52-6a0e-4a4e-9b0e-1f6f0a8f1c12', 'b25l', 'dHdv', 'one/two', 'one:1', 'sha256:00'],
];
const FORMATS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  datetime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[a-z]+@[a-z.]+$/,
  uri: /^https:/,
  ipv4: /^\d+\.\d+\.\d+\.\d+$/,
  ipv6: /^::1$/,
  cidr: /^\d+\.\d+\.\d+\.\d+\/\d+$/,
  uuid: /^[0-9a-f-]{36}$/,
  byte: /^(b25l|dHdv)$/,
  duration: /^\d+[smh]$/,
  hostname: /^[a-z]+(\.[a-z]+)*$/,
};

/** The values of a field that can be told without looking into it: those that are known of it, else those of its type; none if it has parts. */
export function valuesOf(schema: StructuralSchema, { field }: DeclaredPath, known: KnownValues): readonly unknown[] {
  const given = known.get(field);
  if (given) return given;
  if (schema.enum) return schema.enum.filter((value) => value !== null);
  if (schema['x-kubernetes-int-or-string']) return [1, 2, '50%'];
  switch (schema.type) {
    case 'boolean':
      return schema.default === false ? [false, true] : [true, false];
    case 'integer':
    case 'number':
      return numbersOf(schema);
    case 'string':
      return distinct([
        ...(schema.default === undefined ? [] : [schema.default]),
        ...WORDS.filter((word) => isAllowed(schema, word)),
      ]).slice(0, MOST_VALUES);
    default:
      return [];
  }
}

/** What the schema lets pass and hardly anybody writes. */
export function oddValuesOf(schema: StructuralSchema): readonly unknown[] {
  if (schema.type !== 'string' || schema.enum) return [];
  const long = 'x'.repeat(Math.min(schema.maxLength ?? ODD_LENGTH, ODD_LENGTH));
  return ['', 'With Blanks & "Signs"', 'zwölf', long].filter((word) => isAllowed(schema, word));
}

/** What the schema refuses. */
export function wrongValuesOf(schema: StructuralSchema): readonly unknown[] {
  const { enum: words, minimum, maximum, minLength = 0, maxLength, minItems = 0, maxItems, type } = schema;
  if (schema['x-kubernetes-int-or-string'] || type === undefined) return [];
  const wrong: unknown[] = [type === 'object' || type === 'array' ? 'not so' : { not: 'so' }];
  if (words && type === 'string') wrong.push(`${words.join('')}-not`);
  if (minimum !== undefined) wrong.push(minimum - 1);
  if (maximum !== undefined) wrong.push(maximum + 1);
  if (type === 'string' && minLength > 0) wrong.push('');
  if (type === 'string' && maxLength !== undefined && maxLength < 10_000) wrong.push('x'.repeat(maxLength + 1));
  if (type === 'array' && minItems > 0) wrong.push([]);
  if (type === 'array' && maxItems !== undefined && maxItems < 100) wrong.push(Array.from({ length: maxItems + 1 }, () => null));
  return wrong;
}

/**
 * A value with its parts; undefined when no value is known for something that it needs.
 *
 * @param lacking is told of fields for which no value is known
 */
export function composed(
  schema: StructuralSchema,
  path: DeclaredPath,
  { known, fullness, lacking = () => {} }: { known: KnownValues; fullness: Fullness; lacking?: (field: string) => void },
): unknown {
  const options = { known, fullness, lacking };
  const [first] = valuesOf(schema, path, known);
  if (first !== undefined) return first;
  if (schema.type === 'object') return composedObject(schema, path, options);
  if (schema.type === 'array') return composedList(schema, path, options);
  lacking(path.field);
  return undefined;
}

interface ComposeOptions {
  readonly known: KnownValues;
  readonly fullness: Fullness;
  readonly lacking: (field: string) => void;
}

function composedObject(schema: StructuralSchema, path: DeclaredPath, options: ComposeOptions): unknown {
  const { properties = {}, additionalProperties, required = [], minProperties = 0 } = schema;
  const isDeep = path.field.split(/[.[]/).length > MOST_LEVELS;
  const result: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(properties)) {
    const isNeeded = required.includes(name) && property.default === undefined;
    if (!isNeeded && (options.fullness !== 'fullest' || isDeep)) continue;
    const value = composed(property, propertyPath(path, name), options);
    if (value === undefined && isNeeded) return undefined;
    if (value !== undefined) result[name] = value;
  }
  if (additionalProperties && (options.fullness !== 'smallest' || minProperties > 0)) {
    const value = composed(additionalProperties, entryPath(path, 'one'), options);
    if (value !== undefined) result.one = value;
  }
  return result;
}

function composedList(schema: StructuralSchema, path: DeclaredPath, options: ComposeOptions): unknown {
  const { items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  const wanted = { smallest: 0, some: 1, fullest: 2 }[options.fullness];
  const length = Math.min(Math.max(wanted, minItems), maxItems);
  const list: unknown[] = [];
  const candidates = [...distinct(itemsOf(items, itemPath(path, 0), options))];
  for (const candidate of candidates) if (list.length < length && !hasSameKey(schema, list, candidate)) list.push(candidate);
  return list.length < minItems ? undefined : list;
}

/** Items that differ from each other. */
export function itemsOf(items: StructuralSchema, path: DeclaredPath, options: Omit<ComposeOptions, 'fullness'>): readonly unknown[] {
  const plain = valuesOf(items, path, options.known);
  if (plain.length > 0) return plain;
  const first = composed(items, path, { ...options, fullness: 'some' });
  if (first === undefined) return [];
  const others = Object.entries(items.properties ?? {}).flatMap(([name, property]) =>
    valuesOf(property, propertyPath(path, name), options.known).map((value) => ({ ...(first as object), [name]: value })),
  );
  // All parts at once first: lists are often told apart by several of them.
  const seconds = [1, 2, 3].map((index) => ({
    ...(first as object),
    ...Object.fromEntries(
      Object.entries(items.properties ?? {})
        .filter(([name]) => name in (first as object))
        .map(([name, property]) => [name, valuesOf(property, propertyPath(path, name), options.known)[index]])
        .filter(([, value]) => value !== undefined),
    ),
  }));
  return distinct([first, ...(items.type === 'object' ? seconds : []), ...others]);
}

/** True when a list that is a map, or a set, has such an item. */
export function hasSameKey(schema: StructuralSchema, list: readonly unknown[], item: unknown): boolean {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (!keys) return list.some((other) => equalJson(other, item));
  const keyOf = (value: unknown) => JSON.stringify(keys.map((key) => (value as Record<string, unknown>)[key]));
  return list.some((other) => keyOf(other) === keyOf(item));
}

/** The values without those that are there before. */
export function distinct(values: readonly unknown[]): readonly unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function numbersOf({
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
  multipleOf,
  type,
  default: usual,
}: StructuralSchema): unknown[] {
  const step = multipleOf ?? 1;
  const highest = maximum === undefined ? Number.POSITIVE_INFINITY : exclusiveMaximum ? maximum - step : maximum;
  const from = minimum ?? Math.min(step, highest);
  const lowest = Math.ceil((exclusiveMinimum && minimum !== undefined ? from + step : from) / step) * step;
  const numbers = [...(usual === undefined ? [] : [usual]), lowest, lowest + step, lowest + 2 * step];
  if (highest - lowest <= NARROW_RANGE * step) numbers.push(Math.floor(highest / step) * step);
  return distinct(numbers).filter((value) => (value as number) <= highest && (type === 'number' || Number.isInteger(value)));
}

function isAllowed({ pattern, format, minLength = 0, maxLength = Number.POSITIVE_INFINITY, enum: words }: StructuralSchema, word: string) {
  if (words && !words.includes(word)) return false;
  if (word.length < minLength || word.length > maxLength) return false;
  const form = format === undefined ? undefined : FORMATS[format];
  if (form && !form.test(word)) return false;
  return pattern === undefined || matches(pattern, word);
}

/** A pattern that JavaScript doesn't know lets nothing pass: then values have to be given. */
function matches(pattern: string, word: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(word);
  } catch {
    return false;
  }
}
