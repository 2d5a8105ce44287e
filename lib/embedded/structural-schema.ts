/** Whether a CRD's schema is structural, as the server demands at the CRD's creation. */
import { prune } from './custom-values.ts';
import { clone, isObject, type JsonObject } from './json.ts';
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from './refusal.ts';
import { patternOf } from './schema-limits.ts';
import { validateValue } from './schema-validation.ts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** What is wrong with a version's root schema. */
export function structuralErrors(root: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (root.type !== 'object')
    errors.push(
      root.type
        ? invalidValue(`${path}.type`, root.type, 'must be object at the root')
        : required(`${path}.type`, 'must not be empty at the root'),
    );
  checkMetadata(root, path, errors);
  checkSchema(root, path, errors);
  return errors;
}

function checkMetadata(root: JsonObject, path: string, errors: FieldError[]): void {
  const metadata = root.properties?.metadata;
  if (!isObject(metadata)) return;
  const allowed = new Set(['type', 'description', 'properties']);
  const isAllowed =
    Object.keys(metadata).every((name) => allowed.has(name)) &&
    Object.keys(metadata.properties ?? {}).every((name) => name === 'name' || name === 'generateName');
  if (!isAllowed)
    errors.push(
      forbiddenField(
        `${path}.properties[metadata]`,
        'must not specify anything other than name and generateName, but metadata is implicitly specified',
      ),
    );
}

/** What is forbidden inside of allOf, anyOf, oneOf and not. */
const ONLY_OUTSIDE_LOGIC = [
  'type',
  'default',
  'additionalProperties',
  'nullable',
  'description',
  'title',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
];

/** What each of them must be instead, where that isn't 'empty'. */
const EMPTINESS: Record<string, string> = {
  default: 'undefined',
  additionalProperties: 'undefined',
  nullable: 'false',
  'x-kubernetes-preserve-unknown-fields': 'false',
  'x-kubernetes-embedded-resource': 'false',
  'x-kubernetes-list-type': 'undefined',
  'x-kubernetes-map-type': 'undefined',
};

