import { expect } from 'chai';
import { Progress } from '../../lib/controller/progress.ts';

describe('Progress', () => {
  it('calls back until it is told to stop', () => {
    const progress = new Progress();
    let calls = 0;
    const forget = progress.on(() => {
      calls += 1;
    });
    progress.made();
    forget();
    progress.made();
    expect(calls).to.equal(1);
  });

  it('wakes whoever waits', async () => {
    const progress = new Progress();
    const waiting = progress.next();
    progress.made();
    await waiting;
  });

  it('wakes whoever waits when the signal aborts, before or after', async () => {
    const progress = new Progress();
    const abort = new AbortController();
    const waiting = progress.next(abort.signal);
    abort.abort();
    await waiting;
    await progress.next(abort.signal);
  });
});
