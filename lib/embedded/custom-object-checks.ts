/** What is checked of a custom resource beside its metadata: the schema of its CRD. */
import type { JsonObject } from './json.ts';
import type { FieldError } from './refusal.ts';
import type { ResourceKind } from './resource-kind.ts';
import { validateValue } from './schema-validation.ts';

/** All that the schema finds wrong with a custom resource. */
export function validateCustom(kind: ResourceKind, object: JsonObject): FieldError[] {
  return validateValue(object, kind.schema, '');
}
