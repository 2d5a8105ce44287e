import { expect } from 'chai';
import { z } from 'zod';
import { customResourceDefinitionOf } from '../../lib/schema/crd-manifest.ts';
import { narrowingsOf, schemaNarrowings, undeclaredVersions } from '../../lib/schema/schema-comparison.ts';
import type { StructuralSchema } from '../../lib/schema/structural-schema.ts';
import { aDeclaration } from './a-declaration.ts';

const text: StructuralSchema = { type: 'string' };
const object = (properties: Record<string, StructuralSchema>, more: StructuralSchema = {}): StructuralSchema => ({
  type: 'object',
  properties,
  ...more,
});

type Pair = readonly [name: string, from: StructuralSchema, to: StructuralSchema, differences?: readonly string[]];

const NARROWER: readonly Pair[] = [
  ['a field removed', object({ a: text, b: text }), object({ a: text }), ['s.b: field removed']],
  [
    'a field below removed',
    object({ a: { type: 'array', items: object({ b: text }) } }),
    object({ a: { type: 'array', items: object({}) } }),
    ['s.a[].b: field removed'],
  ],
  ['required added', object({ a: text }), object({ a: text }, { required: ['a'] }), ['s.a: now required']],
  ['a new required field', object({}), object({ a: text }, { required: ['a'] }), ['s.a: now required']],
  ['an enum added', text, { type: 'string', enum: ['a'] }, ['s: enum "a" added']],
  ['an enum value gone', { type: 'string', enum: ['a', 'b'] }, { type: 'string', enum: ['a', 'c'] }, ['s: enum without "b"']],
  ['a maximum tightened', { type: 'integer', maximum: 10 }, { type: 'integer', maximum: 5 }, ['s: maximum tightened from 10 to 5']],
  ['a minimum added', { type: 'integer' }, { type: 'integer', minimum: 0 }, ['s: minimum 0 added']],
  [
    'a bound made exclusive',
    { type: 'number', minimum: 0 },
    { type: 'number', minimum: 0, exclusiveMinimum: true },
    ['s: minimum 0 itself no longer allowed'],
  ],
  ['a length tightened', { type: 'string', minLength: 1 }, { type: 'string', minLength: 2 }, ['s: minLength tightened from 1 to 2']],
  ['a pattern added', text, { type: 'string', pattern: 'a' }, ['s: pattern "a" added']],
  ['a type changed', text, { type: 'integer' }, ['s: type changed from string to integer']],
  ['number to integer', { type: 'number' }, { type: 'integer' }, ['s: type changed from number to integer']],
  ['int-or-string to string', { 'x-kubernetes-int-or-string': true }, text, ['s: type changed from int-or-string to string']],
  ['nullable gone', { type: 'string', nullable: true }, text, ['s: no longer nullable']],
  [
    'unknown fields dropped',
    { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    object({ a: text }),
    ['s: unknown fields no longer kept'],
  ],
  ['a record closed', { type: 'object', additionalProperties: text }, object({ a: text }), ['s: no longer a record of any keys']],
  [
    'a record of something else',
    { type: 'object', additionalProperties: text },
    { type: 'object', additionalProperties: { type: 'boolean' } },
    ['s.*: type changed from string to boolean'],
  ],
  [
    'a branch gone',
    { ...text, anyOf: [{ pattern: 'a' }, { pattern: 'b' }] },
    { ...text, anyOf: [{ pattern: 'a' }] },
    ['s: anyOf without {"pattern":"b"}'],
  ],
  ['a rule added', object({}), object({}, { 'x-kubernetes-validations': [{ rule: 'true' }] }), ['s: rule "true" added']],
];

const NOT_NARROWER: readonly Pair[] = [
  ['nothing changed', object({ a: text }, { required: ['a'] }), object({ a: text }, { required: ['a'] })],
  ['a field added', object({}), object({ a: text })],
  ['a required field that has a default', object({}), object({ a: { type: 'string', default: 'x' } }, { required: ['a'] })],
  ['required dropped', object({ a: text }, { required: ['a'] }), object({ a: text })],
  ['an enum value added', { type: 'string', enum: ['a'] }, { type: 'string', enum: ['a', 'b'] }],
  ['a bound loosened', { type: 'integer', minimum: 1, maximum: 5 }, { type: 'integer', minimum: 0, maximum: 6 }],
  ['integer to number', { type: 'integer' }, { type: 'number' }],
  ['a string to int-or-string', text, { 'x-kubernetes-int-or-string': true }],
  ['a type to any', text, { 'x-kubernetes-preserve-unknown-fields': true }],
  ['a description changed', { ...text, description: 'a' }, { ...text, description: 'b' }],
  ['a branch added', { ...text, anyOf: [{ pattern: 'a' }] }, { ...text, anyOf: [{ pattern: 'a' }, { pattern: 'b' }] }],
  ['fields turned into a record', object({ a: text }), { type: 'object', additionalProperties: text }],
];

describe('schemaNarrowings', () => {
  for (const [name, from, to, differences] of NARROWER) {
    it(`sees ${name}`, () => expect(schemaNarrowings(from, to, 's')).to.deep.equal(differences));
  }
  for (const [name, from, to] of NOT_NARROWER) {
    it(`lets pass: ${name}`, () => expect(schemaNarrowings(from, to, 's')).to.deep.equal([]));
  }
});

describe('narrowingsOf', () => {
  it('compares spec, scope and kind of what a class declares', () => {
    const from = customResourceDefinitionOf(aDeclaration({ SPEC: z.object({ size: z.int().max(10).optional() }) }));
    const to = customResourceDefinitionOf(aDeclaration({ SCOPE: 'Cluster', SPEC: z.object({ size: z.int().max(5) }) }));
    expect(narrowingsOf(from, to)).to.deep.equal([
      'scope: changed from Namespaced to Cluster',
      'spec.size: maximum tightened from 10 to 5',
      'spec.size: now required',
    ]);
  });

  it('takes a discriminated union with one more kind for wider', () => {
    const one = z.object({ type: z.literal('a'), n: z.number() });
    const from = customResourceDefinitionOf(
      aDeclaration({ SPEC: z.object({ u: z.discriminatedUnion('type', [one, z.object({ type: z.literal('b') })]) }) }),
    );
    const wider = z.discriminatedUnion('type', [one, z.object({ type: z.literal('b') }), z.object({ type: z.literal('c') })]);
    const to = customResourceDefinitionOf(aDeclaration({ SPEC: z.object({ u: wider }) }));
    expect(narrowingsOf(from, to)).to.deep.equal([]);
    expect(narrowingsOf(to, from)).to.not.deep.equal([]);
  });

  it('names the versions that a class does not declare', () => {
    const old = customResourceDefinitionOf(aDeclaration({ VERSION: 'v1alpha1' }));
    expect(undeclaredVersions(old, customResourceDefinitionOf(aDeclaration()))).to.deep.equal(['v1alpha1']);
  });
});
