/** The kinds that a CustomResourceDefinition adds: one for each served version. */
import { hasRules, RuleChecker } from './cel-rules.ts';
import { applyDefaults, prune } from './custom-values.ts';
import { clone, isObject, type JsonObject } from './json.ts';
import { findAll, parseJsonPath } from './json-path.ts';
import type { ResourceKind } from './resource-kind.ts';
import type { Schema } from './schema.ts';
import { SchemaValidator } from './schema-validation.ts';
import { AGE_COLUMN, ageOf, type Column, CREATED_AT } from './table.ts';

/** In the order of discovery. */
const CUSTOM_VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** The kinds of a definition; none when it has been accepted under no names. */
export function customKinds(definition: JsonObject, metadataSchema: Schema): ResourceKind[] {
  const { spec, metadata } = definition;
  const storage = spec.versions.find((version: JsonObject) => version.storage);
  return spec.versions
    .filter((version: JsonObject) => version.served)
    .map((version: JsonObject) => customKind(spec, version, { storage, metadataSchema, isChanged: metadata.generation > 1 }));
}

interface KindParts {
  storage: JsonObject;
  metadataSchema: Schema;
  /** True when objects may have been stored under another schema. */
  isChanged: boolean;
}

function customKind(spec: JsonObject, version: JsonObject, { storage, metadataSchema, isChanged }: KindParts): ResourceKind {
  const { names, group } = spec;
  const { status, scale } = version.subresources ?? {};
  const selectable: [string, ReturnType<typeof parseJsonPath>][] = (version.selectableFields ?? []).map(({ jsonPath }: JsonObject) => [
    jsonPath.replace(/^\./, ''),
    parseJsonPath(jsonPath),
  ]);
  const schema: Schema = version.schema?.openAPIV3Schema ?? {};
  const storageSchema: Schema = storage.schema?.openAPIV3Schema ?? {};
  const nameSchema = schema.properties?.metadata?.properties?.name;
  const whole = withImpliedMembers(schema, metadataSchema);
  const isStorage = version.name === storage.name;
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
    schema: whole,
    validator: new SchemaValidator(withImpliedMembers(schema, asGiven(metadataSchema))),
    ...(nameSchema && { nameValidator: new SchemaValidator(nameSchema) }),
    ...(hasRules(schema) && { rules: new RuleChecker(schema) }),
    ...((isChanged || !isStorage) && { fromStored: reader(schema, `${group}/${version.name}`) }),
    ...(!isStorage && { toStored: (object: JsonObject) => fitted(object, storageSchema, `${group}/${storage.name}`) }),
    custom: true,
    statusSubresource: isObject(status),
    counted: true,
    columns: customColumns(version.additionalPrinterColumns),
    subresources: [],
    ...(scale && { scale: scaleOf(scale) }),
    fields: (object) => Object.fromEntries(selectable.map(([name, path]) => [name, String(findAll(object, path)[0] ?? '')])),
  };
}

/** An object in the form of another schema: what that doesn't know goes. */
function fitted(object: JsonObject, schema: Schema, apiVersion: string): JsonObject {
  const { apiVersion: _, kind, metadata, ...rest } = object;
  const members = clone(rest);
  prune(members, schema);
  return { apiVersion, kind, metadata, ...members };
}

/** Reads what was stored under another schema; stored objects never change, so each is read once. */
function reader(schema: Schema, apiVersion: string): (stored: JsonObject) => JsonObject {
  const read = new WeakMap<JsonObject, JsonObject>();
  return (stored) => {
    const known = read.get(stored);
    if (known) return known;
    const object = fitted(stored, schema, apiVersion);
    const { apiVersion: _, kind: __, metadata: ___, ...members } = object;
    applyDefaults(members, schema);
    const result = { ...object, ...members };
    read.set(stored, result);
    return result;
  };
}

/** Every custom resource has these, whatever its schema says of them. */
function withImpliedMembers(schema: Schema, metadata: Schema): Schema {
  const implied: Record<string, Schema> = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata };
  return { ...schema, type: 'object', properties: { ...schema.properties, ...implied } };
}

/** What the server itself writes into metadata, whatever was given. */
const WRITTEN_HERE = new Set(['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'generation', 'selfLink', 'uid']);

/** What of metadata has to be checked: what the server itself writes there is in order. */
function asGiven(metadata: Schema): Schema {
  const members = Object.entries(metadata.properties ?? {}).filter(([name]) => !WRITTEN_HERE.has(name));
  return { ...metadata, properties: Object.fromEntries(members) };
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
