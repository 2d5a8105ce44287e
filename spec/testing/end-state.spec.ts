import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import {
  comparableState,
  type EndDifference,
  endDifferences,
  joinedVariance,
  learnVariance,
  NO_VARIANCE,
  nameOf,
  varianceBetween,
} from '../../lib/testing/end-state.ts';

let count = 0;

/** An object with ids and times of its own, as each run has. */
function object(kind: string, name: string, rest: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}): StoredObject {
  count += 1;
  const hex = count.toString(16).padStart(12, '0');
  return {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      namespace: 'default',
      uid: `00000000-0000-4000-8000-${hex}`,
      resourceVersion: `${count}`,
      generation: count,
      creationTimestamp: new Date(count * 1000).toISOString(),
      ...metadata,
    },
    ...rest,
  } as unknown as StoredObject;
}

const all = (each: StoredObject) => each;
const between = (expected: readonly StoredObject[], found: readonly StoredObject[], variance = NO_VARIANCE): readonly EndDifference[] =>
  endDifferences(comparableState(expected, all, variance), comparableState(found, all, variance), variance);
const words = (differences: readonly EndDifference[]) =>
  differences.map(({ kind, object: name, path }) => `${kind} ${name} ${path}`.trim());

describe('end states', () => {
  it('are equal but for ids, versions, times and addresses', () => {
    const run = () => {
      const owner = object('ConfigMap', 'owner');
      const { uid, generation } = owner.metadata;
      const child = object(
        'Pod',
        'child',
        { status: { podIP: `10.0.0.${count}`, podIPs: [{ ip: `10.0.0.${count}` }], startTime: new Date(count * 1000).toISOString() } },
        { ownerReferences: [{ uid, name: 'owner' }], annotations: { seen: `at ${new Date(count * 1e6).toISOString()}`, of: uid } },
      );
      return [{ ...owner, status: { observedGeneration: generation } } as StoredObject, child];
    };
    expect(between(run(), run())).to.deep.equal([]);
  });

  it('are equal where generated names begin with generated names', () => {
    const run = (job: string, pod: string) => [
      object('Job', `a-${job}`),
      object('Pod', `a-${job}-${pod}`, {}, { generateName: `a-${job}-` }),
    ];
    const [first, second, third] = [run('x1', 'p1'), run('y2', 'q2'), run('z3', 'r3')];
    expect(between(first, third, learnVariance(first, second, all))).to.deep.equal([]);
  });

  it('are equal whatever rollouts there were on the way', () => {
    const deployment = (desired: string) =>
      object('Deployment', 'd', {}, { annotations: { 'deployment.kubernetes.io/revision': desired } });
    const past = (name: string) =>
      object('ReplicaSet', name, { spec: { replicas: 0 } }, { ownerReferences: [{ kind: 'Deployment', name: 'd' }] });
    const present = object('ReplicaSet', 'now', { spec: { replicas: 1 } }, { ownerReferences: [{ kind: 'Deployment', name: 'd' }] });
    expect(between([deployment('1'), present], [deployment('3'), past('one'), past('two'), present])).to.deep.equal([]);
    expect(words(between([], [object('ReplicaSet', 'mine', { spec: { replicas: 0 } })]))).to.deep.equal(['extra ReplicaSet default/mine']);
  });

  it('differ by what is missing, what is there besides, and what is otherwise', () => {
    const expected = [object('Pod', 'a', { spec: { x: 1 } }), object('Pod', 'b')];
    const found = [object('Pod', 'a', { spec: { x: 2 } }), object('Secret', 'c')];
    expect(words(between(expected, found))).to.deep.equal([
      'changed Pod default/a /spec/x',
      'missing Pod default/b',
      'extra Secret default/c',
    ]);
  });

  it('differ by another owner, a finalizer, a deletion, and a generation that is not observed', () => {
    const owners = ['one', 'two'].map((name) => object('ConfigMap', name));
    const child = (owner: StoredObject | undefined) => object('Pod', 'p', {}, { ownerReferences: [{ uid: owner?.metadata.uid }] });
    expect(words(between([...owners, child(owners[0])], [...owners, child(owners[1])]))).to.deep.equal([
      'changed Pod default/p /metadata/ownerReferences/0/uid',
    ]);
    const going = object('Pod', 'q', {}, { finalizers: ['f'], deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(words(between([object('Pod', 'q')], [going]))).to.deep.equal([
      'changed Pod default/q /metadata/deletionTimestamp',
      'changed Pod default/q /metadata/finalizers',
    ]);
    const observed = (generation: number) => object('Pod', 'r', { status: { observedGeneration: generation } }, { generation: 2 });
    expect(words(between([observed(2)], [observed(1)]))).to.deep.equal(['changed Pod default/r /status/observedGeneration']);
  });

  it('take no notice of Events, leases and nodes, nor of what compare leaves out', () => {
    expect(between([], [object('Event', 'e'), object('Lease', 'l'), object('Node', 'n')])).to.deep.equal([]);
    const compare = ({ kind, metadata }: StoredObject) => (kind === 'Secret' ? undefined : { metadata });
    const states = [[object('Secret', 's'), object('Pod', 'a', { spec: 1 })], [object('Pod', 'a', { spec: 2 })]].map((each) =>
      comparableState(each, compare, NO_VARIANCE),
    );
    expect(endDifferences(states[0] as never, states[1] as never)).to.deep.equal([]);
  });

  it('know names that the server generates as alike, and count them', () => {
    const generated = (suffix: string) => object('Pod', `web-${suffix}`, { spec: { self: `web-${suffix}` } }, { generateName: 'web-' });
    expect(between([generated('abcde')], [generated('fghij')])).to.deep.equal([]);
    expect(words(between([generated('abcde')], [generated('fghij'), generated('klmno')]))).to.deep.equal(['extra Pod default/web-klmno']);
  });

  it('leave out what differs between two undisturbed runs: values, and parts of names', () => {
    const run = (chance: string) => [
      object('Secret', 'key', { data: { password: chance, user: 'root' } }),
      object('ConfigMap', `a-${chance}-x`, { data: { same: 'yes' } }),
      object('Pod', 'p', { status: { used: `a-${chance}-x` } }),
    ];
    const variance = joinedVariance(learnVariance(run('11'), run('22'), all), NO_VARIANCE);
    expect(between(run('33'), run('44'), variance)).to.deep.equal([]);
    const twice = [...run('33'), object('ConfigMap', 'a-55-x', { data: { same: 'yes' } })];
    expect(words(between(run('44'), twice, variance))).to.have.lengthOf(1);
    const other = run('55').map((each) => (each.kind === 'Secret' ? { ...each, data: { password: '55', user: 'admin' } } : each));
    expect(words(between(run('33'), other, variance))).to.deep.equal(['changed Secret default/key /data/user']);
  });

  it('leave out what differs in what remained of undisturbed runs, too', () => {
    const remains = (chance: string) => [object('Secret', 'key', { data: { password: chance } })];
    const variance = varianceBetween({ end: [], remains: remains('11') }, { end: [], remains: remains('22') }, all);
    expect(between(remains('33'), remains('44'), variance)).to.deep.equal([]);
    expect(varianceBetween({ end: [], remains: undefined }, { end: [], remains: remains('22') }, all).paths.size).to.equal(0);
  });

  it('name objects as people do', () => {
    expect(nameOf(object('Pod', 'a'))).to.equal('Pod default/a');
    expect(nameOf(object('Node', 'n', {}, { namespace: undefined }))).to.equal('Node n');
  });
});
