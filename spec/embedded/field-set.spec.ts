import { expect } from 'chai';
import { FieldSet, pathText } from '../../lib/embedded/field-set.ts';

describe('FieldSet', () => {
  const json = { 'f:a': { '.': {}, 'f:b': {} }, 'f:c': { 'k:{"n":1}': { '.': {}, 'f:d': {} } }, 'f:e': {} };
  const set = FieldSet.parse(json);

  it('reads and writes fieldsV1', () => {
    expect(set.toJson()).to.deep.equal(json);
    expect(set.members).to.deep.equal(new Set(['f:a', 'f:e']));
  });

  it('subtracts, unites and intersects path by path', () => {
    const other = FieldSet.parse({ 'f:a': { 'f:b': {} }, 'f:z': {} });
    expect(set.difference(other).toJson()).to.deep.equal({ 'f:a': {}, 'f:c': json['f:c'], 'f:e': {} });
    expect(set.intersection(other).toJson()).to.deep.equal({ 'f:a': { 'f:b': {} } });
    expect(set.union(other).toJson()).to.deep.equal({ ...json, 'f:z': {} });
    expect(set.union(set).equals(set)).to.equal(true);
  });

  it('shows paths as messages do', () => {
    expect(set.paths().map(pathText)).to.deep.equal(['.a', '.e', '.a.b', '.c[n=1]', '.c[n=1].d']);
    expect(pathText(['f:l', 'v:"x"'])).to.equal('.l[="x"]');
  });
});
