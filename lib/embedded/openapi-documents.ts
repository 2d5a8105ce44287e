/**
 * The OpenAPI v3 documents: an index, and one document for each group and version with the schemas of its kinds and the
 * paths by which clients learn which query parameters the server understands.
 */
import { createHash } from 'node:crypto';
import { servedVersions } from './discovery-documents.ts';
import { isObject, type JsonObject } from './json.ts';
import { apiVersionOf, type ResourceKind } from './resource-kind.ts';
import type { Schema } from './schema.ts';

/** Where a group and version's document stands below /openapi/v3. */
function documentPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
}

/** `/openapi/v3`. */
export function openapiIndex(kinds: readonly ResourceKind[], revision: number): JsonObject {
  const paths: JsonObject = {};
  for (const apiVersion of servedVersions(kinds)) {
    const path = documentPath(apiVersion);
    const hash = createHash('sha256').update(`${path} ${revision}`).digest('hex').toUpperCase();
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
  }
  return { paths };
}

/** `/openapi/v3/<path>`, or undefined when nothing is served there. */
export function openapiDocument(kinds: readonly ResourceKind[], path: string, metadata: Schema): JsonObject | undefined {
  const found = kinds.filter((kind) => documentPath(apiVersionOf(kind)) === path);
  if (found.length === 0) return undefined;
  const schemas: JsonObject = {};
  const writer = new SchemaPrinter(schemas);
  const paths: JsonObject = {};
  writer.define(metadata);
  for (const kind of found) {
    const name = kind.custom ? customName(kind) : writer.define(kind.schema);
    if (kind.custom) {
      const printed = writer.print(kind.schema);
      schemas[name] = { ...printed, properties: { ...printed.properties, ...impliedMembers(writer.define(metadata)) } };
    }
    schemas[name] = { ...schemas[name], 'x-kubernetes-group-version-kind': [gvkOf(kind)] };
    Object.assign(paths, pathsOf(kind, name));
  }
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.36.1' }, paths, components: { schemas } };
}

const CONVENTIONS = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';

/** What every custom object has, in the server's words. */
function impliedMembers(metadata: string): JsonObject {
  return {
    apiVersion: {
      type: 'string',
      description: `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: ${CONVENTIONS}#resources`,
    },
    kind: {
      type: 'string',
      description: `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: ${CONVENTIONS}#types-kinds`,
    },
    metadata: {
      description: `Standard object's metadata. More info: ${CONVENTIONS}#metadata`,
      allOf: [{ $ref: `#/components/schemas/${metadata}` }],
    },
  };
}

function gvkOf({ group, version, kind }: ResourceKind): JsonObject {
  return { group, version, kind };
}

function customName({ group, version, kind }: ResourceKind): string {
  return `${group.split('.').reverse().join('.')}.${version}.${kind}`;
}

const SECTION_NAMES: Record<string, string> = {
  meta: 'io.k8s.apimachinery.pkg.apis.meta.v1',
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
  scale: 'io.k8s.api.autoscaling.v1',
  autoscaling: 'io.k8s.api.autoscaling.v2',
};

function definitionName(typeName: string): string {
  const [section = '', name] = typeName.split('.');
  return `${SECTION_NAMES[section] ?? `io.k8s.api.${section}.v1`}.${name}`;
}

const MACHINERY = 'io.k8s.apimachinery.pkg';

/** Scalars that are types of their own; kubectl shows their names. */
const SCALAR_TYPES: Readonly<Record<string, { name: string; schema: JsonObject }>> = {
  quantity: { name: `${MACHINERY}.api.resource.Quantity`, schema: { oneOf: [{ type: 'string' }, { type: 'number' }] } },
  intstr: {
    name: `${MACHINERY}.util.intstr.IntOrString`,
    schema: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' },
  },
  time: { name: `${MACHINERY}.apis.meta.v1.Time`, schema: { type: 'string', format: 'date-time' } },
  microtime: { name: `${MACHINERY}.apis.meta.v1.MicroTime`, schema: { type: 'string', format: 'date-time' } },
};

/** Prints schemas; named types become definitions of their own. */
class SchemaPrinter {
  readonly #schemas: JsonObject;

  constructor(schemas: JsonObject) {
    this.#schemas = schemas;
  }

  /** Makes sure that a named type is defined; returns its name. */
  define(schema: Schema): string {
    const name = definitionName(schema.typeName ?? '');
    if (!this.#schemas[name]) {
      // Set before its members are printed: types refer to themselves.
      this.#schemas[name] = {};
      // A field's own marks aren't its type's: the type stands behind the field's schema.
      this.#schemas[name] = this.#object(Object.hasOwn(schema, 'typeName') ? schema : Object.getPrototypeOf(schema));
    }
    return name;
  }

