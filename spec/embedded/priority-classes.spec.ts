import { expect } from 'chai';
import { ObjectStore } from '../../lib/embedded/object-store.ts';
import { PriorityClasses, priorityClassStrategy } from '../../lib/embedded/priority-classes.ts';

const TABLE = 'scheduling.k8s.io/priorityclasses';

describe('PriorityClasses', () => {
  const store = new ObjectStore();
  const add = (name: string, value: number, more: object = {}) => store.put(TABLE, name, { metadata: { name }, value, ...more });
  const assigned = (spec: object) => {
    const pod = { metadata: { name: 'p' }, spec };
    new PriorityClasses(store).assign(pod);
    return pod.spec;
  };

  it('give a Pod none without a class', () => {
    expect(assigned({})).to.deep.equal({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
  });

  it('give a Pod what its class says', () => {
    add('urgent', 9, { preemptionPolicy: 'Never' });
    expect(assigned({ priorityClassName: 'urgent' })).to.deep.equal({
      priorityClassName: 'urgent',
      priority: 9,
      preemptionPolicy: 'Never',
    });
    expect(() => assigned({ priorityClassName: 'urgent', priority: 8 })).to.throw('the integer value of priority (8) must not be provided');
    expect(() => assigned({ priorityClassName: 'other' })).to.throw('no PriorityClass with name other was found');
  });

  it('give a Pod the default class where there is one, of several the lowest', () => {
    add('high', 7, { globalDefault: true });
    add('low', 3, { globalDefault: true });
    expect(assigned({})).to.include({ priorityClassName: 'low', priority: 3 });
  });
});

describe('priorityClassStrategy', () => {
  it('knows the classes of the system, and no others of such names', () => {
    const wrong = (name: string, value: number) =>
      priorityClassStrategy.validate?.({ metadata: { name }, value, preemptionPolicy: 'Never' }).map(({ field }) => field);
    expect(wrong('system-node-critical', 2_000_001_000)).to.deep.equal([]);
    expect(wrong('system-node-critical', 1)).to.deep.equal(['metadata.name']);
    expect(wrong('system-x', 1)).to.deep.equal(['metadata.name']);
    expect(wrong('mine', 1_000_000_001)).to.deep.equal(['value']);
  });
});
