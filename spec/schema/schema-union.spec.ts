import { expect } from 'chai';
import { InvalidSchemaError } from '../../lib/base/errors.ts';
import { unionOf } from '../../lib/schema/schema-union.ts';
import type { StructuralSchema } from '../../lib/schema/structural-schema.ts';

const union = (branches: StructuralSchema[], exclusive = false) => unionOf(branches, { path: 's', exclusive });

describe('unionOf', () => {
  it('merges enums of one type', () => {
    expect(
      union([
        { type: 'string', enum: ['a', 'b'] },
        { type: 'string', enum: ['b', 'c'] },
      ]),
    ).to.deep.equal({ type: 'string', enum: ['a', 'b', 'c'] });
  });

  it('drops conditions when one branch has none', () => {
    expect(union([{ type: 'string', enum: ['a'] }, { type: 'string' }])).to.deep.equal({ type: 'string' });
  });

  it('tells branches of objects apart by value validations only', () => {
    const a: StructuralSchema = {
      type: 'object',
      required: ['kind', 'a'],
      properties: { kind: { type: 'string', enum: ['a'] }, a: { type: 'string', minLength: 1 } },
    };
    const b: StructuralSchema = { type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: ['b'] } } };
    expect(union([a, b], true)).to.deep.equal({
      type: 'object',
      required: ['kind'],
      properties: { kind: { type: 'string', enum: ['a', 'b'] }, a: { type: 'string', minLength: 1 } },
      oneOf: [{ required: ['a'], properties: { kind: { enum: ['a'] }, a: { minLength: 1 } } }, { properties: { kind: { enum: ['b'] } } }],
    });
  });

  it('keeps a default only when all branches have it', () => {
    const branch = (name: string, value: string): StructuralSchema => ({
      type: 'object',
      required: [name],
      properties: { [name]: { type: 'string' }, d: { type: 'string', default: value } },
    });
    expect(union([branch('a', 'x'), branch('b', 'x')]).properties?.d).to.deep.equal({ type: 'string', default: 'x' });
    expect(union([branch('a', 'x'), branch('b', 'y')]).properties?.d).to.deep.equal({ type: 'string' });
  });

  it('takes exactly one for at least one where only lost types told the branches apart', () => {
    const branch = (type: 'integer' | 'string'): StructuralSchema => ({
      type: 'object',
      required: ['a'],
      properties: { a: { type }, [type]: { type: 'string' } },
    });
    expect(union([branch('integer'), branch('string')], true)).to.not.have.property('oneOf');
  });

  it('names the path of what cannot be merged', () => {
    expect(() => union([{ type: 'string' }, { type: 'boolean' }])).to.throw(InvalidSchemaError, /^s: a union of boolean and string/);
    expect(() => union([])).to.throw(InvalidSchemaError, 's: a union of nothing');
  });
});
