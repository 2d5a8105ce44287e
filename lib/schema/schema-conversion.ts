/**
 * From JSON Schema, or OpenAPI v3, to a structural schema: references put in place, unions and intersections merged, what
 * Kubernetes has no word for rewritten. What would take or refuse something else is an InvalidSchemaError naming its path;
 * what only checks less on the server than in the program (a pattern that RE2 cannot do) is a note.
 */
import { InvalidSchemaError } from '../base/errors.ts';
import { isJsonObject } from '../base/merge-patch.ts';
import { arrayKeywords, objectKeywords } from './container-keywords.ts';
import { type ConversionContext, inferredTypes, inherit, typeOfValue } from './conversion-context.ts';
import { isAnyJson, resolveReference } from './json-schema-reference.ts';
import type { SchemaObject, SchemaSource } from './kind-declaration.ts';
import { asNullable } from './nullable-schema.ts';
import { extensionKeywords, numberKeywords, stringKeywords } from './scalar-keywords.ts';
import { intersectionOf } from './schema-intersection.ts';
import { unionOf, WAY_OUT } from './schema-union.ts';
import { sourceSchemaOf, UNREPRESENTABLE } from './standard-schema.ts';
import {
  anyValue,
  inReadingOrder,
  isUnconstrained,
  type StructuralSchema,
  type StructuralType,
  valueValidation,
} from './structural-schema.ts';

/** A structural schema, and what of the given one the server does not check. */
export interface ConvertedSchema {
  readonly schema: StructuralSchema;
  readonly notes: readonly string[];
}

/**
 * Converts a SPEC or a STATUS.
 *
 * @param path how errors and notes name its root: 'spec' or 'status'
 * @throws InvalidSchemaError it has no structural form; the error names where and why
 */
export function structuralSchemaOf(source: SchemaSource, path: string): ConvertedSchema {
  const { schema: root, dialect } = sourceSchemaOf(source, path);
  const notes: string[] = [];
  const schema = convert(root, { root, dialect, path, references: ['#'], notes, inheritedType: undefined, convert });
  return { schema: inReadingOrder(schema), notes: [...new Set(notes)] };
}

/** Keywords that say nothing about values; beside a reference they do not make an intersection. */
const ANNOTATIONS = new Set([
  ...[
    '$ref',
    '$schema',
    '$id',
    'id',
    '$anchor',
    '$comment',
    '$defs',
    'definitions',
    'title',
    'description',
    'default',
    'examples',
    'example',
  ],
  ...['deprecated', 'readOnly', 'writeOnly', 'contentEncoding', 'contentMediaType', 'externalDocs', 'discriminator', 'xml'],
]);

/** Checks that have no structural form; without them the server only refuses less. */
const UNCHECKED = [
  ...['if', 'contains', 'minContains', 'maxContains', 'dependentRequired', 'dependentSchemas', 'dependencies'],
  ...['unevaluatedProperties', 'unevaluatedItems'],
];

/** Checks that may stand under `not`: they mean the same without a type. */
const NEGATABLE = ['enum', 'const', 'pattern', 'required', 'minimum', 'maximum', 'minLength', 'maxLength'];

function convert(node: unknown, context: ConversionContext): StructuralSchema {
  if (node === true) return anyValue();
  if (!isJsonObject(node)) throw new InvalidSchemaError(context.path, node === false ? 'takes no value at all' : 'not a schema');
  if (node['x-kubernetes-preserve-unknown-fields'] !== true) return convertNode(node, context);
  try {
    return convertNode(node, context);
  } catch (error) {
    // The author asked for this: anything may be stored here.
    if (!InvalidSchemaError.is(error)) throw error;
    return { ...annotationsOf(node), ...looseValue(node) };
  }
}

function looseValue(node: SchemaObject): StructuralSchema {
  if (node.type === 'object') return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return node.type === 'array' ? { type: 'array', items: anyValue() } : anyValue();
}

