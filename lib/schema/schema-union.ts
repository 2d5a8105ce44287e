/**
 * What satisfies at least one of several structural schemas, as one structural schema: the structures merged, and what tells
 * the branches apart as value validation. Where the structures cannot be merged, such as string and number, it is an error.
 */
import { InvalidSchemaError } from '../base/errors.ts';
import { equalJson } from '../base/merge-patch.ts';
import { asNullable, wordsPattern } from './nullable-schema.ts';
import { anyValue, isAnyValue, isUnconstrained, type StructuralSchema, valueValidation, withoutRepetition } from './structural-schema.ts';

/** How a union is to be made. */
export interface UnionOptions {
  /** How errors name the place. */
  readonly path: string;
  /** True when exactly one branch may hold (oneOf). */
  readonly exclusive: boolean;
}

/** What errors tell the user to do where Kubernetes has no form for a type. */
export const WAY_OUT = "or let the server store anything here with .meta({ 'x-kubernetes-preserve-unknown-fields': true })";

/** One schema for what any of the branches takes. */
export function unionOf(given: readonly StructuralSchema[], options: UnionOptions): StructuralSchema {
  if (given.some(isAnyValue)) return anyValue();
  const branches = withoutRepetition(given);
  const [first] = branches;
  if (!first) throw new InvalidSchemaError(options.path, 'a union of nothing takes no value');
  if (branches.length === 1) return first;
  const result = mergedUnion(branches, options);
  return branches.some((branch) => branch.nullable) ? asNullable(result) : result;
}

function mergedUnion(branches: readonly StructuralSchema[], options: UnionOptions): StructuralSchema {
  const types = [...new Set(branches.map(typeName))].sort();
  const [type] = types;
  if (
    types.every((name) => name === 'integer' || name === 'string' || name === 'int-or-string') &&
    (types.length > 1 || type === 'int-or-string')
  ) {
    return intOrString(branches, options);
  }
  if (types.length === 1 && type === 'object') return unionOfObjects(branches, options);
  if (types.length === 1 && type === 'array') return unionOfArrays(branches, options);
  if (types.length === 1 || types.join() === 'integer,number')
    return unionOfScalars(branches, types.includes('number') ? 'number' : first(branches).type);
  throw new InvalidSchemaError(
    options.path,
    `a union of ${types.join(' and ')} has no structural form: Kubernetes wants one type for a field; choose one, ${WAY_OUT}`,
  );
}

function typeName(schema: StructuralSchema): string {
  return schema.type ?? (schema['x-kubernetes-int-or-string'] ? 'int-or-string' : 'anything');
}

function first(branches: readonly StructuralSchema[]): StructuralSchema {
  return branches[0] as StructuralSchema;
}

function unionOfScalars(branches: readonly StructuralSchema[], type: StructuralSchema['type']): StructuralSchema {
  const validations = branches.map(valueValidation);
  if (validations.every((validation) => validation.enum && Object.keys(validation).length === 1)) {
    return { type, enum: withoutRepetition(validations.flatMap((validation) => validation.enum ?? [])) };
  }
  return { type, ...alternatives(validations, 'anyOf') };
}

function unionOfArrays(branches: readonly StructuralSchema[], { path }: UnionOptions): StructuralSchema {
  const items = unionOf(
    branches.map((branch) => branch.items ?? anyValue()),
    { path: `${path}[]`, exclusive: false },
  );
  return { type: 'array', items, ...alternatives(branches.map(valueValidation), 'anyOf') };
}

/** The branches as anyOf or oneOf; nothing when one of them takes everything that the structure takes. */
function alternatives(validations: readonly StructuralSchema[], keyword: 'anyOf' | 'oneOf'): StructuralSchema {
  if (keyword === 'anyOf' && validations.some(isUnconstrained)) return {};
  const different = withoutRepetition(validations);
  if (different.length > 1) return { [keyword]: keyword === 'oneOf' ? [...validations] : different };
  return different[0] ?? {};
}

/**
 * Integers and strings share x-kubernetes-int-or-string. A number's keywords say nothing about strings and the other way
 * round, so both may stand side by side; an enum would bind both, so that of the strings becomes a pattern.
 */
