import { expect } from 'chai';
import { explorationReport } from '../../lib/testing/explore.ts';
import { EXPLORED_EXAMPLES, exploredExample } from '../support/explored-examples.ts';

/** A small sample of each; bench/explore.ts makes all of them, that of the example with a database server of its own too. */
const HERE = EXPLORED_EXAMPLES.filter((name) => name !== 'postgres');

describe('the examples, explored', function () {
  this.timeout(120_000);

  for (const name of HERE) {
    it(`examples/${name} survives`, async () => {
      await using example = await exploredExample(name);
      const { failures, made, text } = await explorationReport(example.scenario, { ...example.options, budgetSeconds: 0.2 });
      expect(failures, text).to.deep.equal([]);
      expect(made).to.not.deep.equal([]);
    });
  }
});
