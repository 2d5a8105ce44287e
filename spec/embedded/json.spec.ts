import { expect } from 'chai';
import { clone, equal, isHollow, isObject, valueAt } from '../../lib/embedded/json.ts';

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

  it('is hollow when there is nothing in it', () => {
    expect([undefined, null, {}, []].map(isHollow)).to.deep.equal([true, true, true, true]);
    expect([{ a: undefined }, [0], '', 0, false].map(isHollow)).to.deep.equal([false, false, false, false, false]);
  });
});
