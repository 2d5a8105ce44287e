/**
 * The metrics of one page, in Prometheus' text form. This file alone loads prom-client, and is itself loaded only where metrics
 * are served.
 */
import { type Metric, Registry } from 'prom-client';
import type { Histogram } from './histogram.ts';
import type { MetricFamily, MetricLabels } from './metric-family.ts';

/** A line of the page, as prom-client wants it. */
interface Line {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** A page. */
export interface MetricPage {
  readonly contentType: string;
  readonly body: string;
}

/** See the file's comment. */
export class MetricRegistry {
  readonly #registry = new Registry();
  readonly #families = new Map<string, MetricFamily>();

  /** The metrics that it has, by name. */
  get families(): MetricFamily[] {
    return [...this.#families.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Adds a metric, until the function that is returned is called.
   *
   * @throws Error there is one of that name
   */
  add(family: MetricFamily): () => void {
    const { name, help, type } = family;
    const metric = {
      name,
      help,
      type,
      aggregator: 'sum',
      get: async () => ({ name, help, type, aggregator: 'sum', values: linesOf(family) }),
    };
    this.#registry.registerMetric(metric as unknown as Metric);
    this.#families.set(name, family);
    return () => {
      if (this.#families.get(name) !== family) return;
      this.#families.delete(name);
      this.#registry.removeSingleMetric(name);
    };
  }

  /** All values as they are now. */
  async page(): Promise<MetricPage> {
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}

function linesOf(family: MetricFamily): Line[] {
  if (family.type !== 'histogram') return [...family.collect()].map(({ labels, value }) => ({ labels, value }));
  return [...family.collect()].flatMap(({ labels, histogram }) => histogramLines(family.name, labels, histogram));
}

function histogramLines(name: string, labels: MetricLabels, { bounds, counts, sum }: Histogram): Line[] {
  let count = 0;
  const buckets = counts.map((own, index) => {
    count += own;
    return { metricName: `${name}_bucket`, labels: { le: bounds[index] ?? '+Inf', ...labels }, value: count };
  });
  return [...buckets, { metricName: `${name}_sum`, labels, value: sum }, { metricName: `${name}_count`, labels, value: count }];
}
