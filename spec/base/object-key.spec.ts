import { expect } from 'chai';
import { keyOf, objectKey, splitKey } from '../../lib/base/object-key.ts';

describe('object keys', () => {
  it('are namespace and name, or the name alone', () => {
    expect(objectKey('team', 'a')).to.equal('team/a');
    expect(objectKey(undefined, 'a')).to.equal('a');
    expect(objectKey('', 'a')).to.equal('a');
  });

  it('are read from an object', () => {
    expect(keyOf({ metadata: { namespace: 'team', name: 'a' } })).to.equal('team/a');
    expect(keyOf({ metadata: { name: 'a' } })).to.equal('a');
  });

  for (const [namespace, name] of [
    ['team', 'a'],
    [undefined, 'a.b'],
  ] as const) {
    it(`are split into what they were made of: ${namespace}, ${name}`, () => {
      expect(splitKey(objectKey(namespace, name))).to.deep.equal({ namespace, name });
    });
  }
});
