import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import {
  GROUP_LABEL,
  groupLabel,
  memberLeaseManifest,
  memberName,
  readMemberLease,
  SCHEME_ANNOTATION,
  VIEW_ANNOTATION,
} from '../../lib/leadership/shard-lease.ts';

const CONTENT = { name: 'g-a', namespace: 'ops', group: 'g', scheme: '1', view: ['g-a', 'g-b'], durationSeconds: 15, now: 0 };

/** A Lease as the server has it. */
function stored(manifest: object): StoredObject {
  const lease = structuredClone(manifest) as StoredObject;
  Object.assign(lease.metadata, { uid: 'u', resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z' });
  return lease;
}

describe('memberLeaseManifest', () => {
  it('says who is alive and by which members it decides, with microseconds and the label of its group', () => {
    expect(memberLeaseManifest(CONTENT)).to.deep.equal({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name: 'g-a',
        namespace: 'ops',
        labels: { [GROUP_LABEL]: 'g' },
        annotations: { [SCHEME_ANNOTATION]: '1', [VIEW_ANNOTATION]: '["g-a","g-b"]' },
      },
      spec: {
        holderIdentity: 'g-a',
        leaseDurationSeconds: 15,
        acquireTime: '1970-01-01T00:00:00.000000Z',
        renewTime: '1970-01-01T00:00:00.000000Z',
      },
    });
  });

  it('renews one that was read for that version, and leaves in it what others put there', () => {
    const read = stored(memberLeaseManifest(CONTENT));
    read.metadata.labels = { ...read.metadata.labels, theirs: 'yes' };
    const renewed = memberLeaseManifest({ ...CONTENT, view: ['g-a'], now: 2_000 }, read) as StoredObject;
    expect(renewed.metadata).to.deep.include({ uid: 'u', resourceVersion: '7', labels: { [GROUP_LABEL]: 'g', theirs: 'yes' } });
    expect(renewed.metadata.annotations?.[VIEW_ANNOTATION]).to.equal('["g-a"]');
    expect(renewed.spec).to.include({ acquireTime: '1970-01-01T00:00:00.000000Z', renewTime: '1970-01-01T00:00:02.000000Z' });
  });
});

describe('readMemberLease', () => {
  it('reads what was written', () => {
    expect(readMemberLease(stored(memberLeaseManifest(CONTENT)))).to.deep.equal({
      name: 'g-a',
      uid: 'u',
      version: '7',
      createdAt: '2026-01-01T00:00:00Z',
      durationSeconds: 15,
      scheme: '1',
      view: ['g-a', 'g-b'],
    });
  });

  it('takes no members for none: what a hand has broken may claim anything', () => {
    for (const broken of [undefined, '', '[', '{}', '[1]']) {
      const lease = stored(memberLeaseManifest(CONTENT));
      const { [VIEW_ANNOTATION]: _view, ...annotations } = lease.metadata.annotations ?? {};
      lease.metadata.annotations = broken === undefined ? annotations : { ...annotations, [VIEW_ANNOTATION]: broken };
      expect(readMemberLease(lease).view, String(broken)).to.equal(undefined);
    }
  });

  it('takes a Lease without a duration for one that lasts as long as ours', () => {
    const lease = stored(memberLeaseManifest(CONTENT));
    lease.spec = {};
    expect(readMemberLease(lease).durationSeconds).to.equal(15);
  });
});

describe('the names', () => {
  it('of a group fit into a label', () => {
    expect(groupLabel('printer-operator-0123456789ab')).to.equal('printer-operator-0123456789ab');
    const long = groupLabel(`${'a'.repeat(48)}.${'b'.repeat(100)}`);
    expect(long).to.match(/^a{48}-[0-9a-f]{12}$/);
    expect(groupLabel(`${'a'.repeat(48)}.${'b'.repeat(101)}`)).to.not.equal(long);
  });

  it('of members are names that the API server takes', () => {
    expect(memberName('g', 'Host_1.example-0a1b2c3d')).to.equal('g-host-1-example-0a1b2c3d');
    const name = memberName('g'.repeat(63), `${'h'.repeat(300)}-0a1b2c3d`);
    expect(name.length).to.be.at.most(253);
    expect(name).to.match(/-0a1b2c3d$/);
  });
});
