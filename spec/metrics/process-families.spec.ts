import { expect } from 'chai';
import { Health } from '../../lib/health/health.ts';
import { Histogram } from '../../lib/metrics/histogram.ts';
import type { MetricValue } from '../../lib/metrics/metric-family.ts';
import { LAG_SECONDS, processFamilies } from '../../lib/metrics/process-families.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('processFamilies', () => {
  const health = new Health();
  const families = processFamilies({ health, lag: new Histogram(LAG_SECONDS), clock: new FakeClock() });
  const numberOf = (name: string) => {
    const [first] = [...(families.find((family) => family.name === name)?.collect() ?? [])] as MetricValue[];
    return first?.value;
  };

  it('say whether the operator is ready', () => {
    expect(numberOf('tskubeop_ready')).to.equal(1);
    health.set('watch', { ok: false, message: 'away', since: 0 });
    expect(numberOf('tskubeop_ready')).to.equal(0);
  });

  it('say what the process takes', () => {
    expect(numberOf('process_cpu_seconds_total')).to.be.within(0.05, 1000);
    for (const name of ['process_resident_memory_bytes', 'nodejs_heap_size_used_bytes', 'nodejs_external_memory_bytes'])
      expect(numberOf(name), name).to.be.greaterThan(100_000);
  });
});
