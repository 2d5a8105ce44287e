import { expect } from 'chai';
import { basesOf, fieldsOf, follows, planDeclarations, sequenceInWords } from '../../lib/testing/declaration-plan.ts';
import { type DeclarationOptions, declarationsOf } from '../../lib/testing/declarations.ts';
import { Shelf } from '../support/planted-declaration-bugs.ts';

const GOOD = { boxes: ['one'], shelves: 2, colour: 'red' };
const plan = (options: DeclarationOptions = {}, seeds = [1]) => planDeclarations(declarationsOf(Shelf, options), [GOOD], { seeds });

describe('a plan of declarations', () => {
  it('begins with examples, or with the least and the most that there is', () => {
    const made = declarationsOf(Shelf);
    const [most, least] = basesOf(made, fieldsOf(made), () => {});
    expect(most).to.include.keys('note', 'labels');
    expect(least).to.deep.equal({ boxes: [], shelves: 1, colour: 'red' });
    const given = declarationsOf(Shelf, { examples: [GOOD, { ...GOOD, shelves: 3 }], accepts: ({ shelves }) => shelves !== 3 });
    expect(basesOf(given, fieldsOf(given), () => {})).to.deep.equal([GOOD]);
  });

  it('learns values from examples, and adds those of the type where there is but one', () => {
    const { known } = fieldsOf(
      declarationsOf(Shelf, {
        examples: [
          { ...GOOD, note: 'x' },
          { ...GOOD, note: 'y', shelves: 3 },
        ],
        values: { 'labels.*': ['l'] },
      }),
    );
    expect(known.get('note')).to.deep.equal(['x', 'y']);
    expect(known.get('boxes[]')).to.deep.equal(['one', 'two', 'three', 'oneoneone']);
    expect(known.get('labels.*')).to.deep.equal(['l']);
  });

  it('has each change, and each change taken back', () => {
    const titles = plan().map(({ title }) => title);
    expect(titles).to.include.members(['colour: "red" → "none"', 'colour: "red" → "none", and back again', 'note: added as "one"']);
    expect(new Set(titles).size).to.equal(titles.length);
    expect(plan().find(({ title }) => title === 'shelves: 2 → 3, and back again')?.specs).to.deep.equal([
      GOOD,
      { ...GOOD, shelves: 3 },
      GOOD,
    ]);
  });

  it('goes only where a declaration may follow another', () => {
    const mayGrow = plan({ follows: (next, previous) => (next.shelves as number) >= (previous.shelves as number) });
    const shelves = mayGrow.filter(({ kind, title }) => kind === 'change' && title.startsWith('shelves')).map(({ title }) => title);
    expect(shelves).to.deep.equal(['shelves: 2 → 3']);
    for (const { specs } of mayGrow.filter(({ kind }) => kind === 'sequence')) {
      const counts = specs.map(({ shelves: count }) => count as number);
      expect(counts).to.deep.equal(counts.toSorted());
    }
    expect(plan({ fixed: ['shelves'] }).some(({ kind, title }) => kind === 'change' && title.startsWith('shelves'))).to.equal(false);
    expect(follows(declarationsOf(Shelf, { accepts: () => false }))(GOOD, GOOD)).to.equal(false);
  });

  it('takes back what is bad, what is odd, and what the schema refuses', () => {
    const bad = { ...GOOD, colour: 'none' };
    const refusals = plan({ bad: [bad] }).filter(({ kind }) => kind === 'refusal');
    expect(refusals.find(({ title }) => title.startsWith('declared as'))?.specs).to.deep.equal([GOOD, bad, GOOD]);
    expect(refusals.find(({ title }) => title.includes('schema refuses'))?.specs.slice(-1)).to.deep.equal([GOOD]);
  });

  it('draws sequences by seeds, the same for the same', () => {
    const drawn = (seeds: number[]) => plan({}, seeds).filter(({ kind }) => kind === 'sequence');
    expect(drawn([1])).to.deep.equal(drawn([1]));
    expect(drawn([1]).map(({ specs }) => specs)).to.not.deep.equal(drawn([2]).map(({ specs }) => specs));
    expect(drawn([1, 2]).map(({ seed }) => seed)).to.include.members([1, 2]);
    expect(plan({ sequences: 3, length: 2 }).filter(({ kind, specs }) => kind === 'sequence' && specs.length > 3)).to.deep.equal([]);
  });

  it('says a sequence in words', () => {
    expect(sequenceInWords([{ a: 1 }, { a: 2 }])).to.equal('created as {"a":1}, then {"a":2}');
  });
});