function convertNode(node: SchemaObject, context: ConversionContext): StructuralSchema {
  const missing = node[UNREPRESENTABLE];
  if (missing !== undefined) throw new InvalidSchemaError(context.path, unrepresentableReason(String(missing)));
  if (isAnyJson(node)) return { ...annotationsOf(node), ...anyValue() };
  if (typeof node.$ref === 'string') return convertReference(node, node.$ref, context);
  for (const keyword of UNCHECKED)
    if (node[keyword] !== undefined) context.notes.push(`${context.path}: the API server does not check '${keyword}'`);
  let result = convertOwn(node, context);
  const inner = { ...context, inheritedType: typesOf(node, context) };
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const branches = node[keyword];
    if (!Array.isArray(branches)) continue;
    const union = convertUnion(branches, keyword === 'oneOf', inner);
    result = result ? intersectionOf(result, union.nullable || !result.nullable ? union : asNullable(union), context.path) : union;
  }
  for (const part of Array.isArray(node.allOf) ? node.allOf : []) {
    const converted = convert(part, inner);
    result = result ? intersectionOf(result, converted, context.path) : converted;
  }
  const whole = { ...(result ?? anyValue()), ...annotationsOf(node), ...extensionKeywords(node) };
  if (whole.type !== undefined && whole.type !== 'object') delete whole['x-kubernetes-preserve-unknown-fields'];
  addNegation(whole, node, inner);
  return withDefault(whole, node);
}

/** The node without its combinators; undefined when they are all there is. */
function convertOwn(node: SchemaObject, context: ConversionContext): StructuralSchema | undefined {
  const types = typesOf(node, context);
  const isIntOrString = node['x-kubernetes-int-or-string'] === true;
  if (!types && !isIntOrString) {
    if (Array.isArray(node.enum) || node.const !== undefined) return convertEnumeration(node, undefined, context);
    return undefined;
  }
  if (isIntOrString) {
    return {
      'x-kubernetes-int-or-string': true,
      nullable: node.nullable === true || undefined,
      ...stringKeywords(node, context),
      ...numberKeywords(node, context),
    };
  }
  const nullable = types?.includes('null') || node.nullable === true;
  const named = (types ?? []).filter((type) => type !== 'null') as StructuralType[];
  if (named.length === 0)
    throw new InvalidSchemaError(context.path, 'takes null only, which has no structural form: leave the field out, or make it nullable');
  if (Array.isArray(node.enum) || node.const !== undefined) return convertEnumeration(node, nullable, context);
  const alternatives = named.map((type) => convertTyped(type, node, context));
  const result = unionOf(alternatives, { path: context.path, exclusive: false });
  return nullable ? asNullable(result) : result;
}

function convertTyped(type: StructuralType, node: SchemaObject, context: ConversionContext): StructuralSchema {
  switch (type) {
    case 'string':
      return { type, ...stringKeywords(node, context) };
    case 'integer':
    case 'number':
      return { type, ...numberKeywords(node, context, type) };
    case 'boolean':
      return { type };
    case 'object':
      return { type, ...objectKeywords(node, context) };
    case 'array':
      return { type, ...arrayKeywords(node, context) };
    default:
      throw new InvalidSchemaError(context.path, `'${String(type)}' is no type that Kubernetes knows`);
  }
}

/** An enum or a constant: its type is that of its values; null among them makes it nullable. */
function convertEnumeration(node: SchemaObject, nullable: boolean | undefined, context: ConversionContext): StructuralSchema {
  const given: unknown[] = Array.isArray(node.enum) ? node.enum : [node.const];
  const values = given.filter((value) => value !== null);
  if (values.length === 0)
    throw new InvalidSchemaError(context.path, 'takes null only, which has no structural form: leave the field out, or make it nullable');
  if (values.some((value) => typeof value === 'object'))
    throw new InvalidSchemaError(context.path, 'an object or array as a constant has no structural form');
  const branches = [...new Set(values.map(typeOfValue))].map((type) => ({
    type: type as StructuralType,
    enum: values.filter((value) => typeOfValue(value) === type),
  }));
  const own = typesOf(node, context)?.filter((type) => type !== 'null');
  const [only] = branches;
  // 1 and 2 may be meant as numbers.
  if (only?.type === 'integer' && own?.includes('number')) only.type = 'number';
  const result = unionOf(branches, { path: context.path, exclusive: false });
  return nullable || values.length < given.length ? asNullable(result) : result;
}

