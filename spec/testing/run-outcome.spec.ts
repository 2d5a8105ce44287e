import { expect } from 'chai';
import { type RunOutcome, shownBy } from '../../lib/testing/run-outcome.ts';

describe('shownBy', () => {
  it('counts requests, the writes among them, and states', () => {
    const outcome = { requests: [{ sort: 'read' }, { sort: 'write' }, { sort: 'write' }], states: [{}] } as unknown as RunOutcome;
    expect(shownBy(outcome)).to.deep.equal({ requests: 3, writes: 2, states: 1 });
  });
});
