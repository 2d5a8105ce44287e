/**
 * Whether a schema takes less than another: what a definition in the cluster allows today and a new one would not.
 * Pure; each difference is a sentence with its path. In doubt (a changed pattern) it is named: people decide.
 */
import { canonicalJson } from '../base/content-hash.ts';
import { equalJson } from '../base/merge-patch.ts';
import type { CustomResourceDefinition } from './custom-resource-definition.ts';
import type { StructuralSchema } from './structural-schema.ts';

/**
 * What the new definition would take away from the version that both have.
 *
 * @returns sentences such as `spec.size: maximum tightened from 10 to 5`; none when nothing gets narrower
 */
export function narrowingsOf(from: CustomResourceDefinition, to: CustomResourceDefinition): string[] {
  const differences: string[] = [];
  if (from.spec.scope !== to.spec.scope) differences.push(`scope: changed from ${from.spec.scope} to ${to.spec.scope}`);
  if (from.spec.names.kind !== to.spec.names.kind) differences.push(`kind: changed from ${from.spec.names.kind} to ${to.spec.names.kind}`);
  for (const version of to.spec.versions) {
    const known = from.spec.versions.find(({ name }) => name === version.name);
    if (!known) continue;
    if (known.subresources?.scale && !version.subresources?.scale) differences.push('scale subresource: removed');
    const schemas = [known.schema?.openAPIV3Schema, version.schema?.openAPIV3Schema] as const;
    if (schemas[0] && schemas[1]) differences.push(...schemaNarrowings(schemas[0], schemas[1], ''));
    else if (schemas[1]) differences.push('schema: added where there was none');
  }
  return differences;
}

/** The versions of a definition that a class does not declare. */
export function undeclaredVersions(existing: CustomResourceDefinition, declared: CustomResourceDefinition): string[] {
  const names = declared.spec.versions.map(({ name }) => name);
  return existing.spec.versions.map(({ name }) => name).filter((name) => !names.includes(name));
}

/** What `to` refuses, or drops, that `from` takes. */
export function schemaNarrowings(from: StructuralSchema, to: StructuralSchema, path: string): string[] {
  const differences: string[] = [];
  const say = (text: string) => differences.push(`${path || 'object'}: ${text}`);
  const type = typeChange(from, to);
  // What else differs follows from it.
  if (type) return [`${path || 'object'}: ${type}`];
  if (from.nullable && !to.nullable) say('no longer nullable');
  if (from['x-kubernetes-preserve-unknown-fields'] && !keepsUnknown(to)) say('unknown fields no longer kept');
  for (const text of [...boundChanges(from, to), ...valueChanges(from, to), ...combinatorChanges(from, to)]) say(text);
  return [...differences, ...fieldChanges(from, to, path)];
}

function keepsUnknown(schema: StructuralSchema): boolean {
  return !!schema['x-kubernetes-preserve-unknown-fields'] || schema.additionalProperties !== undefined;
}

function typeChange(from: StructuralSchema, to: StructuralSchema): string | undefined {
  const [before, after] = [typeName(from), typeName(to)];
  const widens =
    after === 'anything' ||
    (before === 'integer' && after === 'number') ||
    (after === 'int-or-string' && ['integer', 'string'].includes(before));
  return before === after || widens ? undefined : `type changed from ${before} to ${after}`;
}

function typeName(schema: StructuralSchema): string {
  if (schema['x-kubernetes-int-or-string']) return 'int-or-string';
  return schema.type ?? 'anything';
}

const LOWER_BOUNDS = ['minLength', 'minItems', 'minProperties', 'minimum'] as const;
const UPPER_BOUNDS = ['maxLength', 'maxItems', 'maxProperties', 'maximum'] as const;

