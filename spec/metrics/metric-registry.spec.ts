import { expect } from 'chai';
import { Histogram } from '../../lib/metrics/histogram.ts';
import type { MetricFamily } from '../../lib/metrics/metric-family.ts';
import { MetricRegistry } from '../../lib/metrics/metric-registry.ts';

function aGauge(name: string, read: () => number): MetricFamily {
  return { type: 'gauge', name, help: 'A gauge.', labels: ['of'], collect: () => [{ labels: { of: 'x"y\n' }, value: read() }] };
}

describe('MetricRegistry', () => {
  it('reads values when it is asked, in the text form of Prometheus', async () => {
    const registry = new MetricRegistry();
    let value = 1;
    registry.add(aGauge('a_gauge', () => value));
    value = 2.5;
    const { contentType, body } = await registry.page();
    expect(contentType).to.equal('text/plain; version=0.0.4; charset=utf-8');
    expect(body).to.equal('# HELP a_gauge A gauge.\n# TYPE a_gauge gauge\na_gauge{of="x\\"y\\n"} 2.5\n');
  });

  it('shows the buckets of a histogram one on top of the other', async () => {
    const registry = new MetricRegistry();
    const histogram = new Histogram([0.5, 1]);
    for (const seconds of [0.1, 0.7, 3]) histogram.observe(seconds);
    registry.add({
      type: 'histogram',
      name: 'a_time',
      help: 'A time.',
      labels: ['of'],
      collect: () => [{ labels: { of: 'x' }, histogram }],
    });
    expect((await registry.page()).body.split('\n').slice(2, -1)).to.deep.equal([
      'a_time_bucket{le="0.5",of="x"} 1',
      'a_time_bucket{le="1",of="x"} 2',
      'a_time_bucket{le="+Inf",of="x"} 3',
      'a_time_sum{of="x"} 3.8',
      'a_time_count{of="x"} 3',
    ]);
  });

  it('refuses a second metric of one name, and forgets one that was taken away', async () => {
    const registry = new MetricRegistry();
    const remove = registry.add(aGauge('a', () => 1));
    expect(() => registry.add(aGauge('a', () => 2))).to.throw('already');
    expect(registry.families.map(({ name }) => name)).to.deep.equal(['a']);
    remove();
    remove();
    expect((await registry.page()).body).to.equal('\n');
  });
});
