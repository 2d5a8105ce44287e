import { expect } from 'chai';
import { claimStrategy, storageClassStrategy, volumeStrategy } from '../../lib/embedded/storage-strategies.ts';

describe('storage strategies', () => {
  it('demand of a claim how it is accessed and how large it is', () => {
    expect(claimStrategy.validate?.({ spec: {} }).map(({ field }) => field)).to.deep.equal(['spec.accessModes', 'spec.resources[storage]']);
  });

  it('begin volumes and classes', () => {
    const volume = { spec: {} };
    volumeStrategy.fillIn?.(volume);
    expect(volume).to.deep.equal({
      spec: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' },
      status: { phase: 'Pending' },
    });
    const storageClass = { provisioner: 'x' };
    storageClassStrategy.fillIn?.(storageClass);
    expect(storageClass).to.include({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
    expect(storageClassStrategy.validate?.({}).map(({ field }) => field)).to.deep.equal(['provisioner']);
  });
});
