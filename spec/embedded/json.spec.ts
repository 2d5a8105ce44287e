import { expect } from 'chai';
import { clone, equal, isObject, valueAt } from '../../lib/embedded/json.ts';

describe('json', () => {
  it('tells objects from arrays and null', () => {
    expect([{}, [], null, 'x'].map(isObject)).to.deep.equal([true, false, false, false]);
  });

  it('copies deeply', () => {
    const value = { a: [{ b: 1 }] };
    const copy = clone(value);
    copy.a.push({ b: 2 });
    expect(value.a).to.have.length(1);
  });

  it('compares without regard to the order of members, but of items', () => {
    expect(equal({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).to.equal(true);
    expect(equal([1, 2], [2, 1])).to.equal(false);
    expect(equal({ a: undefined }, {})).to.equal(false);
  });

  it('finds what is at a path', () => {
    expect(valueAt({ a: { b: 0 } }, ['a', 'b'])).to.equal(0);
    expect(valueAt({ a: 1 }, ['a', 'b'])).to.equal(undefined);
  });
});
