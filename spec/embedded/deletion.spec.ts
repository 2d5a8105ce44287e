import { expect } from 'chai';
import { checkPreconditions, finalizersFor, marked, podGrace } from '../../lib/embedded/deletion.ts';
import type { ResourceKind } from '../../lib/embedded/resource-kind.ts';

const kind = { group: '', kind: 'Pod' } as ResourceKind;

describe('finalizersFor', () => {
  it("puts a policy's finalizer in and takes the other's out", () => {
    const metadata = { finalizers: ['a/b', 'orphan'] };
    expect(finalizersFor(metadata, undefined)).to.deep.equal(['a/b', 'orphan']);
    expect(finalizersFor(metadata, 'Foreground')).to.deep.equal(['a/b', 'foregroundDeletion']);
    expect(finalizersFor(metadata, 'Orphan')).to.deep.equal(['a/b', 'orphan']);
    expect(finalizersFor(metadata, 'Background')).to.deep.equal(['a/b']);
  });
});

describe('marked', () => {
  const metadata = { name: 'a', generation: 1 };
  const mark = { finalizers: [], grace: 30, at: 'then' };

  it('counts the mark as a change, once', () => {
    const first = marked(kind, { metadata }, mark);
    expect(first.metadata).to.deep.equal({ name: 'a', generation: 2, deletionTimestamp: 'then', deletionGracePeriodSeconds: 30 });
    expect(marked(kind, first, mark)).to.equal(first);
  });

  it('lets nobody have more time than before', () => {
    const first = marked(kind, { metadata }, mark);
    expect(marked(kind, first, { ...mark, grace: 60, at: 'later' })).to.equal(first);
    expect(marked(kind, first, { ...mark, grace: 0, at: 'now' }).metadata).to.include({ deletionTimestamp: 'now', generation: 2 });
  });
});

describe('podGrace', () => {
  it('is none for a Pod that nobody runs', () => {
    expect(podGrace({ spec: { terminationGracePeriodSeconds: 5 } }, undefined)).to.equal(0);
    expect(podGrace({ spec: { nodeName: 'n', terminationGracePeriodSeconds: 5 } }, undefined)).to.equal(5);
    expect(podGrace({ spec: { nodeName: 'n' }, status: { phase: 'Succeeded' } }, 9)).to.equal(0);
  });
});

describe('checkPreconditions', () => {
  it('names what is otherwise', () => {
    const stored = { metadata: { name: 'a', uid: 'u', resourceVersion: '1' } };
    checkPreconditions(kind, stored, { uid: 'u', resourceVersion: '1' });
    expect(() => checkPreconditions(kind, stored, { uid: 'v' })).to.throw('the UID in the precondition (v) does not match');
    expect(() => checkPreconditions(kind, stored, { resourceVersion: '2' })).to.throw('the ResourceVersion in the precondition (2)');
  });
});
