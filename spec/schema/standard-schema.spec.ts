import { expect } from 'chai';
import { z } from 'zod';
import { InvalidSchemaError } from '../../lib/base/errors.ts';
import { isSchemaObject, isStandardSchema, sourceSchemaOf, UNREPRESENTABLE } from '../../lib/schema/standard-schema.ts';

/** A schema of some library, which writes JSON Schema with this function. */
function aStandardSchema(input?: (options: { target: string }) => Record<string, unknown>, vendor = 'other') {
  return { '~standard': { version: 1 as const, vendor, ...(input ? { jsonSchema: { input } } : {}) } };
}

describe('isStandardSchema', () => {
  const callable = Object.assign(() => true, aStandardSchema());
  const ROWS: readonly (readonly [what: string, value: unknown, isOne: boolean])[] = [
    ['a schema of zod', z.string(), true],
    ['a schema that is a function', callable, true],
    ['an OpenAPI object', { type: 'object' }, false],
    ['a later version of the standard', { '~standard': { version: 2 } }, false],
    ['null', null, false],
    ['a text', 'text', false],
  ];
  for (const [what, value, isOne] of ROWS) it(`is ${isOne} for ${what}`, () => expect(isStandardSchema(value)).to.equal(isOne));
});

describe('isSchemaObject', () => {
  class Model {}
  const ROWS: readonly (readonly [what: string, value: unknown, isOne: boolean])[] = [
    ['a plain object', { type: 'object' }, true],
    ['an object without prototype', Object.create(null), true],
    ['a schema of zod', z.string(), false],
    ['an instance of a class', new Model(), false],
    ['a class', Model, false],
    ['an array', [], false],
    ['null', null, false],
  ];
  for (const [what, value, isOne] of ROWS) it(`is ${isOne} for ${what}`, () => expect(isSchemaObject(value)).to.equal(isOne));
});

describe('sourceSchemaOf', () => {
  it('takes an OpenAPI object as it is', () => {
    const schema = { type: 'object' };
    expect(sourceSchemaOf(schema, 'spec')).to.deep.equal({ schema, dialect: 'openapi' });
  });

  it('describes what is read, not what it becomes', () => {
    const { schema, dialect } = sourceSchemaOf(z.object({ a: z.string().default('x'), b: z.string().transform(Number) }), 'spec');
    expect(dialect).to.equal('json-schema');
    expect(schema).to.deep.include({ properties: { a: { type: 'string', default: 'x' }, b: { type: 'string' } }, required: ['b'] });
  });

  it('describes what coerces by what it reads, and marks what has no form', () => {
    const { schema } = sourceSchemaOf(z.object({ at: z.coerce.date(), big: z.coerce.bigint(), date: z.date() }), 'spec');
    expect(schema.properties).to.deep.equal({
      at: { type: 'string', format: 'date-time' },
      big: { 'x-kubernetes-int-or-string': true },
      date: { [UNREPRESENTABLE]: 'date' },
    });
  });

  it('asks for an older dialect where the newest is not known', () => {
    const asked: string[] = [];
    const source = aStandardSchema(({ target }) => {
      asked.push(target);
      if (target !== 'draft-07') throw new Error('unknown dialect');
      return { type: 'object' };
    });
    expect(sourceSchemaOf(source, 'spec').schema).to.deep.equal({ type: 'object' });
    expect(asked).to.deep.equal(['draft-2020-12', 'draft-07']);
  });

  const FAILURES: readonly (readonly [what: string, source: unknown, message: RegExp])[] = [
    ['a library without JSON Schema', aStandardSchema(), /^status: this schema of other .* an adapter of other/],
    ['a zod that is too old', aStandardSchema(undefined, 'zod'), /use zod 4\.2 or later/],
    [
      'a library that throws',
      aStandardSchema(() => {
        throw new Error('no way');
      }),
      /^status: other cannot express it as JSON Schema: no way$/,
    ],
    ['a text', 'text', /^status: neither a schema with a ~standard property/],
  ];
  for (const [what, source, message] of FAILURES) {
    it(`names what is wrong with ${what}`, () => {
      expect(() => sourceSchemaOf(source as never, 'status')).to.throw(InvalidSchemaError, message);
    });
  }
});