function intOrString(branches: readonly StructuralSchema[], options: UnionOptions): StructuralSchema {
  const kinds = (['integer', 'string', 'int-or-string'] as const).map((name) => branches.filter((branch) => typeName(branch) === name));
  const [integers = [], strings = [], mixed = []] = kinds;
  const result: StructuralSchema = { 'x-kubernetes-int-or-string': true };
  if (mixed.length > 0) return result;
  const number = valueValidation(unionOf(integers, options));
  const text = valueValidation(unionOf(strings.map(withoutFormat), options));
  delete number.format;
  if (number.enum && text.enum) return { ...result, enum: [...number.enum, ...text.enum] };
  if (number.enum) {
    const values = number.enum.filter((value) => typeof value === 'number');
    Object.assign(number, { enum: undefined, minimum: Math.min(...values), maximum: Math.max(...values) });
  }
  if (text.enum) Object.assign(text, { enum: undefined, pattern: wordsPattern(text.enum) });
  const allOf = [
    ...(number.anyOf ? [{ anyOf: number.anyOf }] : []),
    ...(text.anyOf ? [{ anyOf: text.anyOf }] : []),
    ...(number.allOf ?? []),
    ...(text.allOf ?? []),
  ];
  return { ...result, ...number, ...text, anyOf: undefined, allOf: allOf.length > 0 ? allOf : undefined };
}

/** A format would bind integers too. */
function withoutFormat({ format: _, anyOf, ...schema }: StructuralSchema): StructuralSchema {
  const branches = anyOf?.map(withoutFormat);
  return { ...schema, ...(branches ? alternatives(branches, 'anyOf') : {}) };
}

function unionOfObjects(branches: readonly StructuralSchema[], options: UnionOptions): StructuralSchema {
  const result: StructuralSchema = { type: 'object' };
  const records = branches.flatMap((branch) => branch.additionalProperties ?? []);
  const names = [...new Set(branches.flatMap((branch) => Object.keys(branch.properties ?? {})))];
  if (records.length > 0) {
    if (names.length > 0 || records.length < branches.length) {
      throw new InvalidSchemaError(
        options.path,
        `a union of a record and of an object with named properties has no structural form: give each a field of its own, ${WAY_OUT}`,
      );
    }
    result.additionalProperties = unionOf(records, { path: `${options.path}.*`, exclusive: false });
  }
  if (names.length > 0) {
    result.properties = Object.fromEntries(names.map((name) => [name, unionOfProperty(name, branches, options.path)]));
  }
  if (branches.some((branch) => branch['x-kubernetes-preserve-unknown-fields'])) result['x-kubernetes-preserve-unknown-fields'] = true;
  const required = first(branches).required?.filter((name) => branches.every((branch) => branch.required?.includes(name)));
  if (required?.length) result.required = required;
  const keyword = options.exclusive && branchesStayApart(branches, names) ? 'oneOf' : 'anyOf';
  return {
    ...result,
    ...alternatives(
      branches.map((branch) => branchValidation(branch, branches, result)),
      keyword,
    ),
  };
}

/** A default of one branch would be filled in for all of them, so that only a common one stays. */
function unionOfProperty(name: string, branches: readonly StructuralSchema[], path: string): StructuralSchema {
  const properties = propertiesNamed(name, branches);
  const { default: _, ...union } = unionOf(properties, { path: `${path}.${name}`, exclusive: false });
  const [one] = properties;
  const isCommon =
    properties.length === branches.length &&
    one?.default !== undefined &&
    properties.every((property) => equalJson(property.default, one.default));
  return isCommon ? { ...union, default: one.default } : union;
}

function propertiesNamed(name: string, branches: readonly StructuralSchema[]): StructuralSchema[] {
  return branches.flatMap((branch) => (branch.properties && Object.hasOwn(branch.properties, name) ? (branch.properties[name] ?? []) : []));
}

/** What holds in one branch and is not already said for all of them. */
function branchValidation(branch: StructuralSchema, branches: readonly StructuralSchema[], common: StructuralSchema): StructuralSchema {
  const validation = valueValidation(branch);
  const required = validation.required?.filter((name) => !common.required?.includes(name));
  const isCommon = (name: string) =>
    propertiesNamed(name, branches).length === branches.length && withoutRepetition(propertiesNamed(name, branches)).length === 1;
  const properties = Object.entries(validation.properties ?? {}).filter(([name]) => !isCommon(name));
  const { required: _required, properties: _properties, ...rest } = validation;
  return {
    ...rest,
    ...(required?.length ? { required } : {}),
    ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}),
  };
}

/** True when what the branches lose as value validations (types) does not tell them apart. */
function branchesStayApart(branches: readonly StructuralSchema[], names: readonly string[]): boolean {
  return names.every((name) => {
    const properties = propertiesNamed(name, branches);
    return (
      withoutRepetition(properties).length <= 1 || properties.every((property) => property.enum && property.type === properties[0]?.type)
    );
  });
}
