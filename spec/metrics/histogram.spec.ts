import { expect } from 'chai';
import { Histogram } from '../../lib/metrics/histogram.ts';

describe('Histogram', () => {
  it('counts each value in the bucket whose bound it does not exceed', () => {
    const histogram = new Histogram([1, 2, 5]);
    for (const value of [0, 1, 1.5, 2, 5, 5.1, 100]) histogram.observe(value);
    expect(histogram.counts).to.deep.equal([2, 2, 1, 2]);
    expect(histogram.count).to.equal(7);
    expect(histogram.sum).to.be.closeTo(114.6, 1e-9);
  });

  it('adds up several of the same bounds', () => {
    const [a, b] = [new Histogram([1]), new Histogram([1])];
    a.observe(0.5);
    b.observe(0.25);
    b.observe(2);
    const whole = Histogram.sum([1], [a, b]);
    expect([whole.counts, whole.sum]).to.deep.equal([[2, 1], 2.75]);
    expect(a.counts).to.deep.equal([1, 0]);
  });
});
