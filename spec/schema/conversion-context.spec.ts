import { expect } from 'chai';
import { below, inferredTypes, inherit, typeOfValue } from '../../lib/schema/conversion-context.ts';
import { aConversionContext } from './a-conversion-context.ts';

describe('below', () => {
  it('goes down without the type of the node around', () => {
    const context = aConversionContext({ inheritedType: ['object'], references: ['#'] });
    expect(below(context, 'spec.a')).to.deep.equal({ ...context, path: 'spec.a', inheritedType: undefined });
  });
});

describe('inherit', () => {
  it('hands on the type, and null where it may be null', () => {
    expect(inherit({ type: 'string' })).to.deep.equal(['string']);
    expect(inherit({ type: 'string', nullable: true })).to.deep.equal(['string', 'null']);
    expect(inherit({ 'x-kubernetes-int-or-string': true })).to.equal(undefined);
  });
});

describe('inferredTypes', () => {
  const ROWS: readonly (readonly [node: object, types: readonly string[]])[] = [
    [{ properties: {} }, ['object']],
    [{ uniqueItems: true }, ['array']],
    [{ maxLength: 1 }, ['string']],
    [{ exclusiveMinimum: 0 }, ['number']],
    [{ enum: ['a', 'b', 1, null] }, ['string', 'integer', 'null']],
    [{ const: false }, ['boolean']],
    [{ const: null }, ['null']],
    [{ enum: ['a'], minimum: 1 }, ['string']],
    [{ required: ['a'], items: {} }, ['object', 'array']],
    [{ description: 'anything' }, []],
  ];
  for (const [node, types] of ROWS) {
    it(`of ${JSON.stringify(node)}: ${types.join(', ') || 'none'}`, () => {
      expect(inferredTypes(node as Record<string, unknown>)).to.deep.equal(types);
    });
  }
});

describe('typeOfValue', () => {
  it('names the type that JSON Schema has for a value', () => {
    const values = [null, [], {}, 1, 1.5, 'a', true];
    expect(values.map(typeOfValue)).to.deep.equal(['null', 'array', 'object', 'integer', 'number', 'string', 'boolean']);
  });
});
