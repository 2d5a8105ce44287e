import { expect } from 'chai';
import { z } from 'zod';
import { InvalidSchemaError } from '../../lib/base/errors.ts';
import { structuralSchemaOf } from '../../lib/schema/schema-conversion.ts';
import { isStandardSchema } from '../../lib/schema/standard-schema.ts';
import { TYPES_WITHOUT_FORM, ZOD_TYPES } from './zod-type-table.ts';
import { fieldOf, specOf } from './zod-type-trial.ts';

const convert = (schema: object) => structuralSchemaOf(schema as never, 'spec').schema;
const field = (schema: object) => convert({ type: 'object', properties: { f: schema } }).properties?.f;

describe('structuralSchemaOf', () => {
  it('puts references in place, with what stands beside them', () => {
    const $defs = { Name: { type: 'string', description: 'a name' } };
    expect(convert({ type: 'object', properties: { a: { $ref: '#/$defs/Name', description: 'mine' } }, $defs }).properties).to.deep.equal({
      a: { type: 'string', description: 'mine' },
    });
    expect(() => convert({ $ref: '#/$defs/Other' })).to.throw(InvalidSchemaError, "the reference '#/$defs/Other' points at nothing");
    expect(() => convert({ $ref: 'https://example.com/a.json' })).to.throw(InvalidSchemaError, 'points outside the schema');
  });

  it('does not require what has a default', () => {
    const schema = convert(
      z.object({ a: z.string().default('x'), b: z.string() })['~standard'].jsonSchema.input({ target: 'draft-2020-12' }),
    );
    expect(schema.required).to.deep.equal(['b']);
  });

  it('drops additionalProperties: false', () => {
    expect(convert({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false })).to.deep.equal({
      type: 'object',
      properties: { a: { type: 'string' } },
    });
  });

  it("keeps an OpenAPI object's own formats, bounds and Kubernetes keywords", () => {
    const schema = { type: 'array', items: { type: 'string', format: 'duration' }, 'x-kubernetes-list-type': 'set' };
    expect(field(schema)).to.deep.equal(schema);
    expect(field({ type: 'number', minimum: 0, exclusiveMinimum: true })).to.deep.equal({
      type: 'number',
      minimum: 0,
      exclusiveMinimum: true,
    });
  });

  it('reads a node without type by its keywords', () => {
    expect(field({ properties: { a: { type: 'string' } } })?.type).to.equal('object');
    expect(field({ enum: ['a', null] })).to.deep.equal({ type: 'string', nullable: true, pattern: '^(?:a)$' });
    expect(field({ minimum: 1 })?.type).to.equal('number');
  });

  it('notes keywords that the server cannot check', () => {
    const { notes } = structuralSchemaOf(
      { type: 'object', properties: { a: { type: 'array', items: { type: 'string' }, contains: { const: 'x' } } } },
      'spec',
    );
    expect(notes).to.deep.equal(["spec.a: the API server does not check 'contains'"]);
  });

  it('refuses types and values that nobody knows', () => {
    expect(() => field({ type: 'text' })).to.throw(InvalidSchemaError, "spec.f: 'text' is no type that Kubernetes knows");
    expect(() => field({ type: 'string', minLength: -1 })).to.throw(InvalidSchemaError, 'spec.f: minLength must be a whole number from 0');
    expect(() => field({ enum: [{ a: 1 }] })).to.throw(InvalidSchemaError, /constant/);
    expect(() => field({ not: {} })).to.not.throw();
    expect(() => convert({ type: 'array', items: { not: {} } })).to.throw(InvalidSchemaError, 'spec[]: takes no value at all');
  });

  it('passes on why a library has no JSON Schema', () => {
    const input = () => {
      throw new Error('not today');
    };
    expect(() => convert({ '~standard': { version: 1, vendor: 'other', jsonSchema: { input } } })).to.throw(
      InvalidSchemaError,
      'spec: other cannot express it as JSON Schema: not today',
    );
  });
});

describe('the structural schema of a zod type', () => {
  for (const row of ZOD_TYPES) {
    it(`is right for ${row.name}`, () => {
      const { schema } = structuralSchemaOf(specOf([row]), 'spec');
      const field = schema.properties?.[fieldOf(0)];
      if (row.structure) expect(field).to.deep.equal(row.structure);
      // The long patterns of zod are zod's business; that there is one is ours.
      else expect(JSON.stringify(field)).to.match(/"pattern":|"properties":/);
    });

    it(`describes values that zod takes: ${row.name}`, async () => {
      if (!isStandardSchema(row.schema) || row.structure?.['x-kubernetes-preserve-unknown-fields']) return;
      for (const value of row.accepts) {
        const result = await row.schema['~standard'].validate?.(value);
        expect(result?.issues, JSON.stringify(value)).to.equal(undefined);
      }
    });
  }

  for (const [name, schema, message] of TYPES_WITHOUT_FORM) {
    it(`does not exist for ${name}, and the error says where and why`, () => {
      const convert = () => structuralSchemaOf(z.object({ f: schema as z.ZodType }), 'spec');
      expect(convert).to.throw(InvalidSchemaError, message);
    });
  }
});
