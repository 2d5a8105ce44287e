import { expect } from 'chai';
import { CelScope, rootSchema } from '../../lib/embedded/cel-values.ts';
import type { Schema } from '../../lib/embedded/schema.ts';

const schema: Schema = {
  type: 'object',
  properties: {
    n: { type: 'integer' },
    'a-b': { type: 'string' },
    at: { type: 'string', format: 'date-time' },
    free: { type: 'object', additionalProperties: true },
  },
};

describe('CelScope', () => {
  const scope = new CelScope(schema, { optionalOldSelf: false });

  it('checks expressions against the schema', () => {
    expect(scope.check('self.n > 1')).to.deep.equal({ type: 'bool' });
    expect(scope.check('self.n')).to.deep.equal({ type: 'int' });
    expect(scope.check('self.other > 1')).to.have.property('problem');
    expect(scope.check('self.n > "a"')).to.have.property('problem');
  });

  it('makes values of their types, and names that CEL can read', () => {
    expect(scope.evaluate('self.n / 2 == 1 && self.a__dash__b == "x"', { n: 3, 'a-b': 'x' }, undefined)).to.equal(true);
    expect(scope.evaluate('self.at < timestamp("2027-01-01T00:00:00Z")', { at: '2026-01-01T00:00:00Z' }, undefined)).to.equal(true);
    expect(scope.evaluate('self.free.x == 1', { free: { x: 1 } }, undefined)).to.equal(true);
  });

  it('compares whole objects by what is in them', () => {
    expect(scope.evaluate('self == oldSelf', { n: 1 }, { n: 1 })).to.equal(true);
    expect(scope.evaluate('self == oldSelf', { n: 1 }, { n: 1, 'a-b': '' })).to.equal(false);
  });

  it('knows an optional old value', () => {
    const optional = new CelScope(schema, { optionalOldSelf: true });
    expect(optional.evaluate('oldSelf.hasValue()', {}, undefined)).to.equal(false);
    expect(optional.evaluate('oldSelf.value().n == 1', {}, { n: 1 })).to.equal(true);
  });
});

describe('rootSchema', () => {
  it('has of metadata the name alone', () => {
    const scope = new CelScope(rootSchema(schema), { optionalOldSelf: false });
    expect(scope.check('self.metadata.name == "a"')).to.deep.equal({ type: 'bool' });
    expect(scope.check('self.metadata.labels.size() == 0')).to.have.property('problem');
  });
});
