/**
 * Another replica that takes the operator's lease, and gives it back a while later.
 */
import type { Clock } from '../base/clock.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client } from '../cluster/client.ts';

const HOLDS_SECONDS = 8;

/** What it works with. */
export interface RivalReplicaOptions {
  readonly client: Client;
  readonly clock: Clock;
  /** True when nobody needs the lease any more. */
  isOver(): boolean;
}

/** Takes the lease for a while, if there is one. */
export async function takeLease(objects: readonly StoredObject[], { client, clock, isOver }: RivalReplicaOptions): Promise<void> {
  const lease = objects.find(({ kind }) => kind === 'Lease');
  if (!lease) return;
  const { name, namespace = '' } = lease.metadata;
  const reference = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name, namespace };
  const { leaseTransitions = 0 } = (lease.spec ?? {}) as { leaseTransitions?: number };
  const renewTime = new Date(clock.now()).toISOString().replace('Z', '000Z');
  const spec = { holderIdentity: 'another-replica', renewTime, acquireTime: renewTime, leaseTransitions: leaseTransitions + 1 };
  await client.mergePatch(reference, { spec });
  clock.setTimeout(() => {
    if (!isOver()) void client.mergePatch(reference, { spec: { holderIdentity: '' } }).catch(() => undefined);
  }, HOLDS_SECONDS * 1000);
}
