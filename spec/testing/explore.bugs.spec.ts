import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { explorationReport } from '../../lib/testing/explore.ts';
import { PLANTED_BUGS, type PlantedBug } from '../support/planted-bugs.ts';

describe('explore, on bugs that are planted', function () {
  this.timeout(120_000);

  const report = ({ kind, only, scenario, options }: PlantedBug, operator: PlantedBug['bug']) =>
    explorationReport(scenario, {
      operator,
      workloads: false,
      only,
      pairs: 0,
      ...(kind ? { kinds: [kind] } : { kinds: ['kill'] }),
      ...options,
    });

  for (const planted of PLANTED_BUGS) {
    it(`finds ${planted.name}, and lets its fix pass`, async () => {
      const { failures, text } = await report(planted, planted.bug);
      expect(
        failures.map(({ kind }) => kind),
        text,
      ).to.include(planted.kind ?? 'undisturbed');
      expect(
        failures.flatMap(({ findings }) => findings.map(({ kind }) => kind)),
        text,
      ).to.include(planted.finds);
      const fixed = await report(planted, planted.fix);
      expect(fixed.failures, fixed.text).to.deep.equal([]);
      expect(fixed.unmet, 'disturbances that never came about').to.deep.equal([]);
    });
  }

  it('are those that the page tells of', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/exploring.md'), 'utf8');
    expect([...page.matchAll(/^### (.*)$/gm)].map(([, title]) => title)).to.deep.equal(PLANTED_BUGS.map(({ name }) => name));
    expect(PLANTED_BUGS).to.have.lengthOf(16);
  });
});
