import { expect } from 'chai';
import { CallHistory } from '../../lib/controller/call-history.ts';
import type { ObservedCall } from '../../lib/controller/controller-context.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

const aCall = (key: string, reconcileId = `r-${key}`): ObservedCall => ({
  kind: 'Widget',
  key,
  uid: `uid-${key}`,
  handler: 'ensureCreated',
  reason: 'created',
  attempt: 1,
  reconcileId,
});

describe('CallHistory', () => {
  let clock: FakeClock;
  let history: CallHistory;
  beforeEach(() => {
    clock = new FakeClock();
    history = new CallHistory({ clock, redact: (message) => message.replaceAll('hunter2', '[redacted]') });
  });

  it('knows the call that runs, and how it ended, without secrets', async () => {
    const call = aCall('a');
    const startedAt = clock.now();
    history.callStarted(call);
    await clock.advance(1500);
    const common = { uid: 'uid-a', handler: 'ensureCreated', reason: 'created', attempt: 1, reconcileId: 'r-a', startedAt };
    expect(history.lastCall('a')).to.deep.equal({ ...common, seconds: 1.5, outcome: undefined, error: undefined });
    history.callEnded(call, 'failed', { outcome: 'failed', error: new Error('wrong: hunter2') });
    await clock.advance(1000);
    expect(history.lastCall('a')).to.deep.equal({ ...common, seconds: 1.5, outcome: 'failed', error: 'wrong: [redacted]' });
  });

  it('lets the end of an earlier call leave the later one alone', () => {
    const [first, second] = [aCall('a', 'r-1'), aCall('a', 'r-2')];
    history.callStarted(first);
    history.callStarted(second);
    history.callEnded(first, 'succeeded', { outcome: 'succeeded' });
    expect(history.lastCall('a')?.outcome).to.equal(undefined);
  });

  it('knows why a turn did not come to a handler, until one does', () => {
    history.turnFailed('Widget', 'a', new Error('away'));
    expect(history.failedTurn('a')).to.deep.equal({ at: clock.now(), error: 'away' });
    history.callStarted(aCall('a'));
    expect(history.failedTurn('a')).to.equal(undefined);
  });

  it('keeps those that were called again before those that were called once', () => {
    for (const index of Array(4096).keys()) history.callStarted(aCall(`once-${index}`));
    history.callStarted(aCall('once-0', 'again'));
    for (const index of Array(4000).keys()) history.callStarted(aCall(`new-${index}`));
    expect(history.lastCall('once-0')?.reconcileId).to.equal('again');
    expect(history.lastCall('once-1')).to.equal(undefined);
    expect(history.lastCall('new-3999')?.reconcileId).to.equal('r-new-3999');
  });

  it('forgets the oldest of very many, and keeps messages short', () => {
    for (let index = 0; index < 5000; index += 1) {
      history.callStarted(aCall(String(index)));
      history.turnFailed('Widget', `t${index}`, new Error('x'.repeat(5000)));
    }
    expect([history.lastCall('0'), history.failedTurn('t0')]).to.deep.equal([undefined, undefined]);
    expect(history.lastCall('4999')?.reconcileId).to.equal('r-4999');
    expect(history.failedTurn('t4999')?.error).to.have.length(1000);
  });
});