function checkSchema(schema: JsonObject, path: string, errors: FieldError[]): void {
  const intOrString = schema['x-kubernetes-int-or-string'];
  const preserve = schema['x-kubernetes-preserve-unknown-fields'];
  if (!schema.type && !schema.$ref && !intOrString && !preserve && !path.endsWith('openAPIV3Schema'))
    errors.push(required(`${path}.type`, 'must not be empty for specified object fields'));
  if (schema.type && !TYPES.includes(schema.type)) errors.push(notSupported(`${path}.type`, schema.type, TYPES));
  for (const name of ['definitions', 'dependencies', 'patternProperties', 'additionalItems', 'id', '$ref'])
    if (schema[name] !== undefined) errors.push(forbiddenField(`${path}.${name}`, `${name} is not supported`));
  if (schema.uniqueItems)
    errors.push(forbiddenField(`${path}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'));
  if (preserve === false) errors.push(invalidValue(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  checkEmbedded(schema, path, errors);
  checkPattern(schema, path, errors);
  checkDefaults(schema, path, errors);
  checkChildren(schema, path, errors);
  checkListType(schema, path, errors);
  for (const name of ['allOf', 'anyOf', 'oneOf']) {
    for (const [index, part] of (schema[name] ?? []).entries()) checkLogic(part, schema, `${path}.${name}[${index}]`, errors);
  }
  if (isObject(schema.not)) checkLogic(schema.not, schema, `${path}.not`, errors);
}

function checkEmbedded(schema: JsonObject, path: string, errors: FieldError[]): void {
  if (!schema['x-kubernetes-embedded-resource']) return;
  if (!schema['x-kubernetes-preserve-unknown-fields'] && Object.keys(schema.properties ?? {}).length === 0) {
    const why = 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(required(`${path}.properties`, why));
  }
  if (schema.type !== 'object')
    errors.push(invalidValue(`${path}.type`, schema.type ?? '', 'must be object if x-kubernetes-embedded-resource is true'));
}

function checkPattern({ pattern }: JsonObject, path: string, errors: FieldError[]): void {
  if (typeof pattern !== 'string' || pattern === '') return;
  try {
    patternOf(pattern);
  } catch (error) {
    const why = `must be a valid regular expression, but isn't: error parsing regexp: ${goPatternProblem((error as Error).message, pattern)}`;
    errors.push(invalidValue(`${path}.pattern`, pattern, why));
  }
}

/** The problem with a pattern in the words of Go, as far as both languages see the same one. */
function goPatternProblem(message: string, pattern: string): string {
  if (message.includes('Unterminated group')) return `missing closing ): \`${pattern}\``;
  if (message.includes("Unmatched ')'")) return `unexpected ): \`${pattern}\``;
  if (message.includes('Unterminated character class')) return `missing closing ]: \`${pattern.slice(pattern.lastIndexOf('['))}\``;
  const sign = /[*+?]/.exec(pattern)?.[0] ?? pattern;
  return message.includes('Nothing to repeat') ? `missing argument to repetition operator: \`${sign}\`` : message;
}

function checkDefaults(schema: JsonObject, path: string, errors: FieldError[]): void {
  if (schema.default === undefined || schema.default === null) return;
  if (path.endsWith('openAPIV3Schema')) {
    for (const name of ['apiVersion', 'kind']) if (!schema.default[name]) errors.push(required(`${path}.default.${name}`));
    return;
  }
  const unknown = prune(clone(schema.default), schema);
  if (unknown.length > 0) errors.push(invalidValue(`${path}.default`, schema.default, 'must not have unknown fields'));
  for (const { reason, message } of validateValue(schema.default, schema, '')) errors.push({ reason, message, field: `${path}.default` });
}

function checkChildren(schema: JsonObject, path: string, errors: FieldError[]): void {
  const { properties, items, additionalProperties } = schema;
  if (isObject(properties) && additionalProperties)
    errors.push(forbiddenField(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'));
  for (const [name, member] of Object.entries(properties ?? {})) {
    if (isObject(member) && !(path.endsWith('openAPIV3Schema') && name === 'metadata'))
      checkSchema(member, `${path}.properties[${name}]`, errors);
  }
  if (isObject(additionalProperties)) checkSchema(additionalProperties, `${path}.additionalProperties`, errors);
  if (Array.isArray(items)) errors.push(forbiddenField(`${path}.items`, 'items must be a schema object and not an array'));
  else if (isObject(items)) checkSchema(items, `${path}.items`, errors);
  else if (schema.type === 'array') errors.push(required(`${path}.items`, 'must be specified'));
}

function checkListType(schema: JsonObject, path: string, errors: FieldError[]): void {
  if (schema['x-kubernetes-map-type'] !== undefined && schema.type !== 'object')
    errors.push(invalidValue(`${path}.type`, schema.type ?? '', 'must be object if x-kubernetes-map-type is specified'));
  const listType = schema['x-kubernetes-list-type'];
  const keys: string[] = schema['x-kubernetes-list-map-keys'] ?? [];
  if (listType === undefined) {
    if (keys.length > 0) errors.push(required(`${path}.x-kubernetes-list-type`, 'must be map if x-kubernetes-list-map-keys is non-empty'));
    return;
  }
  if (schema.type !== 'array')
    errors.push(invalidValue(`${path}.type`, schema.type ?? '', 'must be array if x-kubernetes-list-type is specified'));
  if (!['atomic', 'set', 'map'].includes(listType))
    errors.push(notSupported(`${path}.x-kubernetes-list-type`, listType, ['atomic', 'set', 'map']));
  if (listType === 'set' && schema.items?.type === 'object' && schema.items['x-kubernetes-map-type'] !== 'atomic') {
    const why = 'must be atomic as item of a list with x-kubernetes-list-type=set';
    errors.push(invalidValue(`${path}.items.x-kubernetes-map-type`, schema.items['x-kubernetes-map-type'], why));
  }
  if (listType !== 'map') return;
  if (keys.length === 0) errors.push(required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'));
  const items = schema.items ?? {};
  for (const key of keys) {
    const member = items.properties?.[key];
    if (!member) errors.push(invalidValue(`${path}.x-kubernetes-list-map-keys`, keys, 'entries must all be names of item properties'));
    else if (!(items.required ?? []).includes(key) && member.default === undefined)
      errors.push(
        required(
          `${path}.items.properties[${key}].default`,
          'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
        ),
      );
  }
}

function checkLogic(part: JsonObject, outside: JsonObject, path: string, errors: FieldError[]): void {
  const isIntOrString = outside['x-kubernetes-int-or-string'] && path.includes('Of[');
  for (const name of ONLY_OUTSIDE_LOGIC) {
    if (part[name] === undefined || part[name] === '' || (name === 'type' && isIntOrString)) continue;
    errors.push(forbiddenField(`${path}.${name}`, `must be ${EMPTINESS[name] ?? 'empty'} to be structural`));
  }
  for (const [name, member] of Object.entries(part.properties ?? {})) {
    const counterpart = outside.properties?.[name];
    // What only stands in here is checked and pruned.
    if (counterpart) checkLogic(member as JsonObject, counterpart, `${path}.properties[${name}]`, errors);
  }
}
