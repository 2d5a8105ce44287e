import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { daemonSetStrategy, deploymentStrategy, replicaSetStrategy, statefulSetStrategy } from '../../lib/embedded/replica-strategies.ts';
import type { Strategy } from '../../lib/embedded/resource-kind.ts';

const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }] } };
const made = (strategy: Strategy, spec: object = {}): JsonObject => {
  const draft: JsonObject = { metadata: {}, spec: { selector: { matchLabels: { a: 'b' } }, template: structuredClone(template), ...spec } };
  strategy.fillIn?.(draft);
  return draft;
};

describe('kinds with a template of Pods', () => {
  it('get their defaults', () => {
    const rolling = { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' }, type: 'RollingUpdate' };
    expect(made(deploymentStrategy).spec).to.deep.include({ replicas: 1, strategy: rolling });
    expect(made(replicaSetStrategy).spec).to.include({ replicas: 1 });
    expect(made(daemonSetStrategy).spec.updateStrategy.rollingUpdate).to.deep.equal({ maxUnavailable: 1, maxSurge: 0 });
    const claims = made(statefulSetStrategy, { volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: {} }] }).spec.volumeClaimTemplates;
    expect(claims[0]).to.deep.include({ kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } });
  });

  it('are held to their selectors', () => {
    const wrong = (spec: object, old?: JsonObject) =>
      deploymentStrategy.validate?.(made(deploymentStrategy, spec), old).map(({ field }) => field);
    expect(wrong({})).to.deep.equal([]);
    expect(wrong({ selector: { matchLabels: { a: 'c' } } })).to.deep.equal(['spec.template.metadata.labels']);
    expect(wrong({}, made(deploymentStrategy, { selector: { matchLabels: { x: 'y' } } }))).to.deep.equal(['spec.selector']);
  });

  it('of a StatefulSet stay as they are, but for some', () => {
    const old = made(statefulSetStrategy);
    const wrong = (spec: object) => statefulSetStrategy.validate?.(made(statefulSetStrategy, spec), old).map(({ field }) => field);
    expect(wrong({ replicas: 3 })).to.deep.equal([]);
    expect(wrong({ serviceName: 'x' })).to.deep.equal(['spec']);
  });
});
