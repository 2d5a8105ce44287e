/**
 * What a metric is: a name, and values that are looked up when somebody asks. Whoever counts keeps plain counters; a family says
 * how they are called.
 */
import type { Histogram } from './histogram.ts';

/** The labels of a value. */
export type MetricLabels = Readonly<Record<string, string>>;

/** A value of a counter or a gauge. */
export interface MetricValue {
  readonly labels: MetricLabels;
  readonly value: number;
}

/** A value of a histogram. */
export interface HistogramValue {
  readonly labels: MetricLabels;
  readonly histogram: Histogram;
}

/** A metric with all its values. */
export type MetricFamily = {
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  /** The names of its labels; each has a bounded number of values. */
  readonly labels: readonly string[];
} & (
  | { readonly type: 'counter' | 'gauge'; collect(): Iterable<MetricValue> }
  | { readonly type: 'histogram'; collect(): Iterable<HistogramValue> }
);
