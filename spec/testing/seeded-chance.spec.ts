import { expect } from 'chai';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';

const draws = (seed: number) => {
  const chance = new SeededChance(seed);
  return Array.from({ length: 200 }, () => chance.next());
};

describe('SeededChance', () => {
  it('repeats itself for a seed, and not for another', () => {
    expect(draws(7)).to.deep.equal(draws(7));
    expect(draws(7)).to.not.deep.equal(draws(8));
  });

  it('draws evenly from [0, 1)', () => {
    const values = draws(3);
    expect(values.every((value) => value >= 0 && value < 1)).to.equal(true);
    expect(values.filter((value) => value < 0.5).length).to.be.within(70, 130);
  });

  it('picks and shuffles without losing anything', () => {
    const chance = new SeededChance(1);
    const values = [1, 2, 3, 4, 5, 6, 7, 8];
    const shuffled = chance.shuffled(values);
    expect(shuffled).to.not.deep.equal(values);
    expect([...shuffled].sort()).to.deep.equal(values);
    expect(values).to.include(chance.pick(values));
  });
});
