import { expect } from 'chai';
import { controllerOf, controllerReference, isActive, isReady, podFrom, withCondition } from '../../lib/embedded/workload-tools.ts';

describe('workload tools', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'r', namespace: 'n', uid: 'u' } };

  it('make a Pod that its owner controls', () => {
    const pod = podFrom(owner, { metadata: { labels: { a: 'b' } }, spec: { x: 1 } }, { name: 'p' });
    expect(pod).to.deep.equal({
      metadata: { name: 'p', namespace: 'n', labels: { a: 'b' }, ownerReferences: [controllerReference(owner)] },
      spec: { x: 1 },
    });
    expect(controllerOf(pod)?.uid).to.equal('u');
  });

  it('tell active and ready Pods', () => {
    expect([
      isActive({ metadata: {}, status: { phase: 'Running' } }),
      isActive({ metadata: {}, status: { phase: 'Failed' } }),
      isActive({ metadata: { deletionTimestamp: 'x' } }),
    ]).to.deep.equal([true, false, false]);
    expect(isReady({ metadata: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] } })).to.equal(true);
  });

  it("keep a condition's time while its status stays", () => {
    const first = withCondition(undefined, { type: 'A', status: 'True' }, '1');
    const second = withCondition(first, { type: 'A', status: 'True', reason: 'x' }, '2');
    expect(second).to.deep.equal([{ type: 'A', status: 'True', reason: 'x', lastTransitionTime: '1' }]);
    expect(withCondition(second, { type: 'A', status: 'False' }, '3')[0]).to.include({ lastTransitionTime: '3' });
  });
});
