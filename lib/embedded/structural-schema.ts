/** Whether a CRD's schema is structural, as the server demands at the CRD's creation. */
import { isObject, type JsonObject } from './json.ts';
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from './refusal.ts';
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
  if (root['x-kubernetes-embedded-resource'])
    errors.push(forbiddenField(`${path}.x-kubernetes-embedded-resource`, 'must be false at the root'));
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
  checkDefaults(schema, path, errors);
  checkChildren(schema, path, errors);
  checkListType(schema, path, errors);
  for (const name of ['allOf', 'anyOf', 'oneOf']) {
    for (const [index, part] of (schema[name] ?? []).entries()) checkLogic(part, schema, `${path}.${name}[${index}]`, errors);
  }
  if (isObject(schema.not)) checkLogic(schema.not, schema, `${path}.not`, errors);
}

function checkDefaults(schema: JsonObject, path: string, errors: FieldError[]): void {
  if (schema.default === undefined || schema.default === null) return;
  if (path.endsWith('openAPIV3Schema')) errors.push(forbiddenField(`${path}.default`, 'must not be set at the root'));
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
  if (listType !== 'map') return;
  if (keys.length === 0) errors.push(required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'));
  const items = schema.items ?? {};
  for (const [index, key] of keys.entries()) {
    const member = items.properties?.[key];
    if (!member)
      errors.push(invalidValue(`${path}.x-kubernetes-list-map-keys[${index}]`, key, 'entries must all be names of item properties'));
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
    errors.push(forbiddenField(`${path}.${name}`, 'must be empty to be structural'));
  }
  for (const [name, member] of Object.entries(part.properties ?? {})) {
    const counterpart = outside.properties?.[name];
    if (!counterpart)
      errors.push(
        required(
          `${path.replace(/\.(allOf|anyOf|oneOf|not).*$/, '')}.properties[${name}]`,
          `because it is defined in ${path}.properties[${name}]`,
        ),
      );
    else checkLogic(member as JsonObject, counterpart, `${path}.properties[${name}]`, errors);
  }
}
