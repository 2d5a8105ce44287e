/**
 * The metrics of a replica among several: whether it leads, or what of the objects it has. Where it is the only one, there are none.
 */
import type { HandoverFigures } from '../controller/object-handover.ts';
import type { MetricFamily, MetricValue } from './metric-family.ts';

/** A replica that may be elected. */
export interface ObservedElection {
  /** The lease's name. */
  readonly name: string;
  readonly isLeading: boolean;
}

/** A replica that shares the objects with others. */
export interface ObservedShards {
  readonly isLeading: boolean;
  readonly members: readonly string[];
}

/** A controller whose objects are shared. */
export interface SharedController {
  /** What its values are labelled with. */
  readonly name: string;
  /** Undefined before the replica has joined. */
  handover(): HandoverFigures | undefined;
}

/** What the families are read from; asked each time. */
export interface ReplicaSources {
  /** Undefined without an election. */
  election(): ObservedElection | undefined;
  /** Undefined where nothing is shared. */
  shards(): ObservedShards | undefined;
  controllers(): readonly SharedController[];
}

/** See the file's comment. */
export function replicaFamilies({ election, shards, controllers }: ReplicaSources): MetricFamily[] {
  const whole = (name: string, help: string, read: (each: ObservedShards) => number): MetricFamily => {
    const collect = () => [shards()].flatMap((each) => (each ? [{ labels: {}, value: read(each) }] : []));
    return { type: 'gauge', name, help, labels: [], collect };
  };
  const each = (type: 'counter' | 'gauge', name: string, help: string, read: (figures: HandoverFigures) => number): MetricFamily => {
    const value = ({ name: controller, handover }: SharedController): MetricValue => {
      const figures = handover();
      return { labels: { controller }, value: figures ? read(figures) : 0 };
    };
    return { type, name, help, labels: ['controller'], collect: () => (shards() ? controllers().map(value) : []) };
  };
  return [
    {
      type: 'gauge',
      name: 'leader_election_master_status',
      help: 'With --leader-elect: 1 when this replica leads, else 0; the name is that of the lease.',
      labels: ['name'],
      collect: () => [election()].flatMap((one) => (one ? [{ labels: { name: one.name }, value: one.isLeading ? 1 : 0 }] : [])),
    },
    whole('tskubeop_shard_member', 'With --shards: 1 when this replica handles its share, else 0.', ({ isLeading }) => (isLeading ? 1 : 0)),
    whole(
      'tskubeop_shard_members',
      'With --shards: how many replicas share the objects, as this one knows.',
      ({ members }) => members.length,
    ),
    each('gauge', 'tskubeop_shard_objects', 'With --shards: how many objects this replica handles.', ({ owned }) => owned),
    each(
      'gauge',
      'tskubeop_shard_leaving_objects',
      'With --shards: how many objects are to be handed over, but have not been let go of yet.',
      ({ leaving }) => leaving,
    ),
    each(
      'counter',
      'tskubeop_shard_moved_objects_total',
      'With --shards: how many objects this replica handed over to another.',
      ({ lost }) => lost,
    ),
  ];
}
