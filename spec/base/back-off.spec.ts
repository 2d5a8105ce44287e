import { expect } from 'chai';
import { backOffDelay } from '../../lib/base/back-off.ts';

describe('backOffDelay', () => {
  const backOff = { initialSeconds: 0.5, factor: 2, maxSeconds: 300 };

  for (const [attempt, seconds] of [
    [1, 0.5],
    [2, 1],
    [3, 2],
    [10, 256],
    [11, 300],
    [5000, 300],
  ] as const) {
    it(`waits up to ${seconds} s after ${attempt} failures, and at least 70 % of that`, () => {
      expect(backOffDelay(backOff, attempt, 0)).to.be.closeTo(seconds * 700, 1e-6);
      expect(backOffDelay(backOff, attempt, 0.999999)).to.be.closeTo(seconds * 1000, 1);
    });
  }

  it('is always a number', () => {
    expect(backOffDelay({ initialSeconds: 0, factor: 2, maxSeconds: 30 }, 100_000, 0.5)).to.equal(0);
    expect(backOffDelay(backOff, 0, 0)).to.equal(backOffDelay(backOff, 1, 0));
  });
});
