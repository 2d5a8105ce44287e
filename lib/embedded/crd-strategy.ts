/** CustomResourceDefinitions: what is filled in, and what is refused at their creation and update. */
import { hasRules, ruleProblems } from './cel-rules.ts';
import { equal, isObject, type JsonObject } from './json.ts';
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from './refusal.ts';
import type { Strategy } from './resource-kind.ts';
import { memberSchema, type Schema } from './schema.ts';
import { structuralErrors } from './structural-schema.ts';

function fillIn({ spec }: JsonObject): void {
  spec.conversion ??= { strategy: 'None' };
  spec.names.singular ||= String(spec.names.kind ?? '').toLowerCase();
  if (!spec.names.listKind && spec.names.kind) spec.names.listKind = `${spec.names.kind}List`;
}

const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const KIND = /^[A-Za-z]([-A-Za-z0-9]*[A-Za-z0-9])?$/;
const LABEL_WHY =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

function validate(definition: JsonObject, old?: JsonObject): FieldError[] {
  const { spec, metadata } = definition;
  const errors: FieldError[] = [];
  const expected = `${spec.names.plural}.${spec.group}`;
  if (!old && metadata.name !== expected)
    errors.push(invalidValue('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'));
  if (!spec.group) errors.push(required('spec.group'));
  else if (!spec.group.includes('.')) errors.push(invalidValue('spec.group', spec.group, 'should be a domain with at least one dot'));
  if (spec.scope !== 'Cluster' && spec.scope !== 'Namespaced') {
    errors.push(spec.scope ? notSupported('spec.scope', spec.scope, ['Cluster', 'Namespaced']) : required('spec.scope'));
  }
  errors.push(...nameErrors(spec.names), ...versionErrors(spec.versions ?? []), ...apiApproval(definition));
  if (old) errors.push(...changeErrors(spec, old.spec));
  else errors.push(...storedErrors(definition));
  return errors;
}

/** Groups that belong to the Kubernetes project need somebody's approval. */
function apiApproval({ spec, metadata }: JsonObject): FieldError[] {
  const { group = '' } = spec;
  if (!/(^|\.)(k8s\.io|kubernetes\.io)$/.test(group)) return [];
  if (metadata.annotations?.['api-approved.kubernetes.io']) return [];
  return [
    required(
      'metadata.annotations[api-approved.kubernetes.io]',
      'protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
    ),
  ];
}

function nameErrors(names: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  for (const name of ['plural', 'singular', 'kind', 'listKind']) {
    const value = names[name];
    const path = `spec.names.${name}`;
    const isLabel = name === 'plural' || name === 'singular';
    if (!value) errors.push(required(path));
    else if (!(isLabel ? LABEL : KIND).test(value))
      errors.push(invalidValue(path, value, isLabel ? LABEL_WHY : `may have mixed case, but should otherwise match: ${LABEL_WHY}`));
  }
  for (const list of ['shortNames', 'categories']) {
    for (const [index, value] of (names[list] ?? []).entries())
      if (!LABEL.test(value)) errors.push(invalidValue(`spec.names.${list}[${index}]`, value, LABEL_WHY));
  }
  if (names.kind && names.kind === names.listKind)
    errors.push(invalidValue('spec.names.listKind', names.listKind, 'kind and listKind may not be the same'));
  return errors;
}

function versionErrors(versions: JsonObject[]): FieldError[] {
  const errors: FieldError[] = [];
  if (versions.length === 0) return [invalidValue('spec.versions', [], 'must have exactly one version marked as storage version')];
  for (const [index, version] of versions.entries()) {
    // The server speaks of an only version's parts as those of the definition itself.
    const path = `spec.versions[${index}]`;
    const schemaPath = versions.length === 1 ? 'spec.validation.openAPIV3Schema' : `${path}.schema.openAPIV3Schema`;
    const columnPath = versions.length === 1 ? 'spec.additionalPrinterColumns' : `${path}.additionalPrinterColumns`;
    if (!LABEL.test(version.name ?? '')) errors.push(invalidValue(`${path}.name`, version.name ?? '', LABEL_WHY));
    const schema = version.schema?.openAPIV3Schema;
    if (!isObject(schema)) errors.push(required(`${path}.schema.openAPIV3Schema`));
    else {
      const problems = structuralErrors(schema, schemaPath);
      errors.push(...problems, ...(problems.length === 0 && hasRules(schema) ? ruleProblems(schema, schemaPath) : []));
    }
    const ownPath = versions.length === 1 ? 'spec' : path;
    errors.push(
      ...selectableErrors(version, `${ownPath}.selectableFields`),
      ...scaleErrors(version.subresources?.scale, `${ownPath}.subresources.scale`),
    );
    for (const [at, column] of (version.additionalPrinterColumns ?? []).entries())
      errors.push(...columnErrors(column, `${columnPath}[${at}]`));
  }
  if (versions.filter((version) => version.storage).length !== 1) {
    errors.push(invalidValue('spec.versions', versions.map(goVersion), 'must have exactly one version marked as storage version'));
  }
  const names = versions.map((version) => version.name);
  if (new Set(names).size !== names.length)
    errors.push(invalidValue('spec.versions', versions.map(goVersion), 'must contain unique version names'));
  return errors;
}

