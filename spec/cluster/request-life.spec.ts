/** RequestLife: signal and deadline reach whatever is under way. */
import { expect } from 'chai';
import { AbortedError, DeadlineError } from '../../lib/base/errors.ts';
import { RequestLife } from '../../lib/cluster/request-life.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { rejection } from './support/rejection.ts';

const REQUEST = { method: 'GET', path: '/x' } as const;

describe('RequestLife', () => {
  it('ends at its deadline, half a minute unless told', async () => {
    const clock = new FakeClock();
    const life = new RequestLife(REQUEST, 's', clock);
    const ends: Error[] = [];
    life.attend({ abort: (error) => ends.push(error) });
    expect(life.leftMilliseconds).to.equal(30_000);
    await clock.advance(29_999);
    expect(ends).to.have.length(0);
    await clock.advance(1);
    expect(ends[0]).to.be.instanceOf(DeadlineError);
    expect(life.ended).to.equal(ends[0]);
  });

  it('has no deadline with 0 seconds', () => {
    const clock = new FakeClock();
    expect(new RequestLife({ ...REQUEST, timeoutSeconds: 0 }, 's', clock).leftMilliseconds).to.equal(Number.POSITIVE_INFINITY);
    expect(clock.timers).to.equal(0);
  });

  it('throws at once on an aborted signal, and ends what begins after its end', () => {
    expect(() => new RequestLife({ ...REQUEST, signal: AbortSignal.abort() }, 's', new FakeClock())).to.throw(AbortedError);
    const given = new AbortController();
    const life = new RequestLife({ ...REQUEST, signal: given.signal }, 's', new FakeClock());
    given.abort();
    const ends: Error[] = [];
    life.attend({ abort: (error) => ends.push(error) });
    expect(ends[0]).to.be.instanceOf(AbortedError);
  });

  it('gives up a wait, and leaves no timer of the other clock', async () => {
    const other = new FakeClock();
    const given = new AbortController();
    const life = new RequestLife({ ...REQUEST, signal: given.signal }, 's', new FakeClock());
    const pausing = rejection(life.pause(other, 1000));
    expect(other.timers).to.equal(1);
    given.abort();
    expect(await pausing).to.be.instanceOf(AbortedError);
    expect(other.timers).to.equal(0);
  });

  it('is not ended any more once it was released', () => {
    const clock = new FakeClock();
    const given = new AbortController();
    const life = new RequestLife({ ...REQUEST, signal: given.signal }, 's', clock);
    life.release();
    given.abort();
    expect([life.ended, clock.timers]).to.deep.equal([undefined, 0]);
  });
});
