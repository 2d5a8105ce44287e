import { expect } from 'chai';
import { applyMergePatch } from '../../lib/embedded/merge-patch.ts';

describe('applyMergePatch', () => {
  const cases: [string, unknown, unknown, unknown][] = [
    ['sets and keeps', { a: 1, b: 2 }, { a: 3 }, { a: 3, b: 2 }],
    ['removes by null', { a: 1, b: 2 }, { a: null }, { b: 2 }],
    ['replaces arrays whole', { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ['merges objects deeply', { a: { b: 1, c: 2 } }, { a: { c: null, d: 3 } }, { a: { b: 1, d: 3 } }],
    ['leaves no null of a new object', {}, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
    ['replaces a scalar by an object', { a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
  ];
  for (const [name, target, patch, result] of cases) it(name, () => expect(applyMergePatch(target, patch)).to.deep.equal(result));

  it('changes neither of its arguments', () => {
    const target = Object.freeze({ a: Object.freeze({ b: 1 }) });
    expect(applyMergePatch(target, { a: { c: 1 } })).to.deep.equal({ a: { b: 1, c: 1 } });
  });
});
