/**
 * A histogram as plain counters: to observe a value costs a search over a few numbers, and allocates nothing. What Prometheus
 * sees of it is made when it asks.
 */

/** See the file's comment. */
export class Histogram {
  /** The upper bounds, in ascending order, without infinity. */
  readonly bounds: readonly number[];
  /** How many values fell into each bucket, the last being for those above all bounds. Not cumulative. */
  readonly counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  /** Counts a value. */
  observe(value: number): void {
    const { bounds, counts } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
    counts[bucket] = (counts[bucket] as number) + 1;
    this.sum += value;
  }

  /** How many values have been counted. */
  get count(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** A histogram with the values of several, which have the same bounds. */
  static sum(bounds: readonly number[], parts: readonly Histogram[]): Histogram {
    const whole = new Histogram(bounds);
    for (const part of parts) {
      for (const [bucket, count] of part.counts.entries()) whole.counts[bucket] = (whole.counts[bucket] as number) + count;
      whole.sum += part.sum;
    }
    return whole;
  }
}