function boundChanges(from: StructuralSchema, to: StructuralSchema): string[] {
  const changes: string[] = [];
  for (const keyword of [...LOWER_BOUNDS, ...UPPER_BOUNDS]) {
    const [before, after] = [from[keyword], to[keyword]];
    if (after === undefined) continue;
    const tightened = before !== undefined && (keyword.startsWith('min') ? after > before : after < before);
    if (before === undefined) {
      if (!(keyword !== 'minimum' && keyword.startsWith('min') && after === 0)) changes.push(`${keyword} ${after} added`);
    } else if (tightened) changes.push(`${keyword} tightened from ${before} to ${after}`);
  }
  for (const [limit, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (to[exclusive] && !from[exclusive] && from[limit] === to[limit]) changes.push(`${limit} ${to[limit]} itself no longer allowed`);
  }
  return changes;
}

function valueChanges(from: StructuralSchema, to: StructuralSchema): string[] {
  const changes: string[] = [];
  if (to.enum) {
    const lost = (from.enum ?? []).filter((value) => !to.enum?.some((other) => equalJson(other, value)));
    if (!from.enum) changes.push(`enum ${to.enum.map((value) => JSON.stringify(value)).join(', ')} added`);
    else if (lost.length > 0) changes.push(`enum without ${lost.map((value) => JSON.stringify(value)).join(', ')}`);
  }
  for (const keyword of ['pattern', 'format', 'multipleOf', 'x-kubernetes-list-type', 'not'] as const) {
    const [before, after] = [from[keyword], to[keyword]];
    if (after === undefined || equalJson(before, after) || (keyword === 'x-kubernetes-list-type' && after === 'atomic')) continue;
    if (keyword === 'multipleOf' && typeof before === 'number' && before % (after as number) === 0) continue;
    changes.push(
      before === undefined
        ? `${keyword} ${JSON.stringify(after)} added`
        : `${keyword} changed from ${JSON.stringify(before)} to ${JSON.stringify(after)}`,
    );
  }
  const rules = new Set((from['x-kubernetes-validations'] ?? []).map(ruleOf));
  for (const rule of to['x-kubernetes-validations'] ?? []) if (!rules.has(ruleOf(rule))) changes.push(`rule ${ruleOf(rule)} added`);
  return changes;
}

function ruleOf(validation: unknown): string {
  return canonicalJson((validation as { rule?: unknown } | null)?.rule);
}

/** Each old alternative must still be taken by a new one; each new condition must follow from an old one. */
function combinatorChanges(from: StructuralSchema, to: StructuralSchema): string[] {
  const changes: string[] = [];
  const follows = (one: StructuralSchema, other: StructuralSchema) => schemaNarrowings(one, other, '').length === 0;
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const [before, after] = [from[keyword], to[keyword]];
    if (!after) continue;
    if (!before) changes.push(`${keyword} added`);
    else {
      const lost = before.filter((branch) => !after.some((other) => follows(branch, other)));
      if (lost.length > 0) changes.push(`${keyword} without ${lost.map((branch) => canonicalJson(branch)).join(', ')}`);
    }
  }
  const conditions = [...(from.allOf ?? []), from];
  const added = (to.allOf ?? []).filter((condition) => !conditions.some((known) => follows({ ...known, allOf: undefined }, condition)));
  if (added.length > 0) changes.push(`allOf ${added.map((condition) => canonicalJson(condition)).join(', ')} added`);
  return changes;
}

function fieldChanges(from: StructuralSchema, to: StructuralSchema, path: string): string[] {
  const differences: string[] = [];
  const below = (name: string) => (path ? `${path}.${name}` : name);
  for (const [name, property] of Object.entries(from.properties ?? {})) {
    const kept = to.properties?.[name] ?? to.additionalProperties;
    if (kept) differences.push(...schemaNarrowings(property, kept, below(name)));
    // A value validation, which has no type, drops nothing by not naming it.
    else if (to.type !== undefined && !to['x-kubernetes-preserve-unknown-fields']) differences.push(`${below(name)}: field removed`);
  }
  for (const [name, property] of Object.entries(to.properties ?? {})) {
    if (from.properties?.[name] === undefined) differences.push(...newFieldChanges(from, property, below(name)));
  }
  for (const name of to.required ?? []) {
    if (!from.required?.includes(name) && to.properties?.[name]?.default === undefined) differences.push(`${below(name)}: now required`);
  }
  if (from.items && to.items) differences.push(...schemaNarrowings(from.items, to.items, `${path}[]`));
  else if (to.items && to.type === undefined) differences.push(...schemaNarrowings({}, to.items, `${path}[]`));
  if (from.additionalProperties) differences.push(...recordChanges(from.additionalProperties, to, path));
  return differences;
}

/** A field that is new takes nothing away, unless any value was kept there before, or it is a condition on a known one. */
function newFieldChanges(from: StructuralSchema, property: StructuralSchema, path: string): string[] {
  if (from.additionalProperties) return schemaNarrowings(from.additionalProperties, property, path);
  return from.type === undefined && !from['x-kubernetes-preserve-unknown-fields'] ? schemaNarrowings({}, property, path) : [];
}

function recordChanges(values: StructuralSchema, to: StructuralSchema, path: string): string[] {
  if (to.additionalProperties) return schemaNarrowings(values, to.additionalProperties, `${path}.*`);
  return to['x-kubernetes-preserve-unknown-fields'] ? [] : [`${path}: no longer a record of any keys`];
}
