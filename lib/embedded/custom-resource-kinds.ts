/** The kinds that a CustomResourceDefinition adds: one for each served version. */
import { isObject, type JsonObject } from './json.ts';
import { findAll, parseJsonPath } from './json-path.ts';
import type { ResourceKind } from './resource-kind.ts';
import type { Schema } from './schema.ts';
import { AGE_COLUMN, ageOf, type Column, CREATED_AT } from './table.ts';

/** In the order of discovery. */
const CUSTOM_VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** The kinds of a definition; none when it has been accepted under no names. */
export function customKinds(definition: JsonObject, metadataSchema: Schema): ResourceKind[] {
  const { spec } = definition;
  const storage = spec.versions.find((version: JsonObject) => version.storage);
  return spec.versions
    .filter((version: JsonObject) => version.served)
    .map((version: JsonObject) => customKind(spec, version, storage, metadataSchema));
}

function customKind(spec: JsonObject, version: JsonObject, storage: JsonObject, metadataSchema: Schema): ResourceKind {
  const { names, group } = spec;
  const { status, scale } = version.subresources ?? {};
  const selectable: [string, ReturnType<typeof parseJsonPath>][] = (version.selectableFields ?? []).map(({ jsonPath }: JsonObject) => [
    jsonPath.replace(/^\./, ''),
    parseJsonPath(jsonPath),
  ]);
  return {
    group,
    version: version.name,
    kind: names.kind,
    listKind: names.listKind ?? `${names.kind}List`,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    namespaced: spec.scope === 'Namespaced',
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    verbs: CUSTOM_VERBS,
    table: `${group}/${names.plural}`,
    storageApiVersion: `${group}/${storage.name}`,
    schema: withImpliedMembers(version.schema?.openAPIV3Schema ?? {}, metadataSchema),
    custom: true,
    statusSubresource: isObject(status),
    counted: true,
    columns: customColumns(version.additionalPrinterColumns),
    subresources: [],
    ...(scale && { scale: scaleOf(scale) }),
    fields: (object) => Object.fromEntries(selectable.map(([name, path]) => [name, String(findAll(object, path)[0] ?? '')])),
  };
}

/** Every custom resource has these, whatever its schema says of them. */
function withImpliedMembers(schema: Schema, metadata: Schema): Schema {
  const implied: Record<string, Schema> = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata };
  return { ...schema, type: 'object', properties: { ...schema.properties, ...implied } };
}

function scaleOf({ specReplicasPath, statusReplicasPath, labelSelectorPath }: JsonObject) {
  const path = (text: string) => text.split('.').filter(Boolean);
  return {
    specReplicas: path(specReplicasPath),
    statusReplicas: path(statusReplicasPath),
    ...(labelSelectorPath && { selector: path(labelSelectorPath) }),
  };
}

function customColumns(columns: JsonObject[] | undefined): Column[] {
  if (!columns?.length) return [{ ...AGE_COLUMN, type: 'date', description: CREATED_AT }];
  return columns.map(({ name, type, format = '', description: given, priority = 0, jsonPath }) => {
    const description = given || `Custom resource definition column (in JSONPath format): ${jsonPath}`;
    const steps = parseJsonPath(jsonPath);
    return { name, type, format, description, priority, cell: (object, now) => cellOf(findAll(object, steps), type, now) };
  });
}

function cellOf(found: unknown[], type: string, now: number): unknown {
  const [value] = found;
  if (value === undefined || value === null) return type === 'date' ? '<unknown>' : null;
  switch (type) {
    case 'date':
      return ageOf(value, now);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}
