import { expect } from 'chai';
import { DeadlineError } from '../../lib/base/errors.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

/** Looks again and again at a clock that somebody else moves. */
async function withMovedClock<T>(look: () => T, timeoutSeconds: number): Promise<T | Error> {
  const clock = new FakeClock();
  const wait = eventually(look, { timeoutSeconds, intervalSeconds: 1, clock }).catch((error: Error) => error);
  await clock.advance((timeoutSeconds + 1) * 1000);
  return (await wait) as T | Error;
}

describe('eventually', () => {
  it('returns the first truthy value at once', async () => {
    expect(await eventually(() => 'here')).to.equal('here');
  });

  it('looks again after a falsy value and after a throw', async () => {
    const looks = [
      () => undefined,
      () => {
        throw new Error('not yet');
      },
      () => 3,
    ];
    expect(await withMovedClock(() => looks.shift()?.(), 10)).to.equal(3);
  });

  it('waits for what the look promises', async () => {
    expect(await eventually(async () => 'promised')).to.equal('promised');
  });

  it('fails with the last value', async () => {
    const error = await withMovedClock(() => 0, 3);
    expect(error).to.be.instanceOf(DeadlineError);
    expect((error as Error).message).to.equal('not within 3 s: the last look was 0');
  });

  it('fails with the last error as its cause', async () => {
    const cause = new Error('nothing there');
    const error = (await withMovedClock(() => {
      throw cause;
    }, 3)) as Error;
    expect(error.message).to.equal('not within 3 s: the last look threw: nothing there');
    expect(error.cause).to.equal(cause);
  });

  it('ends when its signal aborts', async () => {
    const abort = new AbortController();
    const wait = eventually(() => false, { signal: abort.signal, timeoutSeconds: 60 });
    abort.abort();
    expect(await wait.catch((error: Error) => error)).to.be.instanceOf(DeadlineError);
  });

  it('does not wait for a look that never comes back', async () => {
    const error = await eventually(() => new Promise<boolean>(() => {}), { timeoutSeconds: 0.05 }).catch((reason: unknown) => reason);
    expect(error).to.have.property('message', 'not within 0.05 s: the look has not come back');
  });
});
