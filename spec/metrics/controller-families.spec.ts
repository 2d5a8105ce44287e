import { expect } from 'chai';
import { controllerFamilies } from '../../lib/metrics/controller-families.ts';
import { ControllerMetrics } from '../../lib/metrics/controller-metrics.ts';
import { MetricRegistry } from '../../lib/metrics/metric-registry.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

const FIGURES = { ready: { high: 1, normal: 0, low: 3 }, delayed: 4, busy: 2, overdue: 1 };
const WATCH = { kind: 'Pod', namespace: undefined, state: 'watching', failure: undefined, quietSeconds: 1 } as const;

describe('controllerFamilies', () => {
  async function page(): Promise<string[]> {
    const registry = new MetricRegistry();
    const watches = [
      { ...WATCH, synced: true, silentSeconds: 12, objects: 7, bytes: 4096 },
      { ...WATCH, namespace: 'team', synced: false, silentSeconds: 3, objects: 0, bytes: 0 },
    ];
    const controller = {
      name: 'printer',
      concurrency: 16,
      counted: new ControllerMetrics(new FakeClock()),
      figures: () => FIGURES,
      watches: () => watches,
    };
    for (const family of controllerFamilies(() => [controller])) registry.add(family);
    return (await registry.page()).body.split('\n');
  }

  it('read a controller when they are asked', async () => {
    expect(await page()).to.include.members([
      'controller_runtime_max_concurrent_reconciles{controller="printer"} 16',
      'controller_runtime_active_workers{controller="printer"} 2',
      'workqueue_depth{name="printer",controller="printer",priority="low"} 3',
      'tskubeop_queue_delayed{controller="printer"} 4',
      'tskubeop_overdue_handlers{controller="printer"} 1',
      'tskubeop_watch_age_seconds{controller="printer",kind="Pod",namespace=""} 12',
      'tskubeop_watch_ready{controller="printer",kind="Pod",namespace="team"} 0',
      'tskubeop_cache_objects{controller="printer",kind="Pod",namespace=""} 7',
      'tskubeop_cache_bytes{controller="printer",kind="Pod",namespace=""} 4096',
    ]);
  });

  it('have all their series before anything has happened', async () => {
    const lines = await page();
    for (const result of ['success', 'error', 'requeue', 'requeue_after'])
      expect(lines).to.include(`controller_runtime_reconcile_total{controller="printer",result="${result}"} 0`);
    for (const priority of ['high', 'normal', 'low'])
      expect(lines).to.include(`tskubeop_queue_wait_seconds_count{controller="printer",priority="${priority}"} 0`);
    for (const name of ['workqueue_queue_duration_seconds', 'workqueue_work_duration_seconds'])
      expect(lines).to.include(`${name}_count{name="printer",controller="printer"} 0`);
  });
});
