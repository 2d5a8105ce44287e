/**
 * `--shards`: by which Leases an operator's replicas share the work, and this replica's part in it.
 */
import { contentHash } from '../base/content-hash.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { settlesWithin } from '../base/settles-within.ts';
import { leaseName } from '../leadership/lease-name.ts';
import { watchLeases } from '../leadership/lease-watch.ts';
import { GROUP_LABEL, groupLabel, memberName } from '../leadership/shard-lease.ts';
import { ShardMember } from '../leadership/shard-member.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import { fencedCluster } from './controller-cluster.ts';
import { type JoinElectionOptions, leaseNamespace } from './leader-election.ts';
import type { OperatorPart, ReplicaElector } from './running-operator.ts';
import { ShardTerms, type SharingController } from './shard-terms.ts';
import type { LeadingController } from './term-end.ts';

/** Options of joinShards. */
export interface JoinShardsOptions extends Omit<JoinElectionOptions, 'controllers'> {
  readonly classes: readonly CRDClass[];
  readonly controllers: readonly (SharingController & Pick<OperatorPart, 'isSynced' | 'onProgress'>)[];
  /** What works as a whole at one replica. */
  readonly wholes: readonly LeadingController[];
  /** `--stop-seconds`: how long handlers of objects that move may go on. */
  readonly stopSeconds: number;
}

/** Who takes part in sharing the work. */
export interface ReplicaShards extends ReplicaElector {
  /** The members that there are, as far as this replica knows. */
  readonly members: readonly string[];
}

/** A replica whose caches are not complete by then joins all the same: what it can't see keeps nothing else waiting. */
const SYNC_SECONDS = 30;

/** Another number for each way of assigning that differs. */
const HASHING = 1;

/**
 * Makes sure that the Leases can be had; from `run` on this replica takes part, as soon as its caches are complete.
 *
 * @throws LeaderElectionError Leases may not be listed, written or deleted, or the namespace isn't there
 */
export async function joinShards(options: JoinShardsOptions): Promise<ReplicaShards> {
  const { connection, controllers, wholes, cluster, clock, logger, signal, stopSeconds } = options;
  const group = options.name ?? leaseName(options.work);
  const label = groupLabel(group);
  const namespace = leaseNamespace(options);
  const self = { name: memberName(label, options.identity), scheme: schemeOf(options.classes) };
  const terms = new ShardTerms({
    controllers,
    wholes,
    self: self.name,
    membership: () => member,
    fencedCluster: (check) => fencedCluster(cluster, connection, check),
    graceSeconds: stopSeconds,
    clock,
    logger,
  });
  const member = new ShardMember({
    // Its own requests are what membership depends on, not the other way round.
    client: connection.client,
    namespace,
    group: label,
    self,
    clock,
    logger,
    health: options.health,
    observer: terms,
  });
  await member.contact(signal);
  const { transport } = connection;
  const seen = (object: StoredObject, isDeleted: boolean) => member.seen(object, isDeleted);
  return {
    name: group,
    get isLeading() {
      return member.isMember;
    },
    get members() {
      return member.share.members;
    },
    run: async (over) => {
      await untilSynced(options, over);
      const watch = watchLeases({ transport, clock, logger, namespace, labelSelector: `${GROUP_LABEL}=${label}`, signal: over, seen });
      await Promise.all([member.run(over), watch]);
    },
    release: () => member.leave(),
  };
}

/** Who shares has its objects by the same rules. */
function schemeOf(classes: readonly CRDClass[]): string {
  const keys = classes.flatMap(({ GROUP, PLURAL, SHARD_KEY }) => (SHARD_KEY ? [[`${PLURAL}.${GROUP}`, String(SHARD_KEY)]] : []));
  return keys.length === 0 ? String(HASHING) : `${HASHING}-${contentHash(keys)}`;
}

/** Objects that move to a replica that doesn't know them yet would wait for it. */
async function untilSynced({ controllers, clock }: JoinShardsOptions, over: AbortSignal): Promise<void> {
  const synced = Promise.withResolvers<void>();
  const look = () => {
    if (over.aborted || controllers.every(({ isSynced }) => isSynced)) synced.resolve();
  };
  const forget = controllers.map((controller) => controller.onProgress(look));
  over.addEventListener('abort', look, { once: true });
  look();
  await settlesWithin(clock, SYNC_SECONDS, synced.promise);
  over.removeEventListener('abort', look);
  for (const one of forget) one();
}
