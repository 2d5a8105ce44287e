import { expect } from 'chai';
import { inFairOrder } from '../../lib/testing/fair-order.ts';

const cases = [...'aaaa'].map((kind, index) => ({ kind, index })).concat([...'bb'].map((kind, index) => ({ kind, index })));

describe('inFairOrder', () => {
  it('takes turns among kinds, and loses none', () => {
    const ordered = inFairOrder(cases, 1);
    expect(ordered.map(({ kind }) => kind).join('')).to.equal('ababaa');
    expect(ordered).to.have.deep.members(cases);
  });

  it('is the same for the same seed', () => {
    expect(inFairOrder(cases, 5)).to.deep.equal(inFairOrder(cases, 5));
    const orders = [1, 2, 3, 4, 5, 6].map((seed) => JSON.stringify(inFairOrder(cases, seed)));
    expect(new Set(orders).size).to.be.greaterThan(1);
  });
});
