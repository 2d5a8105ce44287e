import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { Client } from '../../lib/cluster/client.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { takeLease } from '../../lib/testing/rival-replica.ts';

const lease = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'l', namespace: 'n' },
  spec: { leaseTransitions: 2 },
} as unknown as StoredObject;

function rival(isOver = () => false) {
  const written: Record<string, unknown>[] = [];
  const clock = new FakeClock();
  const client = { mergePatch: async (_reference: object, patch: { spec: Record<string, unknown> }) => written.push(patch.spec) };
  return { written, clock, options: { client: client as unknown as Client, clock, isOver } };
}

describe('takeLease', () => {
  it('takes it, and gives it back a while later', async () => {
    const { written, clock, options } = rival();
    await takeLease([lease], options);
    expect(written[0]).to.include({ holderIdentity: 'another-replica', leaseTransitions: 3 });
    await clock.advance(8000);
    expect(written.slice(1)).to.deep.equal([{ holderIdentity: '' }]);
  });

  it('leaves it when nobody needs it any more, and does nothing where there is none', async () => {
    const { written, clock, options } = rival(() => true);
    await takeLease([lease], options);
    await clock.advance(60_000);
    expect(written).to.have.lengthOf(1);
    await takeLease([], options);
    expect(written).to.have.lengthOf(1);
  });
});
