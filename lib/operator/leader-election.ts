/**
 * `--leader-elect`: which lease an operator's replicas elect by, and this replica's part in it.
 */
import type { ClusterConnection } from '../cluster/cluster-connection.ts';
import { currentNamespace, inClusterNamespace } from '../cluster/kube-config.ts';
import type { ControllerCluster } from '../controller/controller-context.ts';
import type { Health } from '../health/health.ts';
import { LeaderElector } from '../leadership/leader-elector.ts';
import { leaseName, type WorkDescription } from '../leadership/lease-name.ts';
import { watchLeases } from '../leadership/lease-watch.ts';
import { fencedCluster } from './controller-cluster.ts';
import { LeadershipTerms, type LeadershipTermsOptions } from './leadership-terms.ts';
import type { ReplicaElector } from './running-operator.ts';
import type { LeadingController } from './term-end.ts';

/** Options of joinElection. */
export interface JoinElectionOptions extends Pick<LeadershipTermsOptions, 'clock' | 'logger'> {
  readonly connection: ClusterConnection;
  readonly health: Health;
  readonly controllers: readonly LeadingController[];
  /** What handlers act by. */
  readonly cluster: ControllerCluster;
  readonly work: WorkDescription;
  /** `--lease-name`. @default the operator's name and a hash of its work */
  readonly name: string | undefined;
  /** Our name among the replicas. */
  readonly identity: string;
  /** Insists on the kubeconfig's namespace, also inside a Pod. */
  readonly external: boolean;
  readonly signal: AbortSignal;
}

/**
 * Makes sure that the lease can be had; from `run` on this replica is a candidate.
 *
 * @throws LeaderElectionError the lease may not be read or written, or its namespace isn't there
 */
export async function joinElection(options: JoinElectionOptions): Promise<ReplicaElector> {
  const { connection, controllers, cluster, clock, logger, signal } = options;
  const terms = new LeadershipTerms({
    controllers,
    clock,
    logger,
    isLeading: () => elector.isLeading,
    fencedCluster: (check) => fencedCluster(cluster, connection, check),
  });
  const lease = { namespace: leaseNamespace(options), name: options.name ?? leaseName(options.work) };
  const elector = new LeaderElector({
    ...lease,
    // Its own requests are what leadership depends on, not the other way round.
    client: connection.client,
    identity: options.identity,
    clock,
    logger,
    health: options.health,
    observer: terms,
  });
  await elector.contact(signal);
  const { transport } = connection;
  return {
    name: lease.name,
    get isLeading() {
      return elector.isLeading;
    },
    run: async (over) => {
      const watch = watchLeases({
        namespace: lease.namespace,
        fieldSelector: `metadata.name=${lease.name}`,
        transport,
        clock,
        logger,
        signal: over,
        changed: () => elector.look(),
      });
      await Promise.all([elector.run(over), watch]);
    },
    release: () => elector.release(),
  };
}

/** Where leases are: the Pod's namespace, else the context's. */
export function leaseNamespace({ connection, external }: Pick<JoinElectionOptions, 'connection' | 'external'>): string {
  return (external ? undefined : inClusterNamespace()) ?? currentNamespace(connection.kubeConfig) ?? connection.namespace;
}
