/** Lists. */
import { expect } from 'chai';
import { fillKind, objectList } from '../../lib/cluster/object-list.ts';

describe('objectList', () => {
  it('is an array that also has items and metadata, unseen by what enumerates it', () => {
    const list = objectList(['a'], { resourceVersion: '1' });
    expect(list.items).to.equal(list);
    expect(list.metadata).to.deep.equal({ resourceVersion: '1' });
    expect(JSON.stringify(list)).to.equal('["a"]');
    expect(list).to.deep.equal(['a']);
  });
});

describe('fillKind', () => {
  it('adds apiVersion and kind where they are missing, and changes none', () => {
    const items = [{ metadata: { name: 'a' } }, { apiVersion: 'x', kind: 'Y' }];
    fillKind(items, 'v1', 'Pod');
    expect(items).to.deep.equal([
      { metadata: { name: 'a' }, apiVersion: 'v1', kind: 'Pod' },
      { apiVersion: 'x', kind: 'Y' },
    ]);
  });
});
