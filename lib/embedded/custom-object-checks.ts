/** What is checked of a custom resource beside its metadata: the schema of its CRD, and its rules. */
import type { JsonObject } from './json.ts';
import { type FieldError, invalidValue } from './refusal.ts';
import type { ResourceKind } from './resource-kind.ts';

/** What keeps the rules from being looked at. */
const BLOCKING = new Set(['FieldValueRequired', 'FieldValueTooLong', 'FieldValueTooMany', 'FieldValueTypeInvalid']);

/** All that the schema finds wrong with a custom resource, and with its change when there was one. */
export function validateCustom(kind: ResourceKind, object: JsonObject, old?: JsonObject): FieldError[] {
  const errors = kind.validator?.errorsOf(object, '', old) ?? [];
  if (kind.nameValidator) errors.push(...kind.nameValidator.errorsOf(object.metadata.name, 'metadata.name'));
  if (!kind.rules) return errors;
  if (!errors.some(({ reason }) => BLOCKING.has(reason))) return errors.concat(kind.rules.check(object, old));
  const why = 'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
  return [...errors, invalidValue('<nil>', null, why)];
}
