import { expect } from 'chai';
import { shardKeyOf } from '../../lib/resource/shard-key.ts';

describe('shardKeyOf', () => {
  it('is the object’s own key without a function, and where that gives nothing', () => {
    expect(shardKeyOf(undefined, 'team/a')).to.equal('team/a');
    expect(shardKeyOf(() => undefined, 'team/a')).to.equal('team/a');
  });

  it('is what the function makes of namespace and name', () => {
    expect(shardKeyOf(({ metadata }) => metadata.namespace, 'team/a')).to.equal('team');
    expect(shardKeyOf(({ metadata }) => metadata.name.slice(0, 2), 'whole')).to.equal('wh');
    expect(shardKeyOf(({ metadata }) => metadata.namespace, 'cluster-scoped')).to.equal('cluster-scoped');
  });

  it('is the namespace where that is what is asked for', () => {
    expect(shardKeyOf('namespace', 'team/a')).to.equal('team');
  });

  it('takes nothing else for a key', () => {
    expect(() => shardKeyOf((() => 1) as never, 'team/a')).to.throw(TypeError, 'SHARD_KEY must give a text, not number');
    expect(() => shardKeyOf((() => null) as never, 'team/a')).to.throw(TypeError, 'not null');
  });
});
