import { expect } from 'chai';
import { MemoryChildren, MemoryStatus } from '../../lib/testing/memory-call.ts';
import { MemoryClient } from '../../lib/testing/memory-client.ts';

describe('MemoryStatus', () => {
  it('merges what is assigned: objects deep, arrays whole, null removes, undefined is ignored', () => {
    const status = new MemoryStatus({ a: { b: 1, c: 2 }, list: [1, 2], gone: true });
    status.assign({ a: { b: 3 }, list: [9], gone: null, left: undefined });
    expect(status.status).to.deep.equal({ a: { b: 3, c: 2 }, list: [9] });
  });

  it('reads as a frozen value', () => {
    const status = new MemoryStatus({ a: { b: 1 } }).status as { a: { b: number } };
    expect(Object.isFrozen(status.a)).to.equal(true);
  });
});

describe('MemoryChildren', () => {
  const kind = { apiVersion: 'v1', kind: 'ConfigMap' };
  const children = new MemoryChildren(
    new MemoryClient([
      { ...kind, metadata: { name: 'a', ownerReferences: [{ apiVersion: 'x/v1', kind: 'X', name: 'x', uid: 'owner' }] } },
      { ...kind, metadata: { name: 'b' } },
    ]),
    [kind],
  );

  it('finds an owner’s objects among all', () => {
    expect(children.ownedBy('owner', kind).map(({ metadata }) => metadata.name)).to.deep.equal(['a']);
  });

  it('knows the kinds of OWNS', () => {
    expect(children.isWatched(kind)).to.equal(true);
    expect(children.isWatched({ apiVersion: 'v1', kind: 'Secret' })).to.equal(false);
  });

  it('takes kinds for namespaced unless it is known better', async () => {
    expect(await children.resolveScope(kind)).to.equal('Namespaced');
    expect(await children.resolveScope({ apiVersion: 'v1', kind: 'PersistentVolume' })).to.equal('Cluster');
  });
});
