/**
 * From the stored `spec` to the value a handler sees: what the class's SPEC makes of it, or what it complains about.
 */
import { InvalidSpecError } from '../base/errors.ts';
import type { Eventual } from '../base/eventual.ts';
import type { SchemaSource } from './kind-declaration.ts';
import { isStandardSchema, type StandardIssue, type StandardResult } from './standard-schema.ts';

/** One complaint about a spec. */
export interface SpecIssue {
  /** Where, such as `spec.ports[0].number`. */
  readonly path: string;
  readonly message: string;
}

/** A parsed spec, or why there is none. */
export type ParsedSpec = { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly SpecIssue[] };

/**
 * Parses a spec. A missing one is parsed as `{}`: `spec` is never required, so that SPEC's defaults and complaints speak.
 * An OpenAPI object, or no SPEC, takes the value as it is: the API server has checked it and filled in its defaults.
 */
export function parseSpec(schema: SchemaSource | undefined, value: unknown): Eventual<ParsedSpec> {
  const given = value ?? {};
  const validate = isStandardSchema(schema) ? schema['~standard'].validate : undefined;
  if (!validate) return { value: given };
  const result = validate(given);
  return 'then' in result ? Promise.resolve(result).then(parsedSpec) : parsedSpec(result);
}

function parsedSpec(result: StandardResult): ParsedSpec {
  if (!result.issues) return { value: result.value };
  return { issues: result.issues.map((issue) => ({ path: pathOf(issue), message: issue.message })) };
}

/** The error that names each complaint. */
export function invalidSpecError(issues: readonly SpecIssue[]): InvalidSpecError {
  return new InvalidSpecError(issues.map(({ path, message }) => `${path}: ${message}`).join('; '));
}

function pathOf(issue: StandardIssue): string {
  let path = 'spec';
  for (const segment of issue.path ?? []) {
    const key = typeof segment === 'object' ? segment.key : segment;
    if (typeof key === 'number') path += `[${key}]`;
    else path += /^[\w-]+$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(String(key))}]`;
  }
  return path;
}
