import { expect } from 'chai';
import { InvalidSpecError, LeadershipLostError, PermanentError, TemporaryError } from '../../lib/base/errors.ts';
import { decideRetry, isWorthAnEvent } from '../../lib/controller/retry-decision.ts';

const facts = { attempt: 1, retries: 2, backOff: { initialSeconds: 1, factor: 2, maxSeconds: 10 }, random: 1 };

describe('decideRetry', () => {
  for (const error of [new PermanentError('no'), new InvalidSpecError('no')]) {
    it(`gives up at a ${error.name}`, () => expect(decideRetry(error, facts)).to.deep.equal({ kind: 'permanent', why: 'said' }));
  }

  for (const [attempt, seconds] of [
    [1, 1],
    [2, 2],
    [6, 10],
  ] as const) {
    it(`waits ${seconds} s after attempt ${attempt}`, () => {
      const decision = decideRetry('anything', { ...facts, attempt, retries: Number.POSITIVE_INFINITY });
      expect(decision).to.deep.equal({ kind: 'retry', delayMilliseconds: seconds * 1000 });
    });
  }

  it('calls a failed handler again as often as RETRIES says', () => {
    expect(decideRetry(undefined, { ...facts, attempt: 2 }).kind).to.equal('retry');
    expect(decideRetry(undefined, { ...facts, attempt: 3 })).to.deep.equal({ kind: 'permanent', why: 'used up' });
    expect(decideRetry(undefined, { ...facts, retries: 0 })).to.deep.equal({ kind: 'permanent', why: 'used up' });
  });

  it('waits as long as a TemporaryError says, also not at all', () => {
    expect(decideRetry(new TemporaryError('', { delaySeconds: 60 }), facts)).to.deep.equal({ kind: 'retry', delayMilliseconds: 60_000 });
    expect(decideRetry(new TemporaryError('', { delaySeconds: 0 }), facts)).to.deep.equal({ kind: 'retry', delayMilliseconds: 0 });
    expect(decideRetry(new TemporaryError(''), facts)).to.deep.equal({ kind: 'retry', delayMilliseconds: 1000 });
  });

  it('counts the attempts of a TemporaryError too', () => {
    expect(decideRetry(new TemporaryError('', { delaySeconds: 1 }), { ...facts, attempt: 3 }).kind).to.equal('permanent');
  });
});

describe('isWorthAnEvent', () => {
  it('is a failure, but not that a handler waits, nor that its replica leads no longer', () => {
    const errors = [new Error('no'), new TemporaryError('not yet'), new LeadershipLostError('nothing was sent')];
    expect(errors.map(isWorthAnEvent)).to.deep.equal([true, false, false]);
  });
});
