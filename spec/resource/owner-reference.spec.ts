import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { describeOwner, isTiedTo, mayOwn, ownerReferenceTo, ownersOf, tieToOwner } from '../../lib/resource/owner-reference.ts';
import { aWidget } from '../support/a-widget.ts';

const owner = aWidget({ name: 'a', namespace: 'team' });
const clusterOwner = aWidget({ name: 'c', metadata: { namespace: undefined } });

function aChild(namespace: string | undefined): StoredObject {
  return { apiVersion: 'v1', kind: 'Part', metadata: { name: 'p', namespace } } as StoredObject;
}

describe('owner references', () => {
  it('make the owner the controller', () => {
    expect(ownerReferenceTo(owner)).to.deep.equal({
      apiVersion: 'bench.example.com/v1',
      kind: 'Widget',
      name: 'a',
      uid: 'uid-a',
      controller: true,
      blockOwnerDeletion: true,
    });
  });

  for (const [of, child, legal] of [
    ['team', 'team', true],
    ['team', 'other', false],
    ['team', undefined, false],
    [undefined, 'team', true],
    [undefined, undefined, true],
  ] as const) {
    it(`are ${legal ? 'legal' : 'illegal'} from ${of ?? 'the cluster'} to ${child ?? 'the cluster'}`, () => {
      expect(mayOwn(of, child)).to.equal(legal);
    });
  }

  for (const [what, of, namespace, tied] of [
    ['a reference in the same namespace', owner, 'team', 'reference'],
    ['labels in another one', owner, 'other', 'labels'],
    ['labels outside of all', owner, undefined, 'labels'],
    ['a reference to a cluster-scoped owner', clusterOwner, 'team', 'reference'],
  ] as const) {
    it(`tie by ${what}, and are found again`, () => {
      const child = tieToOwner(aChild(namespace), of);
      expect(child.metadata.ownerReferences?.length ?? 0).to.equal(tied === 'reference' ? 1 : 0);
      expect(isTiedTo(child, of.metadata.uid)).to.equal(true);
      expect(isTiedTo(child, 'another')).to.equal(false);
      const [found] = ownersOf(child);
      expect(found).to.deep.equal({
        apiVersion: of.apiVersion,
        kind: of.kind,
        namespace: tied === 'reference' ? namespace : of.metadata.namespace,
        name: of.metadata.name,
        uid: of.metadata.uid,
      });
    });
  }

  it('are not doubled', () => {
    const child = tieToOwner(tieToOwner(aChild('team'), owner), owner);
    expect(child.metadata.ownerReferences?.length).to.equal(1);
  });

  it('are told in words', () => {
    expect(describeOwner(tieToOwner(aChild('other'), owner))).to.equal('it belongs to Widget team/a');
    expect(describeOwner(aChild('team'))).to.equal('it has no owner');
    const written = aChild('team');
    written.metadata.managedFields = [{ manager: 'helm' }, { manager: 'helm' }, { manager: 'kubectl' }];
    expect(describeOwner(written)).to.equal('it has no owner and was written by helm, kubectl');
  });
});
