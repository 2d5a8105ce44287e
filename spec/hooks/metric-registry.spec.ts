import { expect } from 'chai';
import { MetricRegistry } from '../../lib/hooks/metric-registry.ts';

describe('MetricRegistry', () => {
  let metrics: MetricRegistry;
  beforeEach(() => {
    metrics = new MetricRegistry();
  });

  it('renders counters, gauges and histograms by name', () => {
    metrics.set({ name: 'z', labels: {} }, 1.5);
    metrics.add({ name: 'c_total', labels: { a: 'x' } }, 1);
    metrics.add({ name: 'c_total', labels: { a: 'x' } }, 2);
    for (const value of [0.5, 1, 7]) metrics.observe({ name: 'h', labels: { a: 'y' } }, value, [1, 5]);
    expect(metrics.render()).to.equal(`# TYPE c_total counter
c_total{a="x"} 3
# TYPE h histogram
h_bucket{a="y",le="1"} 2
h_bucket{a="y",le="5"} 2
h_bucket{a="y",le="+Inf"} 3
h_sum{a="y"} 8.5
h_count{a="y"} 3
# TYPE z gauge
z 1.5
`);
  });

  it('gives all samples of a name the same labels, and escapes their values', () => {
    metrics.set({ name: 'm', labels: { a: 'one "two"\n\\' } }, 1);
    metrics.set({ name: 'm', labels: { b: 'x' } }, 2);
    expect(metrics.render()).to.equal('# TYPE m gauge\nm{a="one \\"two\\"\\n\\\\",b=""} 1\nm{a="",b="x"} 2\n');
  });

  it('tells samples apart by their labels, in whatever order they are given', () => {
    metrics.add({ name: 'm', labels: { a: '1', b: '2' } }, 1);
    metrics.add({ name: 'm', labels: { b: '2', a: '1' } }, 1);
    expect(metrics.value('m', { b: '2', a: '1' })).to.equal(2);
  });

  it('takes no metric for one of another type', () => {
    expect(metrics.add({ name: 'm', labels: {} }, 1)).to.equal(true);
    expect(metrics.set({ name: 'm', labels: { x: 'y' } }, 1)).to.equal(false);
    expect(metrics.observe({ name: 'm', labels: {} }, 1, [1])).to.equal(false);
    expect(metrics.render()).to.equal('# TYPE m counter\nm 1\n');
  });

  it('forgets a group, and what has a label', () => {
    metrics.set({ name: 'm', labels: { a: '1' }, group: 'g' }, 1);
    metrics.set({ name: 'm', labels: { a: '2' }, group: 'other' }, 1);
    metrics.set({ name: 'n', labels: { a: '1' } }, 1);
    metrics.expire('g');
    expect([metrics.value('m', { a: '1' }), metrics.value('m', { a: '2' })]).to.deep.equal([undefined, 1]);
    metrics.forget('a', '1');
    expect(metrics.render()).to.equal('# TYPE m gauge\nm{a="2"} 1\n');
    metrics.expire('other');
    expect(metrics.render()).to.equal('');
    expect(metrics.add({ name: 'm', labels: {} }, 1), 'the name is free again').to.equal(true);
  });
});
