/** Clusters that somebody may use for a while only, as a replica that leads, or one that handles an object. */
import { LeadershipLostError } from '../../lib/base/errors.ts';
import type { Client } from '../../lib/cluster/client.ts';
import type { FakeCluster } from './fake-cluster.ts';

/** A client that sends nothing any more once it is closed. */
export function fencedClient(client: Client, isClosed: () => boolean): Client {
  return new Proxy(client, {
    get(target, name) {
      return async (...given: never[]) => {
        if (isClosed()) throw new LeadershipLostError('over');
        return await (target[name as keyof Client] as (...all: never[]) => unknown)(...given);
      };
    },
  });
}

/** The same cluster by such a client. */
export function fencedCluster(cluster: FakeCluster, isClosed: () => boolean): FakeCluster {
  const client = fencedClient(cluster.client, isClosed);
  return { ...cluster, client, collectionPath: cluster.collectionPath.bind(cluster) } as unknown as FakeCluster;
}
