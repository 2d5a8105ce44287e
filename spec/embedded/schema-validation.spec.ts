import { expect } from 'chai';
import type { Schema } from '../../lib/embedded/schema.ts';
import { SchemaValidator, validateValue } from '../../lib/embedded/schema-validation.ts';

describe('validateValue', () => {
  const cases: [unknown, Schema, string | undefined][] = [
    ['x', { type: 'integer' }, 'Invalid value: "string": f in body must be of type integer: "string"'],
    [1, { type: 'number' }, undefined],
    [null, { type: 'string', nullable: true }, undefined],
    ['', { type: 'string', minLength: 1 }, 'Invalid value: "": f in body should be at least 1 chars long'],
    ['abc', { type: 'string', maxLength: 2 }, 'Too long: may not be more than 2 bytes'],
    ['A', { type: 'string', pattern: '^[a-z]$' }, 'Invalid value: "A": f in body should match \'^[a-z]$\''],
    ['b', { enum: ['a', 'c'] }, 'Unsupported value: "b": supported values: "a", "c"'],
    [0, { minimum: 1 }, 'Invalid value: 0: f in body should be greater than or equal to 1'],
    [1, { minimum: 1, exclusiveMinimum: true }, 'Invalid value: 1: f in body should be greater than 1'],
    [9, { maximum: 5 }, 'Invalid value: 9: f in body should be less than or equal to 5'],
    [0.3, { multipleOf: 0.5 }, 'Invalid value: 0.3: f in body should be a multiple of 0.5'],
    [[], { minItems: 1 }, 'Invalid value: 0: f in body should have at least 1 items'],
    [[1, 2], { maxItems: 1 }, 'Too many: 2: must have at most 1 items'],
    [{}, { required: ['a'] }, 'Required value'],
    [{ a: 1, b: 1 }, { maxProperties: 1 }, 'Too many: 2: must have at most 1 items'],
    ['x', { format: 'date-time' }, 'Invalid value: "x": f in body must be of type date-time: "x"'],
    [['a', 'a'], { type: 'array', items: {}, 'x-kubernetes-list-type': 'set' }, 'Duplicate value: "a"'],
    [
      [{ k: 1 }, { k: 1 }],
      { type: 'array', items: {}, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] },
      'Duplicate value: {"k":1}',
    ],
    [1.5, { 'x-kubernetes-int-or-string': true }, 'Invalid value: "number": f in body must be of type integer,string: "number"'],
    ['5%', { 'x-kubernetes-int-or-string': true }, undefined],
    [3, { not: { minimum: 1 } }, 'Invalid value: "": "f" must not validate the schema (not)'],
    [{}, { anyOf: [{ required: ['a'] }] }, 'Invalid value: "": "f" must validate at least one schema (anyOf)'],
    [
      { a: 1 },
      { oneOf: [{ required: ['a'] }, {}] },
      'Invalid value: "": "f" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    ],
  ];
  for (const [value, schema, message] of cases) {
    it(`finds ${message ?? 'nothing'} in ${JSON.stringify(value)}`, () =>
      expect(validateValue(value, schema, 'f')[0]?.message).to.equal(message));
  }

  it('names the place of what is wrong', () => {
    const schema: Schema = { type: 'object', properties: { a: { type: 'array', items: { type: 'object', required: ['b'] } } } };
    expect(validateValue({ a: [{ b: 1 }, {}] }, schema, 'spec').map(({ field }) => field)).to.deep.equal(['spec.a[1].b']);
  });

  it('spells out places of members of any name, and of items', () => {
    const schema: Schema = { type: 'object', additionalProperties: { type: 'array', items: { type: 'integer' } } };
    const validator = new SchemaValidator(schema);
    const wrong = () => validator.errorsOf({ x: [1, 'a'], y: ['b'] }, 'spec').map(({ field }) => field);
    expect([wrong(), wrong()], 'the same each time').to.deep.equal(Array(2).fill(['spec.x[1]', 'spec.y[0]']));
  });

  it('tolerates what was wrong before where it stands unchanged, and nothing else', () => {
    const validator = new SchemaValidator({ type: 'object', properties: { a: { maximum: 1 }, b: { maximum: 1 } } });
    expect(validator.errorsOf({ a: 5, b: 6 }, '', { a: 5, b: 7 }).map(({ field }) => field)).to.deep.equal(['b']);
  });
});

describe('SchemaValidator, asked again and again', () => {
  it('finds what is wrong with each of many strings', () => {
    const validator = new SchemaValidator({ type: 'array', items: { type: 'string', format: 'date', maxLength: 10 } });
    const day = '2026-01-02';
    const errors = validator.errorsOf([day, day, 'x', day, 'x', 5], 'f');
    expect(errors.map(({ field }) => field)).to.deep.equal(['f[2]', 'f[4]', 'f[5]']);
  });
});
