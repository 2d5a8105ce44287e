import { expect } from 'chai';
import { EarlyRequests } from '../../lib/controller/early-requests.ts';

describe('EarlyRequests', () => {
  it('are taken once, each reason once', () => {
    const early = new EarlyRequests();
    for (const reason of ['reference', 'triggered', 'reference'] as const) early.add('team/a', reason);
    expect([...early.take('team/a')]).to.deep.equal(['reference', 'triggered']);
    expect([...early.take('team/a')]).to.deep.equal([]);
  });

  it('forget what is not there', () => {
    const early = new EarlyRequests();
    for (const key of ['team/a', 'team/b']) early.add(key, 'triggered');
    early.keepOnly((key) => key === 'team/b');
    expect([early.size, [...early.take('team/b')]]).to.deep.equal([1, ['triggered']]);
  });
});
