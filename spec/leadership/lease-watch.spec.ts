import { expect } from 'chai';
import { watchLeases } from '../../lib/leadership/lease-watch.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';
import { settled } from '../support/settled.ts';

describe('watchLeases', () => {
  let clock: FakeClock;
  let transport: ScriptedTransport;
  let over: AbortController;
  let logger: RecordingLogger;
  let changes: number;
  let seen: string[];
  let watching: Promise<void>;

  beforeEach(() => {
    clock = new FakeClock();
    transport = new ScriptedTransport();
    over = new AbortController();
    logger = new RecordingLogger();
    changes = 0;
    seen = [];
  });
  afterEach(async () => {
    over.abort();
    await watching;
    expect(clock.timers).to.equal(0);
  });

  function watch(): void {
    const changed = () => {
      changes += 1;
    };
    watching = watchLeases({
      transport,
      clock,
      logger,
      namespace: 'ops',
      fieldSelector: 'metadata.name=l',
      signal: over.signal,
      changed,
      seen: (lease, isDeleted) => void seen.push(`${isDeleted ? 'deleted ' : ''}${lease.metadata?.name}`),
    });
  }

  it('tells of each change of that one lease', async () => {
    const body = transport.stream();
    watch();
    await settled();
    expect(transport.requests[0]).to.deep.include({ method: 'GET', path: '/apis/coordination.k8s.io/v1/namespaces/ops/leases' });
    expect(transport.requests[0]?.query).to.include({ watch: true, fieldSelector: 'metadata.name=l' });
    body.sendEvent('MODIFIED', {});
    await settled();
    expect(changes).to.equal(1);
  });

  it('shows each lease, and one that was deleted as it was last; nothing else that a stream may bring', async () => {
    const body = transport.stream();
    watch();
    await settled();
    body.sendEvent('ADDED', { metadata: { name: 'l' } });
    body.sendEvent('BOOKMARK', { metadata: {} });
    body.sendEvent('DELETED', { metadata: { name: 'l' } });
    body.sendEvent('ERROR', { kind: 'Status', code: 410 });
    await settled();
    expect(seen).to.deep.equal(['l', 'deleted l']);
  });

  it('begins again after a pause when the stream ends', async () => {
    transport.stream().end();
    watch();
    await clock.advance(9_999);
    expect(transport.requests.length).to.equal(1);
    transport.stream();
    await clock.advance(1);
    expect(transport.requests.length).to.equal(2);
    expect(logger.records).to.deep.equal([]);
  });

  it('says only to who looks closely that it may not watch', async () => {
    transport.answer({ status: 403, body: { kind: 'Status', message: 'no', reason: 'Forbidden' } });
    watch();
    await clock.advance(0);
    expect(logger.records.map(({ level, message }) => `${level}: ${message}`)).to.deep.equal(['debug: leases are not watched for now']);
    expect(changes).to.equal(0);
  });
});
