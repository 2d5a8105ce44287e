import { expect } from 'chai';
import type { LearnedExploration, TriedCase } from '../../lib/testing/exploration.ts';
import { RunsAhead } from '../../lib/testing/runs-ahead.ts';

const TITLES = ['a', 'b', 'c', 'd'];

describe('RunsAhead', () => {
  let begun: string[];
  let ended: number;
  const ahead = (lanes: number, run: (title: string) => TriedCase = () => ({ failure: undefined, met: true })) => {
    begun = [];
    ended = 0;
    const cases = TITLES.map((title) => ({ title }));
    const exploration = {
      cases,
      lanes,
      run: async ({ title }: { title: string }) => {
        begun.push(title);
        return run(title);
      },
    } as unknown as LearnedExploration;
    const end = async () => {
      ended += 1;
    };
    return new RunsAhead({ exploration, count: cases.length, end });
  };

  it('begins those that will be asked for next, and each once', async () => {
    const runs = ahead(3);
    await runs.run(0);
    expect(begun).to.deep.equal(['a', 'b', 'c']);
    for (const index of [1, 2, 3, 3]) await runs.run(index);
    expect(begun).to.deep.equal(TITLES);
    expect(ended).to.equal(1);
  });

  it('makes those that are asked for, where one is made at once', async () => {
    const runs = ahead(1);
    for (const index of [2, 2]) await runs.run(index);
    expect(begun).to.deep.equal(['c', 'c']);
    expect(ended).to.equal(0);
  });

  it('tells of a failure whom it concerns', async () => {
    const runs = ahead(2, (title) => {
      if (title === 'b') throw new Error('b failed');
      return { failure: undefined, met: true };
    });
    await runs.run(0);
    expect(await runs.run(1).catch((error: Error) => error.message)).to.equal('b failed');
  });
});
