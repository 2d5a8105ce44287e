/**
 * docs/metrics.md and the code know the same metrics: each once, with type, labels and meaning.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { EventLoopLag } from '../../lib/health/event-loop-lag.ts';
import { Health } from '../../lib/health/health.ts';
import { OperatorMetrics } from '../../lib/metrics/operator-metrics.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs/metrics.md'), 'utf8');

describe('docs/metrics.md', () => {
  const clock = new FakeClock();
  const lag = new EventLoopLag(clock);
  lag.close();
  const { families } = new OperatorMetrics({ clock, health: new Health(), lag }).registry;

  it('lists every metric with its type, its labels and what it means', () => {
    const rows = [...page.matchAll(/^\| `([a-z_]+)` \| (\w+) \| (.*?) \| (.*?) \|$/gm)].map((row) => row.slice(1));
    const expected = families.map(({ name, type, labels, help }) => [name, type, labels.map((label) => `\`${label}\``).join(', '), help]);
    expect(rows.sort()).to.deep.equal(expected.sort());
  });

  it('has no metric whose labels come from names of objects', () => {
    const bounded = ['controller', 'name', 'kind', 'namespace', 'priority', 'result', 'code', 'method', 'host'];
    for (const { name, labels } of families) expect(bounded, name).to.include.members([...labels]);
  });
});