  /** A schema as the document shows it. */
  print(schema: Schema): JsonObject {
    if (schema.typeName) {
      const reference = { $ref: `#/components/schemas/${this.define(schema)}` };
      const marks = this.#marks(schema);
      return Object.keys(marks).length > 0 || schema.absence === 'struct'
        ? { ...(schema.absence === 'struct' && { default: {} }), ...marks, allOf: [reference] }
        : reference;
    }
    const scalar = SCALAR_TYPES[schema.scalar ?? ''];
    if (scalar) {
      this.#schemas[scalar.name] ??= scalar.schema;
      return { $ref: `#/components/schemas/${scalar.name}` };
    }
    if (schema.scalar === 'any') return { type: 'object' };
    return this.#object(schema);
  }

  #object(schema: Schema): JsonObject {
    const {
      typeName: _,
      absence: __,
      scalar: ___,
      wire: ____,
      fills: _____,
      properties,
      items,
      additionalProperties,
      allOf,
      anyOf,
      oneOf,
      not,
      ...rest
    } = flat(schema);
    const printed: JsonObject = { ...rest };
    if (properties) printed.properties = Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, this.print(member)]));
    if (printed.required?.length === 0) delete printed.required;
    if (items) printed.items = this.print(items);
    if (additionalProperties !== undefined)
      printed.additionalProperties = isObject(additionalProperties) ? this.print(additionalProperties) : additionalProperties;
    for (const [name, parts] of Object.entries({ allOf, anyOf, oneOf })) if (parts) printed[name] = parts.map((part) => this.print(part));
    if (not) printed.not = this.print(not);
    return printed;
  }

  #marks(schema: Schema): JsonObject {
    const marks: JsonObject = {};
    for (const name of ['x-kubernetes-patch-strategy', 'x-kubernetes-patch-merge-key', 'x-kubernetes-map-type'] as const) {
      if (Object.hasOwn(schema, name)) marks[name] = schema[name];
    }
    return marks;
  }
}

/** A schema with the members that it inherits. */
function flat(schema: Schema): Schema {
  const members: JsonObject = {};
  for (const name in schema) members[name] = schema[name as keyof Schema];
  return members as Schema;
}

const PARAMETERS = {
  query: (name: string, type = 'string') => ({ name, in: 'query', schema: { type, uniqueItems: true } }),
  path: (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string', uniqueItems: true } }),
};
const WRITE_PARAMETERS = [PARAMETERS.query('dryRun'), PARAMETERS.query('fieldManager'), PARAMETERS.query('fieldValidation')];

function pathsOf(kind: ResourceKind, definition: string): JsonObject {
  const prefix = kind.group ? `/apis/${kind.group}/${kind.version}` : `/api/${kind.version}`;
  const base = `${prefix}${kind.namespaced ? '/namespaces/{namespace}' : ''}/${kind.plural}`;
  const schema = { $ref: `#/components/schemas/${definition}` };
  const content = { 'application/json': { schema } };
  const operation = (action: string, parameters: unknown[] = [], withBody = false) => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvkOf(kind),
    parameters,
    ...(withBody && { requestBody: { content, required: true } }),
    responses: { 200: { description: 'OK', content } },
  });
  const scope = kind.namespaced ? [PARAMETERS.path('namespace')] : [];
  const subresources = [...(kind.scale ? ['scale'] : []), ...(kind.statusSubresource ? ['status'] : [])];
  const sub = {
    parameters: [PARAMETERS.path('name'), ...scope],
    get: operation('get'),
    put: operation('put', WRITE_PARAMETERS, true),
    patch: operation('patch', [...WRITE_PARAMETERS, PARAMETERS.query('force', 'boolean')], true),
  };
  return {
    [base]: {
      parameters: scope,
      get: operation('list'),
      post: operation('post', WRITE_PARAMETERS, true),
      delete: operation('deletecollection'),
    },
    [`${base}/{name}`]: {
      parameters: [PARAMETERS.path('name'), ...scope],
      get: operation('get'),
      put: operation('put', WRITE_PARAMETERS, true),
      patch: operation('patch', [...WRITE_PARAMETERS, PARAMETERS.query('force', 'boolean')], true),
      delete: operation('delete'),
    },
    ...Object.fromEntries(subresources.map((name) => [`${base}/{name}/${name}`, sub])),
  };
}
