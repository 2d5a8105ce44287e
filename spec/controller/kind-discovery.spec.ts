import { expect } from 'chai';
import { discoverStatusSubresource } from '../../lib/controller/kind-discovery.ts';
import { Progress } from '../../lib/controller/progress.ts';
import { resolveClass } from '../../lib/resource/crd-class.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';
import { FakeCluster, refusal } from '../support/fake-cluster.ts';

class Created extends Widget {
  async ensureCreated() {}
}

describe('discoverStatusSubresource', () => {
  const parts = () => {
    const cluster = new FakeCluster([{ apiVersion: 'bench.example.com/v1', kind: 'Widget', plural: 'widgets', statusSubresource: false }]);
    const logger = new CollectedLog();
    return { cluster, logger, clock: new FakeClock(), type: resolveClass(Created), progress: new Progress() };
  };

  it('asks when the kind is known to be there, and not before', async () => {
    const { progress, ...context } = parts();
    let there = false;
    const { signal } = new AbortController();
    const found = discoverStatusSubresource({ context, isThere: () => there, progress }, signal);
    let asked = 0;
    context.cluster.hasStatusSubresource = async () => {
      asked += 1;
      return true;
    };
    progress.made();
    await context.clock.advance(0);
    expect(asked).to.equal(0);
    there = true;
    progress.made();
    expect(await found).to.equal(true);
    expect(asked).to.equal(1);
  });

  it('asks again after a pause when the API server does not say', async () => {
    const run = new ControllerRun(Created);
    const { hasStatusSubresource } = run.cluster;
    let asked = 0;
    run.cluster.hasStatusSubresource = async (kind) => {
      asked += 1;
      if (asked < 3) throw refusal(503, 'ServiceUnavailable', 'not now');
      return await hasStatusSubresource(kind);
    };
    try {
      await run.add();
      expect(asked).to.equal(1);
      await run.pass(2);
      expect(asked).to.equal(3);
      expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
    } finally {
      await run.stop();
    }
  });

  it('gives up when the signal aborts, without a word', async () => {
    const { progress, ...context } = parts();
    const waiting = new AbortController();
    const waited = discoverStatusSubresource({ context, isThere: () => false, progress }, waiting.signal);
    waiting.abort();
    expect(await waited).to.equal(undefined);
    const asking = new AbortController();
    context.cluster.hasStatusSubresource = async () => {
      asking.abort();
      throw refusal(503, 'ServiceUnavailable', 'not now');
    };
    expect(await discoverStatusSubresource({ context, isThere: () => true, progress }, asking.signal)).to.equal(undefined);
    expect(context.logger.records).to.deep.equal([]);
  });
});
