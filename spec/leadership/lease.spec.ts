import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { leaseManifest, microTime, readLease, sameLease } from '../../lib/leadership/lease.ts';

const RECORD = { holder: 'me', durationSeconds: 15, acquireTime: 'a', renewTime: 'r', transitions: 2 };

function stored(spec?: object): StoredObject {
  const metadata = { name: 'l', namespace: 'n', uid: 'u', resourceVersion: '5', labels: { app: 'x' } };
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, ...(spec ? { spec } : {}) } as unknown as StoredObject;
}

describe('a lease', () => {
  it('is read as it was written', () => {
    const written = leaseManifest('l', 'n', RECORD, stored());
    expect(readLease(written as StoredObject)).to.deep.equal({ record: RECORD, resourceVersion: '5' });
  });

  it('that a hand made without anything is nobody’s', () => {
    const { record } = readLease(stored());
    expect(record).to.include({ holder: '', durationSeconds: 0, transitions: 0 });
  });

  it('keeps what others wrote into it', () => {
    const written = leaseManifest('l', 'n', RECORD, stored({ strategy: 'OldestEmulationVersion' }));
    expect(written.metadata?.labels).to.deep.equal({ app: 'x' });
    expect(written.spec).to.include({ strategy: 'OldestEmulationVersion', holderIdentity: 'me' });
  });

  it('has no version where there was none to read', () => {
    expect(leaseManifest('l', 'n', RECORD).metadata).to.deep.equal({ name: 'l', namespace: 'n' });
  });

  it('is the same only if nothing of it changed', () => {
    expect(sameLease(RECORD, { ...RECORD })).to.equal(true);
    for (const change of [{ holder: 'x' }, { renewTime: 'x' }, { acquireTime: 'x' }, { transitions: 9 }, { durationSeconds: 9 }])
      expect(sameLease(RECORD, { ...RECORD, ...change }), JSON.stringify(change)).to.equal(false);
  });

  it('has its times in microseconds', () => {
    expect(microTime(Date.UTC(2026, 0, 2, 3, 4, 5, 678))).to.equal('2026-01-02T03:04:05.678000Z');
  });
});
