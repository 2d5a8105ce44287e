/**
 * The metrics of the process, under the names that Prometheus' clients have for them, and of its health.
 */
import type { Clock } from '../base/clock.ts';
import type { Health } from '../health/health.ts';
import type { Histogram } from './histogram.ts';
import type { MetricFamily } from './metric-family.ts';

/** The buckets of the event loop's lag. */
export const LAG_SECONDS: readonly number[] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What the metrics are of. */
export interface ProcessFamiliesOptions {
  readonly health: Health;
  /** The measures of the event loop's lag. */
  readonly lag: Histogram;
  readonly clock: Clock;
}

/** See the file's comment. */
export function processFamilies({ health, lag, clock }: ProcessFamiliesOptions): MetricFamily[] {
  const gauge = (name: string, help: string, read: () => number): MetricFamily => ({
    type: 'gauge',
    name,
    help,
    labels: [],
    collect: () => [{ labels: {}, value: read() }],
  });
  const startedAt = clock.now() / 1000 - process.uptime();
  const cpuSeconds = () => {
    const { user, system } = process.cpuUsage();
    return [{ labels: {}, value: (user + system) / 1e6 }];
  };
  return [
    gauge('tskubeop_ready', '1 when /readyz passes, else 0.', () => (health.ok ? 1 : 0)),
    {
      type: 'histogram',
      name: 'tskubeop_event_loop_lag_seconds',
      help: 'By how much a timer was late, measured twice a second.',
      labels: [],
      collect: () => [{ labels: {}, histogram: lag }],
    },
    { type: 'counter', name: 'process_cpu_seconds_total', help: 'The CPU time used, in seconds.', labels: [], collect: cpuSeconds },
    gauge('process_resident_memory_bytes', 'The resident memory.', () => process.memoryUsage.rss()),
    gauge('process_start_time_seconds', 'When the process started, in seconds since the epoch.', () => startedAt),
    gauge('nodejs_heap_size_used_bytes', "What is used of JavaScript's heap.", () => process.memoryUsage().heapUsed),
    gauge(
      'nodejs_external_memory_bytes',
      "What lies outside JavaScript's heap: buffers, and so the caches.",
      () => process.memoryUsage().external,
    ),
  ];
}
