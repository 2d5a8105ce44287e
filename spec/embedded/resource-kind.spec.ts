import { expect } from 'chai';
import { apiVersionOf, kindNameOf, type ResourceKind, resourceOf, shown } from '../../lib/embedded/resource-kind.ts';

describe('resource kinds', () => {
  const kind = { group: 'x.io', version: 'v2', plural: 'things', kind: 'Thing' } as unknown as ResourceKind;

  it('are named for messages', () => {
    expect([apiVersionOf(kind), resourceOf(kind), kindNameOf(kind)]).to.deep.equal([
      'x.io/v2',
      { group: 'x.io', resource: 'things' },
      { group: 'x.io', resource: 'Thing' },
    ]);
  });

  it('show stored objects in their own version', () => {
    const stored = { apiVersion: 'x.io/v1', kind: 'Thing' };
    expect(shown(kind, stored)).to.deep.equal({ apiVersion: 'x.io/v2', kind: 'Thing' });
    expect(shown({ ...kind, version: 'v1' }, stored)).to.equal(stored);
  });
});
