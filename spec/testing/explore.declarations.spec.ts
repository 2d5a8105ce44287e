import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { PermanentError } from '../../lib/base/errors.ts';
import { declarationsOf } from '../../lib/testing/declarations.ts';
import { explorationReport, explorationTests } from '../../lib/testing/explore.ts';
import { PLANTED_DECLARATION_BUGS, type PlantedDeclarationBug, Shelf } from '../support/planted-declaration-bugs.ts';

describe('explore, on declarations', function () {
  this.timeout(120_000);

  const report = ({ kind, only }: PlantedDeclarationBug, operator: PlantedDeclarationBug['bug']) =>
    explorationReport(declarationsOf(operator), { operator, workloads: false, kinds: [kind], only });

  for (const planted of PLANTED_DECLARATION_BUGS) {
    it(`finds ${planted.name}, and lets its fix pass`, async () => {
      const { failures, text } = await report(planted, planted.bug);
      expect(
        failures.map(({ kind }) => kind),
        text,
      ).to.include(planted.kind);
      expect(
        failures.flatMap(({ findings }) => findings.map(({ kind }) => kind)),
        text,
      ).to.include(planted.finds);
      expect(failures[0]?.declared, 'the shortest sequence').to.have.lengthOf(2);
      const fixed = await report(planted, planted.fix);
      expect(fixed.failures, fixed.text).to.deep.equal([]);
      expect(fixed.made).to.not.deep.equal([]);
      expect(fixed.refused).to.deep.equal([]);
    });
  }

  it('are those that the page tells of', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/exploring.md'), 'utf8');
    const told = [...page.matchAll(/^\| \*\*(.*?)\*\* \|/gm)].map(([, title]) => title);
    expect(told).to.deep.equal(PLANTED_DECLARATION_BUGS.map(({ name }) => name));
  });

  it('shortens what fails, tells of it in words, and repeats it', async () => {
    const { bug } = PLANTED_DECLARATION_BUGS[1] as PlantedDeclarationBug;
    const drawn = declarationsOf(bug, { sequences: 6 });
    const { failures, text } = await explorationReport(drawn, {
      operator: bug,
      workloads: false,
      kinds: ['sequence'],
      seeds: [1],
      only: /^sequence 3/,
    });
    const [failure] = failures;
    expect(failure?.declared.length, text).to.equal(2);
    const [first, last] = (failure?.declared ?? []) as { boxes: string[] }[];
    expect({ ...first, boxes: [] }, 'they differ only in what matters').to.deep.equal({ ...last, boxes: [] });
    expect(text)
      .to.contain('The shortest way there: created as {"boxes":')
      .and.contain('where it is declared at once')
      .and.contain('What is written must follow from this.spec alone')
      .and.contain('To repeat it: explore(declarationsOf(…), { …, seeds: [1], only: "sequence');
    const again = await explorationReport(drawn, { operator: bug, workloads: false, seeds: [1], only: failure?.title ?? '' });
    expect(again.failures.map(({ title }) => title)).to.deep.equal([failure?.title]);
  });

  it('lets the server refuse what the schema does, and the operator what it will not have', async () => {
    class Refusing extends Shelf {
      reconcile() {
        if (this.spec.colour === 'none') throw new PermanentError('no colour');
      }
    }
    const bad = [{ boxes: [], shelves: 1, colour: 'none' }];
    const { failures, made, text, refused } = await explorationReport(
      declarationsOf(Refusing, { bad, examples: [{ boxes: [], shelves: 2, colour: 'red' }] }),
      {
        operator: Refusing,
        workloads: false,
        kinds: ['refusal', 'change'],
        only: /schema refuses|taken back|colour/,
      },
    );
    expect(failures, text).to.deep.equal([]);
    expect(made).to.include.members([
      'declared as {"boxes":[],"shelves":1,"colour":"none"}, and taken back',
      '10 declarations that the schema refuses',
      'colour: "red" → "none", and back again',
    ]);
    expect(refused, 'nothing is said of the end of').to.deep.equal(['colour: "red" → "none"']);
  });

  it('becomes a test for each sequence', async () => {
    const { bug, fix } = PLANTED_DECLARATION_BUGS[0] as PlantedDeclarationBug;
    const options = { workloads: false, only: /^boxes: the first item (removed|moved to the end)$/ };
    const outcomes = async (operator: PlantedDeclarationBug['bug']) => {
      const tests = await explorationTests(declarationsOf(operator), { operator, ...options });
      return Promise.all(
        tests.map(
          async ({ name, run }) =>
            `${name}: ${await run().then(
              () => 'passes',
              () => 'fails',
            )}`,
        ),
      );
    };
    const [alone, moved, removed] = [
      'survives being left alone: passes',
      'survives: boxes: the first item moved to the end: ',
      'survives: boxes: the first item removed: ',
    ];
    expect(await outcomes(bug)).to.include.members([alone, `${moved}passes`, `${removed}fails`]);
    expect(await outcomes(fix)).to.include.members([alone, `${moved}passes`, `${removed}passes`]);
  });
});
