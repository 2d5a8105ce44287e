import { expect } from 'chai';
import { createTypeLibrary } from '../../lib/embedded/built-in-types.ts';
import { applyStrategicPatch } from '../../lib/embedded/strategic-merge-patch.ts';

describe('applyStrategicPatch', () => {
  const schema = createTypeLibrary().get('core.Pod');
  const apply = (target: object, patch: object) => applyStrategicPatch(target, patch, schema);
  const containers = (...names: string[]) => ({ spec: { containers: names.map((name) => ({ name, image: 'old' })) } });

  it('merges containers by name', () => {
    const result = apply(containers('a', 'b'), { spec: { containers: [{ name: 'b', image: 'new' }] } });
    expect(result.spec.containers).to.deep.equal([
      { name: 'a', image: 'old' },
      { name: 'b', image: 'new' },
    ]);
  });

  it('deletes an item by a directive', () => {
    const result = apply(containers('a', 'b'), { spec: { containers: [{ name: 'a', $patch: 'delete' }] } });
    expect(result.spec.containers).to.deep.equal([{ name: 'b', image: 'old' }]);
  });

  it('replaces a list by a directive', () => {
    const result = apply(containers('a', 'b'), { spec: { containers: [{ $patch: 'replace' }, { name: 'c', image: 'x' }] } });
    expect(result.spec.containers).to.deep.equal([{ name: 'c', image: 'x' }]);
  });

  it('brings items into the order that is asked for', () => {
    const patch = { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }], containers: [{ name: 'b', image: 'new' }] } };
    expect(apply(containers('a', 'b'), patch).spec.containers.map((item: { name: string }) => item.name)).to.deep.equal(['b', 'a']);
  });

  it('replaces lists without a merge key', () => {
    const target = { spec: { containers: [{ name: 'a', args: ['1', '2'] }] } };
    expect(apply(target, { spec: { containers: [{ name: 'a', args: ['3'] }] } }).spec.containers[0].args).to.deep.equal(['3']);
  });

  it('adds to and takes from lists of plain values', () => {
    const target = { metadata: { finalizers: ['a/b', 'c/d'] } };
    const patch = { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/b'], finalizers: ['e/f'] } };
    expect(apply(target, patch).metadata.finalizers).to.have.members(['c/d', 'e/f']);
  });

  it('keeps only named members with $retainKeys', () => {
    const target = { spec: { volumes: [{ name: 'v', emptyDir: {} }] } };
    const patch = { spec: { volumes: [{ name: 'v', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/x' } }] } };
    expect(apply(target, patch).spec.volumes).to.deep.equal([{ name: 'v', hostPath: { path: '/x' } }]);
  });

  it('refuses an item without its key', () => {
    expect(() => apply(containers('a'), { spec: { containers: [{ image: 'x' }] } })).to.throw('merge key: name');
  });
});
