/**
 * Whether this replica may do with Leases what sharing takes: each of it is tried without storing anything, so that a missing permission
 * or namespace is found at the start.
 */
import { ApiError, LeaderElectionError } from '../base/errors.ts';
import type { UntypedObject } from '../base/object-meta.ts';
import type { Client } from '../cluster/client.ts';
import { LEASE_KIND } from './lease.ts';

/** What is tried. */
export interface LeaseTrial {
  readonly client: Pick<Client, 'list' | 'create' | 'replace' | 'delete'>;
  /** A Lease that may not be there yet. */
  readonly lease: UntypedObject;
  readonly labelSelector: string;
  readonly signal: AbortSignal;
}

/**
 * Tries.
 *
 * @returns what failed and may pass; undefined when nothing did
 * @throws LeaderElectionError something is not allowed, or there is no such namespace
 */
export async function tryLeases({ client, lease, labelSelector, signal }: LeaseTrial): Promise<unknown> {
  const { namespace = 'default', name = '' } = lease.metadata ?? {};
  const dryRun = { signal, dryRun: true };
  const tries = [
    () => client.list(LEASE_KIND, { namespace, labelSelector, signal }),
    () => client.create(lease, dryRun),
    () => absent(client.replace(lease, dryRun)),
    () => absent(client.delete({ ...LEASE_KIND, name, namespace }, dryRun)),
  ];
  try {
    for (const attempt of tries) await attempt();
    return undefined;
  } catch (error) {
    if (!ApiError.is(error) || (error.status !== 403 && error.status !== 404)) return error;
    const remedy =
      error.status === 403
        ? 'grant list, create, update and delete (and watch) on leases of coordination.k8s.io in that namespace'
        : 'create the namespace, or run without --shards';
    throw new LeaderElectionError(`--shards needs leases in namespace ${namespace}: ${error.message}; ${remedy}`, { cause: error });
  }
}

/** What is not there, or no longer as it was, need not be changed. @returns whether it was; what else goes wrong rejects */
export async function absent(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (!ApiError.is(error) || (error.status !== 404 && error.status !== 409)) throw error;
    return false;
  }
}
