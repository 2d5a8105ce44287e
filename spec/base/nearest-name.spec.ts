import { expect } from 'chai';
import { didYouMean, editDistance, nearestName } from '../../lib/base/nearest-name.ts';

const KNOWN = ['namespace', 'create-crd', 'scope', 'log-level', 'log-format', 'external'];

describe('nearestName', () => {
  const table: [string, string | undefined][] = [
    ['nmespace', 'namespace'],
    ['namespaces', 'namespace'],
    ['naemspace', 'namespace'],
    ['NAMESPACE', 'namespace'],
    ['name', 'namespace'],
    ['log', 'log-level'],
    ['log-fromat', 'log-format'],
    ['createcrd', 'create-crd'],
    ['ext', 'external'],
    ['scoop', 'scope'],
    ['port', undefined],
    ['s', undefined],
    ['', undefined],
    ['something-else', undefined],
  ];
  for (const [given, expected] of table) {
    it(`finds ${expected ?? 'nothing'} for ${JSON.stringify(given)}`, () => {
      expect(nearestName(given, KNOWN)).to.equal(expected);
    });
  }
});

describe('didYouMean', () => {
  it('is the end of a message, or nothing', () => {
    expect(didYouMean('scop', KNOWN)).to.equal('; did you mean scope?');
    expect(didYouMean('port', KNOWN)).to.equal('');
  });
});

describe('editDistance', () => {
  for (const [left, right, distance] of [
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['abc', 'abc', 0],
    ['abc', 'abd', 1],
    ['abc', 'acb', 1],
    ['abcd', 'acbx', 2],
    ['kitten', 'sitting', 3],
  ] as const) {
    it(`is ${distance} from "${left}" to "${right}"`, () => {
      expect(editDistance(left, right)).to.equal(distance);
    });
  }
});
