import { expect } from 'chai';
import { autoscalerColumns } from '../../lib/embedded/autoscaler-columns.ts';

describe('autoscalerColumns', () => {
  const cells = (spec: object, status?: object) =>
    autoscalerColumns
      .slice(0, 5)
      .map(({ cell }) => cell({ spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, ...spec }, status }, 0));
  const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } };
  const pods = { type: 'Pods', pods: { target: { averageValue: '5' } } };
  const external = { type: 'External', external: { target: { averageValue: '7' } } };
  const object = { type: 'Object', object: { target: { value: '9' } } };

  it('show what is known', () => {
    expect(cells({ minReplicas: 1, maxReplicas: 3, metrics: [cpu] })).to.deep.equal(['Deployment/web', 'cpu: <unknown>/80%', '1', 3, 0]);
    const status = { currentReplicas: 2, currentMetrics: [{ resource: { current: { averageUtilization: 12 } } }] };
    expect(cells({ maxReplicas: 3, metrics: [cpu, pods] }, status)).to.deep.equal([
      'Deployment/web',
      'cpu: 12%/80%, <unknown>/5',
      '<unset>',
      3,
      2,
    ]);
  });

  it('show two metrics, and how many more there are', () => {
    expect(cells({ metrics: [external, object, cpu] })[1]).to.equal('<unknown>/7 (avg), <unknown>/9 + 1 more...');
    expect(cells({})[1]).to.equal('<none>');
  });
});
