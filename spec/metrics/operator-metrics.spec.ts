import { expect } from 'chai';
import type { Controller } from '../../lib/controller/controller.ts';
import { EventLoopLag } from '../../lib/health/event-loop-lag.ts';
import { Health } from '../../lib/health/health.ts';
import { OperatorMetrics } from '../../lib/metrics/operator-metrics.ts';
import type { ResolvedClass } from '../../lib/resource/crd-class.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('OperatorMetrics', () => {
  it('show what has been counted of controllers, requests and the event loop', async () => {
    const clock = new FakeClock();
    const lag = new EventLoopLag(clock);
    const metrics = new OperatorMetrics({ clock, health: new Health(), lag });
    metrics.connected('https://api.example.com:6443/prefix');
    metrics.answered('GET', 200);
    const counted = metrics.counter();
    const controller = { figures: { ready: { high: 0, normal: 0, low: 0 }, delayed: 0, busy: 5, overdue: 0 }, watches: () => [] };
    metrics.show('printer', { concurrency: 3 } as ResolvedClass, controller as unknown as Controller, counted);
    counted.writeLoopFound();
    await clock.advance(1000);
    lag.close();
    const { body } = await metrics.page();
    expect(body.split('\n')).to.include.members([
      'rest_client_requests_total{code="200",method="GET",host="api.example.com:6443"} 1',
      'controller_runtime_active_workers{controller="printer"} 5',
      'controller_runtime_max_concurrent_reconciles{controller="printer"} 3',
      'tskubeop_write_loops_total{controller="printer"} 1',
      'tskubeop_event_loop_lag_seconds_count 2',
      'tskubeop_ready 1',
    ]);
  });
});
