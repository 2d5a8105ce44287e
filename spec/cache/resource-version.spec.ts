import { expect } from 'chai';
import { compareResourceVersions, isOrdered } from '../../lib/cache/resource-version.ts';

describe('compareResourceVersions', () => {
  const rows: [string, string, -1 | 0 | 1][] = [
    ['1', '1', 0],
    ['1', '2', -1],
    ['10', '9', 1],
    ['99999999999999999999999999', '100000000000000000000000000', -1],
    ['100000000000000000000000001', '100000000000000000000000000', 1],
    ['abc', 'abc', 0],
    ['abc', '5', 1],
    ['5', 'abc', 1],
    ['007', '7', 1],
    ['', '7', 1],
  ];
  for (const [first, second, expected] of rows) {
    it(`says that '${first}' is ${['older than', 'the same as', 'newer than'][expected + 1]} '${second}'`, () => {
      expect(Math.sign(compareResourceVersions(first, second))).to.equal(expected);
    });
  }
});

describe('isOrdered', () => {
  for (const text of ['1', '90', '12345678901234567890']) it(`takes ${text} for a number`, () => expect(isOrdered(text)).to.equal(true));
  for (const text of ['', '0', '01', '1a', '-1', '1.5', ' 1'])
    it(`does not take '${text}' for one`, () => expect(isOrdered(text)).to.equal(false));
});
