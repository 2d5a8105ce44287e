/**
 * The custom resource definition of a class, from its statics alone.
 */
import { InvalidSchemaError } from '../base/errors.ts';
import {
  type CustomResourceDefinition,
  DEFINITION_KIND,
  type DefinitionColumn,
  type DefinitionNames,
} from './custom-resource-definition.ts';
import { definitionName, type KindDeclaration, type PrinterColumn, scopeOf } from './kind-declaration.ts';
import { type ConvertedSchema, structuralSchemaOf } from './schema-conversion.ts';
import { statusSchemaOf } from './status-schema.ts';
import { inReadingOrder, type StructuralSchema } from './structural-schema.ts';

/** A definition, and what of the schemas the API server does not check. */
export interface DefinitionWithNotes {
  readonly definition: CustomResourceDefinition;
  readonly notes: readonly string[];
}

/**
 * The definition of a class's kind.
 *
 * @throws InvalidSchemaError SPEC or STATUS has no structural form
 */
export function customResourceDefinitionOf(declaration: KindDeclaration): CustomResourceDefinition {
  return describeCustomResourceDefinition(declaration).definition;
}

/** The definition, and notes about what its schema leaves to the program. */
export function describeCustomResourceDefinition(declaration: KindDeclaration): DefinitionWithNotes {
  const spec = specSchemaOf(declaration);
  const status = statusSchemaOf(declaration);
  const schema: StructuralSchema = { type: 'object', properties: { spec: spec.schema, status: status.schema } };
  const version = {
    name: declaration.VERSION,
    served: true,
    storage: true,
    subresources: { status: {} },
    additionalPrinterColumns: columnsOf(declaration, status.schema),
    schema: { openAPIV3Schema: inReadingOrder(schema) },
  };
  const definition: CustomResourceDefinition = {
    ...DEFINITION_KIND,
    metadata: { name: definitionName(declaration) },
    spec: { group: declaration.GROUP, scope: scopeOf(declaration), names: namesOf(declaration), versions: [version] },
  };
  return { definition, notes: [...spec.notes, ...status.notes] };
}

function specSchemaOf(declaration: KindDeclaration): ConvertedSchema {
  if (declaration.SPEC === undefined) return { schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, notes: [] };
  const converted = structuralSchemaOf(declaration.SPEC, 'spec');
  const { type } = converted.schema;
  if (type !== 'object') throw new InvalidSchemaError('spec', `SPEC must describe an object, not ${type ?? 'any value'}`);
  return converted;
}

function namesOf(declaration: KindDeclaration): DefinitionNames {
  const { PLURAL, SINGULAR, KIND, SHORT_NAMES, CATEGORIES } = declaration;
  const names: DefinitionNames = { plural: PLURAL, singular: SINGULAR, kind: KIND, listKind: `${KIND}List` };
  if (SHORT_NAMES?.length) names.shortNames = [...SHORT_NAMES];
  if (CATEGORIES?.length) names.categories = [...CATEGORIES];
  return names;
}

const STATE_COLUMN: PrinterColumn = { name: 'State', jsonPath: '.status.state' };
const AGE_COLUMN: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

function columnsOf(declaration: KindDeclaration, status: StructuralSchema): DefinitionColumn[] {
  const hasState = status.properties?.state !== undefined;
  const columns = declaration.PRINTER_COLUMNS ?? (hasState ? [STATE_COLUMN, AGE_COLUMN] : [AGE_COLUMN]);
  return columns.map(({ name, type = 'string', jsonPath, description, priority, format }) => ({
    name,
    type,
    jsonPath,
    ...(description === undefined ? {} : { description }),
    ...(priority ? { priority } : {}),
    ...(format === undefined ? {} : { format }),
  }));
}
