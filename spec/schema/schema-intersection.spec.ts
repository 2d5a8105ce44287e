import { expect } from 'chai';
import { InvalidSchemaError } from '../../lib/base/errors.ts';
import { intersectionOf } from '../../lib/schema/schema-intersection.ts';
import { anyValue, inReadingOrder, type StructuralSchema } from '../../lib/schema/structural-schema.ts';

const both = (one: StructuralSchema, other: StructuralSchema) => inReadingOrder(intersectionOf(one, other, 's'));

describe('intersectionOf', () => {
  it('merges fields and what is required', () => {
    const one: StructuralSchema = { type: 'object', required: ['a'], properties: { a: { type: 'string', minLength: 1 } } };
    const other: StructuralSchema = {
      type: 'object',
      required: ['b'],
      properties: { a: { type: 'string', minLength: 2 }, b: { type: 'string' } },
    };
    expect(both(one, other)).to.deep.equal({
      type: 'object',
      required: ['a', 'b'],
      properties: { a: { type: 'string', minLength: 2 }, b: { type: 'string' } },
    });
  });

  it('keeps the tighter bound, exclusive or not', () => {
    expect(both({ type: 'number', minimum: 1 }, { type: 'integer', minimum: 1, exclusiveMinimum: true, maximum: 5 })).to.deep.equal({
      ...{ type: 'integer', minimum: 1, exclusiveMinimum: true, maximum: 5 },
    });
    expect(both({ type: 'number', minimum: 3 }, { type: 'number', minimum: 1, exclusiveMinimum: true })).to.deep.equal({
      type: 'number',
      minimum: 3,
    });
  });

  it('keeps a second pattern in allOf', () => {
    expect(both({ type: 'string', pattern: 'a' }, { type: 'string', pattern: 'b' })).to.deep.equal({
      type: 'string',
      pattern: 'a',
      allOf: [{ pattern: 'b' }],
    });
  });

  it('keeps the values of both enums', () => {
    expect(both({ type: 'string', enum: ['a', 'b'] }, { type: 'string', enum: ['b', 'c'] }).enum).to.deep.equal(['b']);
  });

  it('is nullable when both are', () => {
    expect(both({ type: 'string', nullable: true }, { type: 'string' })).to.deep.equal({ type: 'string' });
    expect(both({ type: 'string', nullable: true }, anyValue())).to.deep.equal({ type: 'string', nullable: true });
  });

  it('says where no value can be both', () => {
    expect(() => both({ type: 'string' }, { type: 'number' })).to.throw(InvalidSchemaError, 's: no value is both string and number');
    expect(() => both({ type: 'string', enum: ['a'] }, { type: 'string', enum: ['b'] })).to.throw(
      InvalidSchemaError,
      /no value is in both enums/,
    );
    expect(() => both({ type: 'object', properties: {} }, { type: 'object', additionalProperties: { type: 'string' } })).to.throw(
      InvalidSchemaError,
      /record/,
    );
  });
});
