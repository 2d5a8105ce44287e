import { expect } from 'chai';
import { checkPlace, keyFor } from '../../lib/embedded/object-place.ts';
import type { ResourceKind } from '../../lib/embedded/resource-kind.ts';

const namespaced = { namespaced: true } as ResourceKind;
const clusterScoped = { namespaced: false } as ResourceKind;

describe('keyFor', () => {
  it('has the namespace where there is one', () => {
    expect([keyFor(namespaced, 'a', 'b'), keyFor(clusterScoped, '', 'b')]).to.deep.equal(['a/b', 'b']);
  });
});

describe('checkPlace', () => {
  it('refuses what says otherwise than the path', () => {
    checkPlace(namespaced, { metadata: { namespace: 'a', name: 'b' } }, 'a', 'b');
    checkPlace(clusterScoped, { metadata: { namespace: 'x' } }, '', '');
    expect(() => checkPlace(namespaced, { metadata: { namespace: 'x' } }, 'a', '')).to.throw('the namespace of the provided object');
    expect(() => checkPlace(namespaced, { metadata: { name: 'x' } }, 'a', 'b')).to.throw('the name of the object (x) does not match');
  });
});
