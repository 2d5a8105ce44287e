/**
 * Counters, gauges and histograms, in memory, as Prometheus reads them. A sample may belong to a group, with which it goes.
 */
import type { MetricLabels } from './metric-document.ts';

/** A metric's type. */
export type MetricType = 'counter' | 'gauge' | 'histogram';

interface Sample {
  readonly labels: MetricLabels;
  readonly group: string | undefined;
  /** Of a histogram: the sum of what was observed. */
  value: number;
  /** Of a histogram: how many observations lie in each bucket alone, and above all. */
  readonly counts: number[];
}

interface Family {
  readonly type: MetricType;
  readonly buckets: readonly number[];
  readonly samples: Map<string, Sample>;
}

/** What one call is about. */
export interface MetricTarget {
  readonly name: string;
  readonly labels: MetricLabels;
  /** @default none */
  readonly group?: string;
}

/** See the file's comment. */
export class MetricRegistry {
  readonly #families = new Map<string, Family>();

  /** Adds to a counter. @returns false when the name is that of another type */
  add(target: MetricTarget, value: number): boolean {
    return this.#change(target, 'counter', [], (sample) => {
      sample.value += value;
    });
  }

  /** Sets a gauge. @returns as add */
  set(target: MetricTarget, value: number): boolean {
    return this.#change(target, 'gauge', [], (sample) => {
      sample.value = value;
    });
  }

  /** Adds an observation to a histogram; its first observation decides the buckets. @returns as add */
  observe(target: MetricTarget, value: number, buckets: readonly number[]): boolean {
    return this.#change(target, 'histogram', buckets, (sample, family) => {
      sample.value += value;
      const found = family.buckets.findIndex((limit) => value <= limit);
      const index = found < 0 ? family.buckets.length : found;
      sample.counts[index] = (sample.counts[index] ?? 0) + 1;
    });
  }

  /** Forgets all samples of a group. */
  expire(group: string): void {
    this.#remove((sample) => sample.group === group);
  }

  /** Forgets all samples that have a label with a value. */
  forget(label: string, value: string): void {
    this.#remove(({ labels }) => labels[label] === value);
  }

  /** The value of a counter or a gauge, or a histogram's sum; undefined when there is none. */
  value(name: string, labels: MetricLabels): number | undefined {
    return this.#families.get(name)?.samples.get(keyOf(labels))?.value;
  }

  /** Everything, in Prometheus' text format. */
  render(): string {
    const names = [...this.#families.keys()].sort();
    return names.map((name) => renderFamily(name, this.#families.get(name) as Family)).join('');
  }

  #change(
    { name, labels, group }: MetricTarget,
    type: MetricType,
    buckets: readonly number[],
    change: (sample: Sample, family: Family) => void,
  ): boolean {
    let family = this.#families.get(name);
    if (!family) {
      family = { type, buckets, samples: new Map() };
      this.#families.set(name, family);
    }
    if (family.type !== type) return false;
    const key = keyOf(labels);
    const known = family.samples.get(key);
    // Whoever says something of it last, owns it.
    const sample = known && known.group === group ? known : { labels, group, value: known?.value ?? 0, counts: known?.counts ?? [] };
    family.samples.set(key, sample);
    change(sample, family);
    return true;
  }

  #remove(gone: (sample: Sample) => boolean): void {
    for (const [name, { samples }] of this.#families) {
      for (const [key, sample] of samples) if (gone(sample)) samples.delete(key);
      if (samples.size === 0) this.#families.delete(name);
    }
  }
}

function keyOf(labels: MetricLabels): string {
  return JSON.stringify(Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function renderFamily(name: string, { type, buckets, samples }: Family): string {
  // All samples of one name must have the same labels.
  const labelNames = [...new Set([...samples.values()].flatMap(({ labels }) => Object.keys(labels)))].sort();
  const lines = [...samples.values()].flatMap((sample) => {
    const labels = labelNames.map((label) => [label, sample.labels[label] ?? ''] as const);
    return type === 'histogram' ? histogramLines(name, sample, buckets, labels) : [line(name, labels, sample.value)];
  });
  return `# TYPE ${name} ${type}\n${lines.join('')}`;
}

type LabelPairs = readonly (readonly [string, string])[];

function histogramLines(name: string, { counts, value }: Sample, buckets: readonly number[], labels: LabelPairs): string[] {
  let count = 0;
  const lines = [...buckets, Number.POSITIVE_INFINITY].map((limit, index) => {
    count += counts[index] ?? 0;
    return line(`${name}_bucket`, [...labels, ['le', number(limit)]], count);
  });
  return [...lines, line(`${name}_sum`, labels, value), line(`${name}_count`, labels, count)];
}

function line(name: string, labels: LabelPairs, value: number): string {
  const text = labels.map(([label, each]) => `${label}="${escapeLabel(each)}"`).join(',');
  return `${name}${text === '' ? '' : `{${text}}`} ${number(value)}\n`;
}

function escapeLabel(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
