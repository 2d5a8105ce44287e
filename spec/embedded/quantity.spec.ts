import { expect } from 'chai';
import { canonicalQuantity, compareQuantities } from '../../lib/embedded/quantity.ts';

describe('canonicalQuantity', () => {
  const cases: [string, string | undefined][] = [
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['1000k', '1M'],
    ['1e3', '1e3'],
    ['0', '0'],
    ['-1500m', '-1500m'],
    ['100', '100'],
    ['abc', undefined],
    ['', undefined],
  ];
  for (const [given, canonical] of cases)
    it(`${JSON.stringify(given)} is ${canonical ?? 'none'}`, () => expect(canonicalQuantity(given)).to.equal(canonical));
});

describe('compareQuantities', () => {
  it('compares by value', () => {
    expect(compareQuantities('1Gi', '1G')).to.equal(1);
    expect(compareQuantities('500m', '0.5')).to.equal(0);
    expect(compareQuantities('1', '2')).to.equal(-1);
  });
});
