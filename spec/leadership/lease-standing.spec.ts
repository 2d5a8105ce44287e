import { expect } from 'chai';
import { Health } from '../../lib/health/health.ts';
import { LeaseStanding } from '../../lib/leadership/lease-standing.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('LeaseStanding', () => {
  function someStanding() {
    const [health, clock, logger] = [new Health(), new FakeClock(), new CollectedLog()];
    const words = { check: 'shards', failed: 'it fails', recovered: 'it works again', complaint: "it can't be done" };
    const standing = new LeaseStanding({ health, clock, logger, lease: 'l', words }, 'alone');
    const check = () => {
      const { ok, message } = health.checks().find(({ name }) => name === 'shards') ?? {};
      return [ok, message];
    };
    return { standing, check, said: () => logger.records.map(({ level, message, fields }) => [level, message, fields.error]) };
  }

  it('says in the health check how it stands', () => {
    const { standing, check } = someStanding();
    expect(check()).to.deep.equal([true, 'alone']);
    standing.say('one of two');
    expect(check()).to.deep.equal([true, 'one of two']);
  });

  it('says once what goes wrong, and once that it is over', () => {
    const { standing, check, said } = someStanding();
    standing.recovered();
    standing.failed(new Error('refused'));
    standing.failed(new Error('refused'));
    expect(check()).to.deep.equal([false, "alone; it can't be done: refused"]);
    standing.say('one of two');
    standing.failed(new Error('away'));
    expect(check()).to.deep.equal([false, "one of two; it can't be done: away"]);
    standing.recovered();
    standing.recovered();
    expect(check()).to.deep.equal([true, 'one of two']);
    expect(said()).to.deep.equal([
      ['warn', 'it fails', 'refused'],
      ['warn', 'it fails', 'away'],
      ['info', 'it works again', undefined],
    ]);
  });
});
