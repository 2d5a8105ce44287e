import { expect } from 'chai';
import { canonicalJson, contentHash } from '../../lib/base/content-hash.ts';

describe('contentHash', () => {
  it('is twelve hexadecimal digits', () => {
    expect(contentHash({ a: 1 })).to.match(/^[0-9a-f]{12}$/);
  });

  it('does not depend on the order of keys, at any depth', () => {
    expect(contentHash({ a: { x: 1, y: 2 }, b: 3 })).to.equal(contentHash({ b: 3, a: { y: 2, x: 1 } }));
  });

  it('takes an undefined key for a missing one', () => {
    expect(contentHash({ a: undefined })).to.equal(contentHash({}));
  });

  const different: [string, unknown, unknown][] = [
    ['the order of an array', [1, 2], [2, 1]],
    ['a number and its text', { a: 1 }, { a: '1' }],
    ['null and missing', { a: null }, {}],
    ['a list and an object', [], {}],
  ];
  for (const [what, one, other] of different) {
    it(`tells ${what} apart`, () => expect(contentHash(one)).not.to.equal(contentHash(other)));
  }

  it('writes JSON that JSON.parse reads', () => {
    const value = { b: [1, 'x', null, { z: true }], a: 'ü"\\' };
    expect(JSON.parse(canonicalJson(value))).to.deep.equal(value);
    expect(canonicalJson(undefined)).to.equal('null');
  });
});
