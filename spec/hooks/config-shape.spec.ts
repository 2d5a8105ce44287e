import { expect } from 'chai';
import { CONFIG_SHAPE, WEBHOOK_BINDINGS } from '../../lib/hooks/config-shape.ts';
import { shapeProblems } from '../../lib/hooks/value-shape.ts';

describe('CONFIG_SHAPE', () => {
  const labelSelector = {
    matchLabels: { a: '' },
    matchExpressions: [
      { key: 'a', operator: 'In', values: ['b'] },
      { key: 'c', operator: 'Exists' },
    ],
  };

  it('has a place for every key of version v1', () => {
    const common = { name: 'n', allowFailure: true, queue: 'q', group: 'g', includeSnapshotsFrom: ['n'] };
    const config = {
      configVersion: 'v1',
      onStartup: 10,
      schedule: [{ ...common, crontab: '* * * * *' }],
      kubernetes: [
        {
          ...common,
          apiVersion: 'v1',
          kind: 'Pod',
          executeHookOnEvent: ['Added', 'Modified', 'Deleted'],
          watchEvent: [],
          executeHookOnSynchronization: false,
          waitForSynchronization: false,
          keepFullObjectsInMemory: false,
          resynchronizationPeriod: '5m',
          nameSelector: { matchNames: ['a'] },
          labelSelector,
          fieldSelector: { matchExpressions: [{ field: 'status.phase', operator: '==', value: 'Pending' }] },
          namespace: { nameSelector: { matchNames: ['default'] }, labelSelector },
          jqFilter: '.metadata',
        },
      ],
      settings: { executionMinInterval: '3s', executionBurst: 1 },
    };
    expect(shapeProblems(config, CONFIG_SHAPE, '')).to.deep.equal([]);
  });

  it('has none for what other parts serve', () => {
    for (const name of [...WEBHOOK_BINDINGS, 'onKubernetesEvent', 'mode']) {
      expect(shapeProblems({ configVersion: 'v1', [name]: [] }, CONFIG_SHAPE, '')[0], name).to.include(`${name} is not a known key`);
    }
  });
});
