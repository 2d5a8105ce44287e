import { expect } from 'chai';
import type { HandoverFigures } from '../../lib/controller/object-handover.ts';
import type { MetricFamily } from '../../lib/metrics/metric-family.ts';
import { type ReplicaSources, replicaFamilies } from '../../lib/metrics/replica-families.ts';

const read = (given: Partial<ReplicaSources>) => {
  const sources: ReplicaSources = { election: () => undefined, shards: () => undefined, controllers: () => [], ...given };
  const collected = (family: MetricFamily) => [...family.collect()].map((each) => [each.labels, 'value' in each ? each.value : undefined]);
  return Object.fromEntries(replicaFamilies(sources).map((family) => [family.name, collected(family)]));
};

describe('replicaFamilies', () => {
  it('have no value where a replica is the only one', () => {
    expect(Object.values(read({})).flat()).to.deep.equal([]);
  });

  it('say whether this replica leads, under the lease’s name', () => {
    const leading = (isLeading: boolean) => read({ election: () => ({ name: 'l', isLeading }) }).leader_election_master_status;
    expect(leading(true)).to.deep.equal([[{ name: 'l' }, 1]]);
    expect(leading(false)).to.deep.equal([[{ name: 'l' }, 0]]);
  });

  it('say what share this replica has, with 0 before it has joined', () => {
    let figures: HandoverFigures | undefined;
    const sources = {
      shards: () => ({ isLeading: figures !== undefined, members: ['a', 'b'] }),
      controllers: () => [{ name: 'widget', handover: () => figures }],
    };
    const before = read(sources);
    expect(before.tskubeop_shard_member).to.deep.equal([[{}, 0]]);
    expect(before.tskubeop_shard_objects).to.deep.equal([[{ controller: 'widget' }, 0]]);
    figures = { owned: 7, leaving: 1, lost: 3 };
    const { leader_election_master_status, ...values } = read(sources);
    expect(leader_election_master_status).to.deep.equal([]);
    expect(values).to.deep.equal({
      tskubeop_shard_member: [[{}, 1]],
      tskubeop_shard_members: [[{}, 2]],
      tskubeop_shard_objects: [[{ controller: 'widget' }, 7]],
      tskubeop_shard_leaving_objects: [[{ controller: 'widget' }, 1]],
      tskubeop_shard_moved_objects_total: [[{ controller: 'widget' }, 3]],
    });
  });
});
