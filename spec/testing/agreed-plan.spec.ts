import { expect } from 'chai';
import { agreedPlan } from '../../lib/testing/agreed-plan.ts';
import type { ExplorationFailure } from '../../lib/testing/exploration-report.ts';
import { planOf } from '../support/fake-thread.ts';

const failure = {
  title: 'undisturbed',
  findings: [{ kind: 'leak', message: 'Pod default/b is there', objects: [] }],
  trace: 'saw',
  logText: 'log',
} as unknown as ExplorationFailure;

describe('agreedPlan', () => {
  it('is what all threads have learned, at the pace of the slowest', () => {
    const plan = agreedPlan([planOf(['a', 'b']), planOf(['a', 'b'], { secondsOfARun: 3 })]);
    expect(plan).to.deep.equal(planOf(['a', 'b'], { secondsOfARun: 3 }));
  });

  it('is a failure, and nothing is tried, where threads have learned different things', () => {
    const { titles, failure: found } = agreedPlan([planOf(['a', 'b']), planOf(['a', 'b']), planOf(['b', 'c', 'd', 'e', 'f'])]);
    expect(titles).to.deep.equal([]);
    expect(found?.title).to.equal('undisturbed, in another thread');
    expect(found?.findings.map(({ kind, message }) => [kind, message])).to.deep.equal([
      [
        'chance',
        'the undisturbed run is not the same in each thread: thread 1 has learned of 2 disturbances, thread 3 of 5; only in thread 1: "a"; only in thread 3: "c", "d", "e" and 1 more',
      ],
    ]);
    expect(found?.hint).to.contain('`threads` 1');
  });

  it('minds the order, by which cases are known', () => {
    expect(agreedPlan([planOf(['a', 'b']), planOf(['b', 'a'])]).failure?.findings[0]?.message).to.contain('their order differs');
  });

  it('says in which threads it fails undisturbed', () => {
    const { failure: found } = agreedPlan([planOf(['a']), planOf([], { failure })]);
    expect(found?.findings.map(({ message }) => message)).to.deep.equal([
      'the undisturbed run is not the same in each thread: undisturbed, it ends well in thread 1, and it fails (leak) in thread 2',
      'Pod default/b is there',
    ]);
    expect([found?.trace, found?.logText]).to.deep.equal(['saw', 'log']);
  });

  it('keeps the failure that all of them have', () => {
    expect(agreedPlan([planOf([], { failure }), planOf([], { failure })]).failure).to.equal(failure);
  });
});