function convertUnion(branches: readonly unknown[], exclusive: boolean, context: ConversionContext): StructuralSchema {
  const isNull = (branch: unknown) => isJsonObject(branch) && (branch.type === 'null' || (branch.const === null && 'const' in branch));
  const isNever = (branch: unknown) =>
    branch === false || (isJsonObject(branch) && isJsonObject(branch.not) && Object.keys(branch.not).length === 0);
  const converted = branches.filter((branch) => !isNull(branch) && !isNever(branch)).map((branch) => convert(branch, context));
  const union = unionOf(converted, { path: context.path, exclusive });
  const { default: _, ...result } = union;
  return branches.some(isNull) ? asNullable(result) : result;
}

function convertReference(node: SchemaObject, reference: string, context: ConversionContext): StructuralSchema {
  const { path } = context;
  if (context.references.includes(reference)) {
    throw new InvalidSchemaError(path, `a recursive type has no structural form: limit its depth, ${WAY_OUT}`);
  }
  const target = resolveReference(context.root, reference, path);
  const resolved = convert(target, { ...context, references: [...context.references, reference] });
  const siblings = Object.keys(node).filter((keyword) => !ANNOTATIONS.has(keyword));
  const { $ref: _, ...rest } = node;
  const whole =
    siblings.length > 0 ? intersectionOf(convert(rest, { ...context, inheritedType: inherit(resolved) }), resolved, path) : resolved;
  return withDefault({ ...whole, ...annotationsOf(node) }, node);
}

function typesOf(node: SchemaObject, context: ConversionContext): readonly string[] | undefined {
  const { type } = node;
  if (typeof type === 'string') return node.nullable === true ? [type, 'null'] : [type];
  if (Array.isArray(type)) return type.map(String);
  if (node['x-kubernetes-int-or-string'] === true) return undefined;
  const inferred = inferredTypes(node);
  if (context.inheritedType && (inferred.length === 0 || context.inheritedType.some((inheritedType) => inferred.includes(inheritedType))))
    return context.inheritedType;
  return inferred.length > 0 ? inferred : undefined;
}

/** `not` binds values only: with its types gone it would refuse more, so that it is kept only where none were given. */
function addNegation(whole: StructuralSchema, node: SchemaObject, context: ConversionContext): void {
  const negated = node.not;
  if (negated === undefined) return;
  if (isJsonObject(negated) && Object.keys(negated).length === 0) throw new InvalidSchemaError(context.path, 'takes no value at all');
  const keeps = isJsonObject(negated) && Object.keys(negated).every((keyword) => NEGATABLE.includes(keyword));
  const validation = keeps ? valueValidation(convert(negated, context)) : {};
  if (isUnconstrained(validation)) context.notes.push(`${context.path}: the API server does not check 'not'`);
  else whole.not = validation;
}

function annotationsOf(node: SchemaObject): StructuralSchema {
  const { title, description } = node;
  return { ...(typeof title === 'string' ? { title } : {}), ...(typeof description === 'string' ? { description } : {}) };
}

function withDefault(schema: StructuralSchema, node: SchemaObject): StructuralSchema {
  const value = node.default;
  // A library writes null for what JSON cannot say, such as NaN.
  return value === undefined || (value === null && !schema.nullable) ? schema : { ...schema, default: value };
}

function unrepresentableReason(type: string): string {
  const remedies: Record<string, string> = {
    date: 'a Date never arrives in JSON: use z.iso.datetime(), or z.coerce.date()',
    bigint: 'a bigint never arrives in JSON: use z.int(), or z.coerce.bigint()',
    set: 'a Set never arrives in JSON: use z.array()',
    map: 'a Map never arrives in JSON: use z.record()',
    custom: 'what it takes cannot be told: use a JSON type, or z.any().refine(…) to let the server store anything here',
  };
  return remedies[type] ?? `${type} has no form in JSON`;
}
