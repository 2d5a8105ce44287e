import { expect } from 'chai';
import { asNullable } from '../../lib/schema/nullable-schema.ts';

describe('asNullable', () => {
  it('says words as a pattern', () => {
    expect(asNullable({ type: 'string', enum: ['a', 'b.c'] })).to.deep.equal({ type: 'string', pattern: '^(?:a|b\\.c)$', nullable: true });
  });

  it('says numbers as bounds', () => {
    expect(asNullable({ type: 'integer', enum: [1] })).to.deep.equal({ type: 'integer', minimum: 1, maximum: 1, nullable: true });
    expect(asNullable({ type: 'integer', enum: [1, 5] }).anyOf).to.deep.equal([
      { minimum: 1, maximum: 1 },
      { minimum: 5, maximum: 5 },
    ]);
  });

  it('says oneOf as anyOf, which null satisfies', () => {
    expect(asNullable({ type: 'object', oneOf: [{ required: ['a'] }, { required: ['b'] }] })).to.deep.equal({
      ...{ type: 'object', nullable: true, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
    });
  });
});
