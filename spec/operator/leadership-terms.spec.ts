import { expect } from 'chai';
import { LeadershipLostError } from '../../lib/base/errors.ts';
import type { ControllerCluster, Leadership } from '../../lib/controller/controller-context.ts';
import { LeadershipTerms } from '../../lib/operator/leadership-terms.ts';
import { DEPOSED_SECONDS } from '../../lib/operator/term-end.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

function someTerms() {
  const clock = new FakeClock();
  const logger = new CollectedLog();
  const given: Leadership[] = [];
  const checks: (() => void)[] = [];
  const ends: (() => void)[] = [];
  const lease = { leads: true };
  const terms = new LeadershipTerms({
    controllers: [
      {
        lead: (leadership) => void given.push(leadership),
        standBy: () => new Promise<void>((resolve) => void ends.push(resolve)),
      },
    ],
    isLeading: () => lease.leads,
    fencedCluster: (check) => {
      checks.push(check);
      return { term: checks.length } as unknown as ControllerCluster;
    },
    clock,
    logger,
  });
  return { terms, given, checks, ends, lease, clock, logger };
}

describe('LeadershipTerms', () => {
  it('lets controllers lead with a fenced cluster', () => {
    const { terms, given, checks } = someTerms();
    terms.elected();
    expect(given.map(({ cluster }) => cluster)).to.deep.equal([{ term: 1 }]);
    expect(given[0]?.mayAct()).to.equal(true);
    expect(checks[0]).to.not.throw();
  });

  it('closes the fence as soon as the lease has run out, whether or not anybody said so', () => {
    const { terms, given, checks, lease } = someTerms();
    terms.elected();
    lease.leads = false;
    expect(given[0]?.mayAct()).to.equal(false);
    expect(checks[0]).to.throw().that.satisfies(LeadershipLostError.is.bind(LeadershipLostError));
  });

  it('lets what outlived its term do nothing in the next one', async () => {
    const { terms, given, checks, ends } = someTerms();
    terms.elected();
    const over = terms.deposed();
    ends[0]?.();
    await over;
    terms.elected();
    expect(given.map((leadership) => leadership.mayAct())).to.deep.equal([false, true]);
    expect(checks[0]).to.throw();
    expect(checks[1]).to.not.throw();
  });

  it('waits for handlers to end, but not longer than the lease lasts', async () => {
    const { terms, clock, logger } = someTerms();
    terms.elected();
    let ended = false;
    const over = terms.deposed().then(() => {
      ended = true;
    });
    await clock.advance(DEPOSED_SECONDS * 1000 - 1);
    expect(ended).to.equal(false);
    await clock.advance(1);
    await over;
    expect(logger.records.filter(({ level }) => level === 'error').map(({ message }) => message)).to.deep.equal([
      'handlers did not end when asked: they are left behind, and nothing that they write is sent',
    ]);
  });
});
