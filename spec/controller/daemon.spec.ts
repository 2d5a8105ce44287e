import { expect } from 'chai';
import { Daemon, type DaemonEnd, type DaemonInput, type DaemonState, nextDaemonState } from '../../lib/controller/daemon.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('nextDaemonState', () => {
  const running: DaemonState = { kind: 'running', attempt: 2 };
  const waiting: DaemonState = { kind: 'waiting', attempt: 3, dueAt: 500 };
  const resting: DaemonState = { kind: 'resting' };
  const over: DaemonState = { kind: 'over' };
  const rows: [says: string, before: DaemonState, input: DaemonInput, after: DaemonState][] = [
    ['is over when it has returned', running, { kind: 'returned' }, over],
    ['is over when it was ended', running, { kind: 'aborted' }, over],
    ['waits when it has failed', running, { kind: 'failed', attempt: 2, retryAt: 500 }, waiting],
    ['rests when it has failed for good', running, { kind: 'failed', attempt: 2, retryAt: undefined }, resting],
    ['runs again when its pause is over', waiting, { kind: 'due' }, { kind: 'running', attempt: 3 }],
    ['runs anew after a change while it waits', waiting, { kind: 'changed' }, { kind: 'running', attempt: 1 }],
    ['runs anew after a change while it rests', resting, { kind: 'changed' }, { kind: 'running', attempt: 1 }],
    ['goes on resting without one', resting, { kind: 'due' }, resting],
    ['goes on running after a change', running, { kind: 'changed' }, running],
    ['stays over', over, { kind: 'changed' }, over],
  ];
  for (const [says, before, input, after] of rows) {
    it(says, () => expect(nextDaemonState(before, input)).to.deep.equal(after));
  }
});

describe('Daemon', () => {
  let clock: FakeClock;
  let notes: string[];
  let ends: ((end: DaemonEnd) => void)[];
  beforeEach(() => {
    clock = new FakeClock();
    notes = [];
    ends = [];
  });

  function aDaemon(after: Promise<unknown> = Promise.resolve()): Daemon {
    return new Daemon({
      clock,
      graceSeconds: 5,
      after,
      call(attempt) {
        notes.push(`call ${attempt}`);
        const { promise, resolve } = Promise.withResolvers<DaemonEnd>();
        ends.push(resolve);
        return { done: promise, abort: (cause) => notes.push(`abort ${cause}`), leave: () => notes.push('leave') };
      },
    });
  }
  const end = async (how: DaemonEnd) => {
    ends.at(-1)?.(how);
    await clock.advance(0);
  };

  it('runs until it returns, and then never again', async () => {
    const daemon = aDaemon();
    await clock.advance(0);
    await end({ kind: 'returned' });
    await daemon.done;
    daemon.changed();
    await clock.advance(1e6);
    expect([notes, daemon.state.kind]).to.deep.equal([['call 1'], 'over']);
  });

  it('runs again after its pause, and not twice at once', async () => {
    aDaemon();
    await clock.advance(0);
    await end({ kind: 'failed', attempt: 1, retryAt: 2000 });
    await clock.advance(1999);
    expect(notes).to.deep.equal(['call 1']);
    await clock.advance(1);
    expect(notes).to.deep.equal(['call 1', 'call 2']);
    await clock.advance(1e6);
    expect(notes).to.have.lengthOf(2);
  });

  it('rests when it failed for good, until its object is changed', async () => {
    const daemon = aDaemon();
    await clock.advance(0);
    await end({ kind: 'failed', attempt: 1, retryAt: undefined });
    await clock.advance(1e6);
    expect([notes, clock.timers]).to.deep.equal([['call 1'], 0]);
    daemon.changed();
    await clock.advance(0);
    expect(notes).to.deep.equal(['call 1', 'call 1']);
  });

  it('is tried once more when its object changed before it failed for good, but not at once', async () => {
    const daemon = aDaemon();
    await clock.advance(0);
    daemon.changed();
    await end({ kind: 'failed', attempt: 1, retryAt: undefined });
    expect(notes).to.have.lengthOf(1);
    await clock.advance(1000);
    await end({ kind: 'failed', attempt: 1, retryAt: undefined });
    await clock.advance(1e6);
    expect(notes).to.deep.equal(['call 1', 'call 1']);
  });

  it('is asked to end, and awaited', async () => {
    const daemon = aDaemon();
    await clock.advance(0);
    const ending = daemon.end('deleted');
    await end({ kind: 'aborted' });
    expect(await ending).to.equal(true);
    expect([notes, clock.timers]).to.deep.equal([['call 1', 'abort deleted'], 0]);
  });

  it('is left behind when its grace is over', async () => {
    const daemon = aDaemon();
    await clock.advance(0);
    const ending = daemon.end('stopped');
    await clock.advance(5000);
    expect(await ending).to.equal(false);
    expect(notes).to.deep.equal(['call 1', 'abort stopped', 'leave']);
    await end({ kind: 'failed', attempt: 1, retryAt: 6000 });
    await daemon.done;
    await clock.advance(1e6);
    expect(notes).to.have.lengthOf(3);
  });

  for (const [what, how] of [
    ['while it waits for its retry', { kind: 'failed', attempt: 1, retryAt: 2000 }],
    ['while it rests', { kind: 'failed', attempt: 1, retryAt: undefined }],
  ] as [string, DaemonEnd][]) {
    it(`ends at once ${what}`, async () => {
      const daemon = aDaemon();
      await clock.advance(0);
      await end(how);
      expect(await daemon.end('deleted')).to.equal(true);
      await clock.advance(1e6);
      expect([notes, clock.timers]).to.deep.equal([['call 1'], 0]);
    });
  }

  it('begins only when what was left behind is over, and not at all when it was ended before', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const daemon = aDaemon(promise);
    const other = aDaemon(promise);
    await clock.advance(100);
    expect(notes).to.deep.equal([]);
    const ending = other.end('deleted');
    resolve();
    await clock.advance(0);
    expect([notes, await ending, daemon.state.kind]).to.deep.equal([['call 1'], true, 'running']);
  });
});
