import { expect } from 'chai';
import type { DeclaredSpec } from '../../lib/testing/declared-change.ts';
import { shortestSequence } from '../../lib/testing/shortest-sequence.ts';

describe('shortestSequence', () => {
  const specs: DeclaredSpec[] = [
    { a: 1, b: { c: 1, d: 1 } },
    { a: 2, b: { c: 1, d: 1 } },
    { a: 7, b: { c: 7, d: 7 }, bad: true },
    { a: 3, b: { c: 2, d: 1 } },
    { a: 4, b: { c: 2, d: 2 } },
  ];
  const hasBad = async (candidate: readonly DeclaredSpec[]) => candidate.slice(0, -1).some(({ bad }) => bad);

  it('leaves out what is not needed, and makes the rest like the end', async () => {
    expect(await shortestSequence(specs, hasBad, 100)).to.deep.equal([
      { a: 4, b: { c: 2, d: 2 }, bad: true },
      { a: 4, b: { c: 2, d: 2 } },
    ]);
  });

  it('keeps what is needed together, in its order', async () => {
    const both = async (candidate: readonly DeclaredSpec[]) => {
      const seen = candidate.slice(0, -1).map(({ a }) => a);
      return seen.includes(1) && seen.includes(3) && seen.indexOf(1) < seen.indexOf(3);
    };
    expect((await shortestSequence(specs, both, 100)).map(({ a }) => a)).to.deep.equal([1, 3, 4]);
  });

  it('ends after so many tries', async () => {
    let tries = 0;
    const never = async () => {
      tries += 1;
      return false;
    };
    expect(await shortestSequence(specs, never, 3)).to.equal(specs);
    expect(tries).to.equal(3);
  });

  it('never takes away the only one before the last', async () => {
    const candidates: number[] = [];
    await shortestSequence(
      [{ a: 1 }, { a: 2 }],
      async ({ length }) => {
        candidates.push(length);
        return true;
      },
      10,
    );
    expect(candidates.every((length) => length === 2)).to.equal(true);
  });
});
