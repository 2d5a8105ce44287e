/** What it watches, and what it says of itself: informer.spec.ts. Here: when nobody wants it any more. */
import { expect } from 'chai';
import { silentLogger } from '../../lib/base/logger.ts';
import { WatchedScope } from '../../lib/controller/watched-scope.ts';
import { Health } from '../../lib/health/health.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { FakeCluster } from '../support/fake-cluster.ts';

describe('WatchedScope', () => {
  let cluster: FakeCluster;
  let health: Health;
  let clock: FakeClock;
  let told: string[];
  let signal: AbortController;
  let run: Promise<void>;
  let changed: () => void;

  function open(): WatchedScope {
    const path = (namespace: string | undefined) => cluster.collectionPath({ apiVersion: 'v1', kind: 'Part' }, namespace);
    const options = { kind: 'Part', path, transport: cluster.transport, clock, logger: silentLogger, health };
    const scope = new WatchedScope('red', options, {
      changed: (change) => {
        told.push(change.kind);
        changed();
      },
      synced: () => told.push('synced'),
      listedAnew: () => told.push('listed anew'),
      shown: () => {},
    });
    run = scope.run(signal.signal);
    return scope;
  }
  const add = (name: string) => cluster.add({ apiVersion: 'v1', kind: 'Part', metadata: { name, namespace: 'red' } });

  beforeEach(() => {
    cluster = new FakeCluster([{ apiVersion: 'v1', kind: 'Part', plural: 'parts' }]);
    [health, clock, told, signal, changed] = [new Health(), new FakeClock(), [], new AbortController(), () => {}];
    add('a');
    add('b');
  });
  afterEach(async () => {
    signal.abort();
    await run;
  });

  it('tells of each list after the first', async () => {
    open();
    await clock.advance(0);
    told = [];
    cluster.streams.cut('expired');
    await clock.advance(5000);
    expect(told.filter((what) => what !== 'repeated')).to.deep.equal(['listed anew']);
  });

  it('tells what it sees, until it is dropped', async () => {
    const scope = open();
    await clock.advance(0);
    expect([told, scope.isSynced, scope.cache.size]).to.deep.equal([['added', 'added', 'synced'], true, 2]);
    expect(health.checks().map(({ name }) => name)).to.deep.equal(['watch of Part in red']);
    scope.drop();
    await run;
    add('c');
    await clock.advance(0);
    expect(told).to.have.length(3);
    expect([health.checks(), health.pulses()]).to.deep.equal([[], []]);
  });

  it('tells nothing more of what it is in the middle of reading', async () => {
    // A page holds both.
    cluster.streams.offersStreams = false;
    const scope = open();
    changed = () => scope.drop();
    await run;
    expect(told).to.deep.equal(['added']);
    expect(health.checks()).to.deep.equal([]);
  });

  it('tells nothing more of deletions that come in one piece', async () => {
    const scope = open();
    await clock.advance(0);
    told = [];
    changed = () => scope.drop();
    cluster.holdWatch();
    for (const name of ['a', 'b']) cluster.remove('Part', name, 'red');
    cluster.releaseWatch();
    await run;
    expect(told).to.deep.equal(['removed']);
  });
});
