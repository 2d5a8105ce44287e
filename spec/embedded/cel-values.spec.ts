import { expect } from 'chai';
import { CelScope, rootSchema } from '../../lib/embedded/cel-values.ts';
import type { Schema } from '../../lib/embedded/schema.ts';

const SCHEMA = {
  type: 'object',
  properties: { size: { type: 'integer' }, name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
} as Schema;

const scope = (optionalOldSelf = false) => new CelScope(SCHEMA, { optionalOldSelf });

describe('CelScope', () => {
  it('evaluates with values of the schema’s types', () => {
    expect(scope().evaluate('self.size + 1 == 4 && self.tags.size() == 2', { size: 3, tags: ['a', 'b'] }, undefined)).to.equal(true);
  });

  it('knows which fields there are', () => {
    expect(scope().evaluate('has(self.name)', { size: 1 }, undefined)).to.equal(false);
    expect(scope().check('self.missing == 1')).to.have.property('problem');
    expect(scope().check('self.size == 1')).to.deep.equal({ type: 'bool' });
  });

  it('compares with the value before, which may be absent where it is optional', () => {
    expect(scope().evaluate('self.size >= oldSelf.size', { size: 2 }, { size: 3 })).to.equal(false);
    expect(scope(true).evaluate('!oldSelf.hasValue()', { size: 2 }, undefined)).to.equal(true);
  });
});

describe('rootSchema', () => {
  it('shows what every object has', () => {
    expect(Object.keys(rootSchema(SCHEMA).properties ?? {})).to.include.members(['apiVersion', 'kind', 'metadata', 'size']);
  });
});
