/** How objects, labels and annotations may be named, with the server's explanations. */
import { isObject, type JsonObject } from './json.ts';
import { type FieldError, forbiddenField, invalidValue, required } from './refusal.ts';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const IS_LABEL = new RegExp(`^${LABEL}$`);
const IS_SUBDOMAIN = new RegExp(`^${SUBDOMAIN}$`);
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const IS_QUALIFIED = new RegExp(`^${QUALIFIED}$`);
const IS_VALUE = new RegExp(`^(${QUALIFIED})?$`);

const SUBDOMAIN_WHY = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`;
const LABEL_WHY = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`;
const QUALIFIED_WHY = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${QUALIFIED}')`;
const VALUE_WHY = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${QUALIFIED})?')`;

/** What a name has to look like. */
export type NameRule = 'subdomain' | 'label' | 'namespace' | 'path';

/** Why a name isn't allowed; empty when it is. */
export function nameProblems(name: string, rule: NameRule): string[] {
  if (rule === 'path') {
    if (name === '.' || name === '..') return [`may not be '${name}'`];
    return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`);
  }
  const problems: string[] = [];
  if (rule === 'namespace') {
    if (name.length > 63) problems.push('must be no more than 63 characters');
    // Of dots alone the server has a word of its own.
    if (!IS_LABEL.test(name)) problems.push(IS_SUBDOMAIN.test(name) ? 'must not contain dots' : LABEL_WHY);
    return problems;
  }
  const longest = rule === 'label' ? 63 : 253;
  if (name.length > longest) problems.push(`must be no more than ${longest} ${rule === 'label' ? 'bytes' : 'characters'}`);
  if (rule === 'label' && name.includes('.')) problems.push('must not contain dots');
  else if (!(rule === 'label' ? IS_LABEL : IS_SUBDOMAIN).test(name)) problems.push(rule === 'label' ? LABEL_WHY : SUBDOMAIN_WHY);
  return problems;
}

/** What is wrong with an object's metadata. */
export function metadataErrors(
  metadata: JsonObject,
  { nameRule: rule = 'subdomain', custom }: { nameRule?: NameRule; custom: boolean },
): FieldError[] {
  const errors: FieldError[] = [];
  if (!metadata.name) errors.push(required('metadata.name', 'name or generateName is required'));
  else for (const why of nameProblems(metadata.name, rule)) errors.push(invalidValue('metadata.name', metadata.name, why));
  addLabelErrors(metadata, 'metadata', errors);
  if (metadata.finalizers) {
    for (const [index, name] of metadata.finalizers.entries())
      errors.push(...finalizerErrors(name, { field: custom ? 'metadata.finalizers' : `metadata.finalizers[${index}]`, custom }));
  }
  if (metadata.ownerReferences) addOwnersErrors(metadata.ownerReferences, errors);
  return errors;
}

function addOwnersErrors(owners: JsonObject[], errors: FieldError[]): void {
  for (const owner of owners) errors.push(...ownerErrors(owner, 'metadata.ownerReferences'));
  const controllers = owners.filter((owner) => owner.controller);
  const [first, second] = controllers;
  if (first && second) {
    const why = `Only one reference can have Controller set to true. Found "true" in references for ${first.kind}/${first.name} and ${second.kind}/${second.name}`;
    errors.push(invalidValue('metadata.ownerReferences', owners, why));
  }
}

/** What is wrong with the labels and annotations of metadata that stands at a path. */
export function labelErrors({ labels, annotations }: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  addLabelErrors({ labels, annotations }, path, errors);
  return errors;
}

function addLabelErrors({ labels, annotations }: JsonObject, path: string, errors: FieldError[]): void {
  if (isObject(labels)) {
    for (const key in labels) {
      if (!isGoodKey(key)) for (const why of qualifiedNameProblems(key)) errors.push(invalidValue(`${path}.labels`, key, why));
      if (isGoodValue(labels[key])) continue;
      for (const why of valueProblemsOfLabel(labels[key])) errors.push(invalidValue(`${path}.labels`, labels[key], why));
    }
  }
  if (isObject(annotations)) {
    for (const key in annotations) {
      if (isGoodKey(key)) continue;
      for (const why of qualifiedNameProblems(key.toLowerCase())) errors.push(invalidValue(`${path}.annotations`, key, why));
    }
  }
}

/** True for the plain keys that nearly all are: they needn't be taken apart. */
function isGoodKey(key: string): boolean {
  return key.length <= 63 && IS_QUALIFIED.test(key);
}

function isGoodValue(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 63 && IS_VALUE.test(value);
}

/** Why a label can't have this key; empty when it can. */
export function nameProblemsOfLabel(key: string): string[] {
  return qualifiedNameProblems(key);
}

/** Why a label can't have this value; empty when it can. */
export function valueProblemsOfLabel(value: string): string[] {
  const problems: string[] = [];
  if (value.length > 63) problems.push('must be no more than 63 bytes');
  if (!IS_VALUE.test(value)) problems.push(VALUE_WHY);
  return problems;
}

function qualifiedNameProblems(key: string): string[] {
  const parts = key.split('/');
  const name = parts.pop() ?? '';
  if (parts.length > 1)
    return [
      `a valid label key ${QUALIFIED_WHY.slice('name part '.length)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const problems: string[] = [];
  if (parts.length === 1 && !parts[0]) problems.push('prefix part must be non-empty');
  else if (parts[0] !== undefined && !IS_SUBDOMAIN.test(parts[0])) problems.push(`prefix part ${SUBDOMAIN_WHY}`);
  if (!name) problems.push('name part must be non-empty');
  else if (name.length > 63) problems.push('name part must be no more than 63 bytes');
  if (!IS_QUALIFIED.test(name)) problems.push(QUALIFIED_WHY);
  return problems;
}

const STANDARD_FINALIZERS = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

function finalizerErrors(name: string, { field, custom }: { field: string; custom: boolean }): FieldError[] {
  const errors = qualifiedNameProblems(name).map((why) => invalidValue(field, name, why));
  // Custom resources may have finalizers of any name; the server only warns of them.
  if (!custom && errors.length === 0 && !name.includes('/') && !STANDARD_FINALIZERS.has(name)) {
    errors.push(invalidValue(field, name, 'name is neither a standard finalizer name nor is it fully qualified'));
  }
  return errors;
}

function ownerErrors(owner: JsonObject, field: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!owner.apiVersion) errors.push(invalidValue(`${field}.apiVersion`, '', 'version must not be empty'));
  for (const name of ['kind', 'name', 'uid']) if (!owner[name]) errors.push(invalidValue(`${field}.${name}`, '', 'must not be empty'));
  return errors;
}

/** What an update may not do to metadata. */
export function metadataUpdateErrors(metadata: JsonObject, old: JsonObject): FieldError[] {
  if (!old.deletionTimestamp) return [];
  const added = (metadata.finalizers ?? []).filter((name: string) => !(old.finalizers ?? []).includes(name));
  if (added.length === 0) return [];
  const list = added.map((name: string) => JSON.stringify(name)).join(', ');
  return [
    forbiddenField(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
    ),
  ];
}
