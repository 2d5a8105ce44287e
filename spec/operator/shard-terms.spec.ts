import { expect } from 'chai';
import { LeadershipLostError } from '../../lib/base/errors.ts';
import type { ControllerCluster, Leadership } from '../../lib/controller/controller-context.ts';
import { ShardTerms, WHOLE_KEY } from '../../lib/operator/shard-terms.ts';
import { DEPOSED_SECONDS } from '../../lib/operator/term-end.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

function someTerms() {
  const clock = new FakeClock();
  const logger = new CollectedLog();
  const given: Leadership[] = [];
  const wholes: Leadership[] = [];
  const events: string[] = [];
  const ends: (() => void)[] = [];
  const membership = {
    isMember: true,
    owned: new Set<string>(),
    changedAt: '100',
    share: { owns: (key: string) => membership.owned.has(key), ownerOf: (key: string) => ({ owner: key, heldBy: [] }) },
    look: () => void events.push('look'),
  };
  const stillness = (name: string) => () => {
    events.push(`${name} stands by`);
    return new Promise<void>((resolve) => void ends.push(resolve));
  };
  const terms = new ShardTerms({
    controllers: [
      {
        lead: (leadership) => void given.push(leadership),
        standBy: stillness('controller'),
        shareChanged: () => void events.push('share changed'),
        isDone: (stillOurs) => stillOurs('team/busy'),
      },
    ],
    wholes: [{ lead: (leadership) => void wholes.push(leadership), standBy: stillness('hooks') }],
    self: 'me',
    membership: () => membership,
    fencedCluster: (check) => ({ check }) as unknown as ControllerCluster,
    graceSeconds: 20,
    clock,
    logger,
  });
  const check = (leadership: Leadership | undefined) => (leadership?.cluster as unknown as { check(): void } | undefined)?.check;
  return { terms, given, wholes, events, ends, membership, clock, logger, check };
}

const isLost = (error: unknown) => LeadershipLostError.is(error);

describe('ShardTerms', () => {
  it('lets controllers lead behind a fence that closes with the Lease, whether or not anybody said so', () => {
    const { terms, given, membership, check } = someTerms();
    terms.joined();
    expect(given[0]?.mayAct()).to.equal(true);
    expect(check(given[0])).to.not.throw();
    membership.isMember = false;
    expect(given[0]?.mayAct()).to.equal(false);
    expect(check(given[0])).to.throw().that.satisfies(isLost);
  });

  it('gives each object a fence of its own, which closes when the object has moved', () => {
    const { terms, given, check } = someTerms();
    terms.joined();
    let moved = false;
    const cluster = given[0]?.share?.clusterUntil(() => moved);
    const checked = check({ cluster } as unknown as Leadership);
    expect(checked).to.not.throw();
    moved = true;
    expect(checked).to.throw().that.satisfies(isLost);
    expect(check(given[0])).to.not.throw();
  });

  it('tells what is ours, who has it, and since when what is cached is beyond doubt', () => {
    const { terms, given, membership } = someTerms();
    terms.joined();
    membership.owned.add('team/a');
    const share = given[0]?.share;
    expect([share?.owns('team/a'), share?.owns('team/b'), share?.graceSeconds]).to.deep.equal([true, false, 20]);
    expect(share?.ownerOf('team/a')).to.deep.equal({ owner: 'team/a', self: 'me', here: true, heldBy: [] });
    expect([share?.isDoubtful('99'), share?.isDoubtful('100'), share?.isDoubtful('101')]).to.deep.equal([true, true, false]);
    membership.changedAt = '101';
    expect(share?.isDoubtful('101')).to.equal(true);
  });

  it('ends a term with the membership, and lets what outlived it do nothing in the next one', async () => {
    const { terms, given, ends, check } = someTerms();
    terms.joined();
    const over = terms.left();
    for (const end of ends) end();
    await over;
    terms.joined();
    expect(given.map((leadership) => leadership.mayAct())).to.deep.equal([false, true]);
    expect(check(given[0])).to.throw().that.satisfies(isLost);
  });

  it('leaves behind what does not end in time', async () => {
    const { terms, clock, logger } = someTerms();
    terms.joined();
    const over = terms.left();
    await clock.advance(DEPOSED_SECONDS * 1000);
    await over;
    expect(logger.records.map(({ message }) => message)).to.deep.equal([
      'handlers did not end when asked: they are left behind, and nothing that they write is sent',
    ]);
  });

  it('passes on what has changed, and what is still under way', () => {
    const { terms, events } = someTerms();
    terms.joined();
    terms.changed();
    expect(events).to.deep.equal(['share changed']);
    expect(terms.isDone(() => true)).to.equal(true);
    expect(terms.isDone((key) => key !== 'team/busy')).to.equal(false);
  });

  describe('for what works as a whole', () => {
    it('lets it work where its key is ours, and nowhere else', () => {
      const { terms, wholes, membership } = someTerms();
      terms.joined();
      expect(wholes).to.deep.equal([]);
      membership.owned.add(WHOLE_KEY);
      terms.changed();
      terms.changed();
      expect(wholes).to.have.length(1);
    });

    it('waits until it has ended before the key is another’s, and then lets it send nothing', async () => {
      const { terms, wholes, membership, events, ends, check } = someTerms();
      membership.owned.add(WHOLE_KEY);
      terms.joined();
      membership.owned.delete(WHOLE_KEY);
      terms.changed();
      expect(events).to.include('hooks stands by');
      const stillOurs = (key: string) => key !== WHOLE_KEY;
      expect(terms.isDone(stillOurs)).to.equal(false);
      expect(check(wholes[0])).to.not.throw();
      for (const end of ends) end();
      await new Promise((resolve) => setImmediate(resolve));
      expect(terms.isDone(stillOurs)).to.equal(true);
      expect(events.at(-1)).to.equal('look');
      expect(check(wholes[0])).to.throw().that.satisfies(isLost);
    });

    it('begins it anew when it has come back while it was ending', async () => {
      const { terms, wholes, membership, ends } = someTerms();
      membership.owned.add(WHOLE_KEY);
      terms.joined();
      membership.owned.delete(WHOLE_KEY);
      terms.changed();
      membership.owned.add(WHOLE_KEY);
      terms.changed();
      expect(wholes).to.have.length(1);
      for (const end of ends) end();
      await new Promise((resolve) => setImmediate(resolve));
      expect(wholes.map((leadership) => leadership.mayAct())).to.deep.equal([false, true]);
    });

    it('waits no longer than handlers are given', async () => {
      const { terms, membership, clock } = someTerms();
      membership.owned.add(WHOLE_KEY);
      terms.joined();
      membership.owned.delete(WHOLE_KEY);
      terms.changed();
      await clock.advance((20 + DEPOSED_SECONDS) * 1000);
      expect(terms.isDone((key) => key !== WHOLE_KEY)).to.equal(true);
    });
  });
});
