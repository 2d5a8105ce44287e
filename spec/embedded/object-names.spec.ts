import { expect } from 'chai';
import { metadataErrors, metadataUpdateErrors, nameProblems } from '../../lib/embedded/object-names.ts';

describe('nameProblems', () => {
  it('are none for good names', () => {
    expect([nameProblems('a.b-c', 'subdomain'), nameProblems('a-b', 'label'), nameProblems('system:x', 'path')]).to.deep.equal([
      [],
      [],
      [],
    ]);
  });

  it('explain bad ones', () => {
    expect(nameProblems('A', 'subdomain')[0]).to.match(/^a lowercase RFC 1123 subdomain must consist/);
    expect(nameProblems('A', 'label')[0]).to.match(/^a lowercase RFC 1123 label must consist/);
    expect(nameProblems('a.b', 'label')).to.deep.equal(['must not contain dots']);
    expect(nameProblems('a/b', 'path')).to.deep.equal(["may not contain '/'"]);
    expect(nameProblems('a'.repeat(64), 'label')[0]).to.equal('must be no more than 63 bytes');
  });
});

describe('metadataErrors', () => {
  const fieldsOf = (metadata: object, custom = false) => metadataErrors(metadata, { custom }).map(({ field }) => field);

  it('are none for an ordinary object', () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u', controller: true };
    expect(
      fieldsOf({
        name: 'a',
        labels: { 'x.io/y': 'z', e: '' },
        annotations: { 'X/Y': ' any ' },
        finalizers: ['a.b/c'],
        ownerReferences: [owner],
      }),
    ).to.deep.equal([]);
  });

  it('name the field', () => {
    expect(fieldsOf({})).to.deep.equal(['metadata.name']);
    expect(fieldsOf({ name: 'a', labels: { 'a b': '', c: 'd e' } })).to.deep.equal(['metadata.labels', 'metadata.labels']);
    expect(fieldsOf({ name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: '', uid: 'u' }] })).to.deep.equal([
      'metadata.ownerReferences.name',
    ]);
  });

  it('demand a qualified finalizer of built-in kinds only', () => {
    expect(fieldsOf({ name: 'a', finalizers: ['mine'] })).to.deep.equal(['metadata.finalizers[0]']);
    expect(fieldsOf({ name: 'a', finalizers: ['mine'] }, true)).to.deep.equal([]);
  });

  it('allow one controller', () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u', controller: true };
    expect(metadataErrors({ name: 'a', ownerReferences: [owner, { ...owner, uid: 'v' }] }, { custom: false })[0]?.message).to.include(
      'Only one reference can have Controller set to true',
    );
  });
});

describe('metadataUpdateErrors', () => {
  it('refuse a new finalizer on an object that is going', () => {
    const old = { deletionTimestamp: 'x', finalizers: ['a.b/c'] };
    expect(metadataUpdateErrors({ finalizers: ['a.b/c', 'd.e/f'] }, old)[0]?.message).to.include('found new finalizers []string{"d.e/f"}');
    expect(metadataUpdateErrors({ finalizers: [] }, old)).to.deep.equal([]);
    expect(metadataUpdateErrors({ finalizers: ['d.e/f'] }, {})).to.deep.equal([]);
  });
});
