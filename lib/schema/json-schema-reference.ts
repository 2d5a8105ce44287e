/**
 * References within a JSON Schema, and the one recursive schema that Kubernetes can take: any JSON value.
 */
import { InvalidSchemaError } from '../base/errors.ts';
import { isJsonObject } from '../base/merge-patch.ts';
import type { SchemaObject } from './kind-declaration.ts';

/**
 * What a reference points at.
 *
 * @param path where it stands, for errors
 */
export function resolveReference(root: SchemaObject, reference: string, path: string): unknown {
  if (!reference.startsWith('#')) throw new InvalidSchemaError(path, `the reference '${reference}' points outside the schema`);
  let target: unknown = root;
  for (const token of decodeURIComponent(reference).split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    const isThere = (isJsonObject(target) || Array.isArray(target)) && Object.hasOwn(target, key);
    if (!isThere) throw new InvalidSchemaError(path, `the reference '${reference}' points at nothing`);
    target = (target as Record<string, unknown>)[key];
  }
  return target;
}

const SCALARS = ['string', 'number', 'boolean', 'null'];

/** True for the schema of any JSON value that is written as a recursive union, as zod's z.json() is. */
export function isAnyJson(node: SchemaObject): boolean {
  const branches = node.anyOf;
  if (!Array.isArray(branches) || branches.length !== SCALARS.length + 2) return false;
  const isReference = (schema: unknown) => isJsonObject(schema) && typeof schema.$ref === 'string';
  return (
    SCALARS.every((type) => branches.some((branch) => isJsonObject(branch) && branch.type === type && Object.keys(branch).length === 1)) &&
    branches.some((branch) => isJsonObject(branch) && branch.type === 'array' && isReference(branch.items)) &&
    branches.some((branch) => isJsonObject(branch) && branch.type === 'object' && isReference(branch.additionalProperties))
  );
}
