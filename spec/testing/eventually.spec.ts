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

  it('looks less often the longer it takes, but at least four times a second', async () => {
    const clock = new FakeClock();
    const looks: number[] = [];
    const begin = clock.monotonic();
    const wait = eventually(() => looks.push(clock.monotonic() - begin) && false, { timeoutSeconds: 10, clock }).catch(() => {});
    await clock.advance(11_000);
    await wait;
    const pauses = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
    expect(pauses[0]).to.equal(20);
    expect(Math.max(...pauses)).to.equal(250);
    expect(looks).to.have.length.below(80);
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