/** A version as the server's messages show it; where all have the same parts, those stand elsewhere. */
function goVersion({ name, served = false, storage = false, deprecated = false, deprecationWarning = null }: JsonObject): JsonObject {
  const parts = { Schema: null, Subresources: null, AdditionalPrinterColumns: null, SelectableFields: null };
  return { Name: name, Served: served, Storage: storage, Deprecated: deprecated, DeprecationWarning: deprecationWarning, ...parts };
}

function storedErrors({ spec, status }: JsonObject): FieldError[] {
  if (!status) return [];
  const stored: string[] = status.storedVersions ?? [];
  const path = 'status.storedVersions';
  if (stored.length === 0) return [invalidValue(path, null, 'must have at least one stored version')];
  return spec.versions
    .filter((version: JsonObject) => version.storage && !stored.includes(version.name))
    .map((version: JsonObject) => invalidValue(path, stored, `must have the storage version ${version.name}`));
}

function selectableErrors({ selectableFields = [], schema }: JsonObject, path: string): FieldError[] {
  return selectableFields.flatMap(({ jsonPath }: JsonObject, index: number) => {
    let found: Schema | undefined = schema?.openAPIV3Schema;
    for (const name of String(jsonPath).split('.').filter(Boolean)) found = memberSchema(found, name);
    const why = 'is an invalid path: does not refer to a valid field';
    return found ? [] : [invalidValue(`${path}[${index}].jsonPath`, jsonPath, why)];
  });
}

function scaleErrors(scale: JsonObject | undefined, path: string): FieldError[] {
  if (!scale) return [];
  const errors: FieldError[] = [];
  const check = (name: string, under: string, isRequired: boolean) => {
    const value: string = scale[name] ?? '';
    if (!value && !isRequired) return;
    if (!value) errors.push(required(`${path}.${name}`));
    else if (!value.startsWith('.')) errors.push(invalidValue(`${path}.${name}`, value, 'must be a simple json path starting with .'));
    else if (!value.startsWith(`.${under}.`)) errors.push(invalidValue(`${path}.${name}`, value, `should be a json path under .${under}`));
  };
  check('specReplicasPath', 'spec', true);
  check('statusReplicasPath', 'status', true);
  const selector: string = scale.labelSelectorPath ?? '';
  check('labelSelectorPath', selector.startsWith('.spec.') ? 'spec' : 'status', false);
  return errors;
}

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];

function columnErrors({ name, type, jsonPath }: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(required(`${path}.name`));
  if (!type) errors.push(required(`${path}.type`, `must be one of ${COLUMN_TYPES.join(',')}`));
  else if (!COLUMN_TYPES.includes(type)) errors.push(invalidValue(`${path}.type`, type, `must be one of ${COLUMN_TYPES.join(',')}`));
  if (!jsonPath) errors.push(required(`${path}.JSONPath`));
  else if (!/^\.[^\s]*/.test(jsonPath))
    errors.push(invalidValue(`${path}.JSONPath`, jsonPath, 'must be a simple json path starting with .'));
  return errors;
}

function changeErrors(spec: JsonObject, old: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const fixed = (path: string, before: unknown, after: unknown) => {
    if (!equal(before, after)) errors.push(invalidValue(path, after, 'field is immutable'));
  };
  fixed('spec.group', old.group, spec.group);
  fixed('spec.names.plural', old.names.plural, spec.names.plural);
  fixed('spec.scope', old.scope, spec.scope);
  fixed('spec.names.kind', old.names.kind, spec.names.kind);
  if (spec.conversion?.strategy === 'Webhook')
    errors.push(forbiddenField('spec.conversion.strategy', 'the embedded cluster converts with strategy None only'));
  return errors;
}

/** The strategy of CustomResourceDefinitions. */
export const customResourceDefinitionStrategy: Strategy = {
  fillIn,
  prepareCreate(draft) {
    const storage = (draft.spec.versions ?? []).find((version: JsonObject) => version.storage);
    draft.status = { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: storage ? [storage.name] : [] };
  },
  validate,
};
