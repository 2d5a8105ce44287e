/**
 * Standard Schema (https://standardschema.dev), recognised by its `~standard` property and never imported:
 * how a schema library validates a value and tells its JSON Schema, and how plain OpenAPI objects are told apart from it.
 */
import { InvalidSchemaError, messageOf } from '../base/errors.ts';
import type { SchemaObject, SchemaSource } from './kind-declaration.ts';

/** One complaint of a validation. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

/** What a validation says. */
export type StandardResult = { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };

/** Options of a JSON Schema converter. */
export interface StandardJsonSchemaOptions {
  /** The dialect, such as 'draft-2020-12'. */
  readonly target: string;
  /** What only one library understands. @default none */
  readonly libraryOptions?: Record<string, unknown>;
}

/** The properties that every library which keeps the standard has. */
export interface StandardProperties {
  readonly version: 1;
  readonly vendor: string;
  /** @default none: the library only describes */
  readonly validate?: (value: unknown) => StandardResult | Promise<StandardResult>;
  /** @default none: the library does not tell its JSON Schema */
  readonly jsonSchema?: { readonly input: (options: StandardJsonSchemaOptions) => Record<string, unknown> };
}

/** A schema of any library that keeps the standard. */
export interface StandardSchema {
  readonly '~standard': StandardProperties;
}

/** Marks what a library has no JSON Schema for, so that the error can name its place. */
export const UNREPRESENTABLE = 'x-tskubeop-unrepresentable';

/** The dialects asked for, the preferred one first. */
const TARGETS = ['draft-2020-12', 'draft-07'] as const;

/** True for a schema of a library that keeps the standard; some make their schemas functions. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  const properties = (value as { '~standard'?: unknown })['~standard'];
  return typeof properties === 'object' && properties !== null && (properties as { version?: unknown }).version === 1;
}

/** True for a plain object that can be an OpenAPI v3 schema. */
export function isSchemaObject(value: unknown): value is SchemaObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isStandardSchema(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A schema as JSON, and whether its formats are those of Kubernetes (OpenAPI) or of JSON Schema. */
export interface SourceSchema {
  readonly schema: SchemaObject;
  readonly dialect: 'openapi' | 'json-schema';
}

/**
 * The JSON form of a SPEC or STATUS, as it is before parsing: a field with a default need not be given.
 *
 * @param path how errors name it
 * @throws InvalidSchemaError it is neither, or its library has no JSON Schema for it
 */
export function sourceSchemaOf(source: SchemaSource, path: string): SourceSchema {
  if (isStandardSchema(source)) return { schema: jsonSchemaOf(source, path), dialect: 'json-schema' };
  if (isSchemaObject(source)) return { schema: source, dialect: 'openapi' };
  throw new InvalidSchemaError(path, 'neither a schema with a ~standard property, such as zod 4 has, nor an OpenAPI v3 object');
}

function jsonSchemaOf(source: StandardSchema, path: string): SchemaObject {
  const { vendor, jsonSchema } = source['~standard'];
  if (typeof jsonSchema?.input !== 'function') {
    const remedy = vendor === 'zod' ? 'use zod 4.2 or later' : `use a version or an adapter of ${vendor} that has it`;
    throw new InvalidSchemaError(
      path,
      `this schema of ${vendor} does not tell its JSON Schema (Standard JSON Schema): ${remedy}, or give an OpenAPI v3 object`,
    );
  }
  let failure: unknown;
  for (const target of TARGETS) {
    try {
      return jsonSchema.input({ target, libraryOptions: { unrepresentable } });
    } catch (error) {
      failure ??= error;
    }
  }
  throw new InvalidSchemaError(path, `${vendor} cannot express it as JSON Schema: ${messageOf(failure)}`, { cause: failure });
}

/** Zod asks this for each part that has no JSON Schema; what coerces is described as what it reads, the rest is marked. */
function unrepresentable(part: { zodSchema?: { _zod?: { def?: { type?: string; coerce?: boolean } } }; message?: string }): SchemaObject {
  const definition = part.zodSchema?._zod?.def;
  if (definition?.coerce && definition.type === 'date') return { type: 'string', format: 'date-time' };
  if (definition?.coerce && definition.type === 'bigint') return { 'x-kubernetes-int-or-string': true };
  return { [UNREPRESENTABLE]: definition?.type ?? part.message ?? 'unknown' };
}
