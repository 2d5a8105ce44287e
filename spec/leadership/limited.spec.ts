import { expect } from 'chai';
import { limited } from '../../lib/leadership/limited.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('limited', () => {
  /** Ends when its signal aborts. */
  const hanging = (signal: AbortSignal) =>
    new Promise<string>((resolve) => {
      if (signal.aborted) resolve('aborted');
      signal.addEventListener('abort', () => resolve('aborted'));
    });

  it('hands on what comes in time, and leaves no timer behind', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    expect(await limited({ clock, signal, milliseconds: 1000 }, async () => 'done')).to.equal('done');
    const error = new RangeError('no');
    const failing = limited({ clock, signal, milliseconds: 1000 }, () => Promise.reject(error));
    expect(await failing.catch((thrown: unknown) => thrown)).to.equal(error);
    expect(clock.timers).to.equal(0);
  });

  it('aborts when the time is over, not before', async () => {
    const clock = new FakeClock();
    let end: string | undefined;
    const { signal } = new AbortController();
    const ending = limited({ clock, signal, milliseconds: 1000 }, hanging).then((how) => {
      end = how;
    });
    await clock.advance(999);
    expect(end).to.equal(undefined);
    await clock.advance(1);
    await ending;
    expect(end).to.equal('aborted');
  });

  it('aborts with the signal that it was given, also when that has aborted before', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const ending = limited({ clock, signal: abort.signal, milliseconds: 1000 }, hanging);
    abort.abort();
    expect(await ending).to.equal('aborted');
    expect(await limited({ clock, signal: abort.signal, milliseconds: 1000 }, hanging)).to.equal('aborted');
    expect(clock.timers).to.equal(0);
  });
});
