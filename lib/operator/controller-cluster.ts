/**
 * A connection as controllers need it, and the same behind a fence: everything by which a handler, or what follows from it, acts
 * is made by one function from one client, so that nothing goes around the fence.
 */
import type { KindReference } from '../cluster/client.ts';
import type { ClusterConnection, FencedConnection } from '../cluster/cluster-connection.ts';
import { wellKnownScope } from '../cluster/well-known-scope.ts';
import type { ControllerCluster } from '../controller/controller-context.ts';

type ActingParts = Pick<ControllerCluster, 'client' | 'crdApi' | 'transport' | 'mergePatchText'>;

/** A connection as a controller needs it. */
export function controllerCluster(connection: ClusterConnection): ControllerCluster {
  const { client } = connection;
  const scopes = new Map<string, 'Namespaced' | 'Cluster'>();
  const nameOf = (kind: KindReference) => (kind.class ? `${kind.class.GROUP}/${kind.class.KIND}` : `${kind.apiVersion}/${kind.kind}`);
  return {
    ...actingParts(connection),
    collectionPath: (kind, namespace) => client.collectionPath(kind, namespace),
    hasStatusSubresource: (kind, anew) => client.hasStatusSubresource(kind, anew),
    scopes: {
      known: (kind) => (kind.class ? (kind.class.SCOPE ?? 'Namespaced') : (scopes.get(nameOf(kind)) ?? wellKnownScope(kind.kind))),
      async resolve(kind) {
        const scope = (await client.resource(kind)).namespaced ? 'Namespaced' : 'Cluster';
        scopes.set(nameOf(kind), scope);
        return scope;
      },
    },
  };
}

/** The same, but each request by which a handler acts first calls `check`, and is not sent when that throws. */
export function fencedCluster(cluster: ControllerCluster, connection: ClusterConnection, check: () => void): ControllerCluster {
  return { ...cluster, ...actingParts(connection.fenced(check)) };
}

function actingParts(connection: FencedConnection): ActingParts {
  const { client, transport } = connection;
  return {
    client,
    transport,
    crdApi: () => connection.crdApi(),
    mergePatchText: (reference, patch, options) => client.mergePatchText(reference, patch, options),
  };
}
