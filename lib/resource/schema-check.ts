/**
 * Whether SPEC and STATUS of each class have a structural form. What has none is said at the start, also of a definition that
 * somebody else installs: the class could not be described by any.
 */
import { InvalidSchemaError } from '../base/errors.ts';
import { customResourceDefinitionOf } from '../schema/crd-manifest.ts';
import type { KindDeclaration } from '../schema/kind-declaration.ts';

/** @throws InvalidSchemaError naming the class, the place in its schema, and why there is no structural form */
export function checkSchemas(classes: readonly (KindDeclaration & { readonly name: string })[]): void {
  for (const type of classes) {
    try {
      customResourceDefinitionOf(type);
    } catch (error) {
      if (!InvalidSchemaError.is(error)) throw error;
      throw new InvalidSchemaError(error.path, error.reason, { className: type.name || '(anonymous)', cause: error.cause });
    }
  }
}
