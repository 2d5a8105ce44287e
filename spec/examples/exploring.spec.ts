import { expect } from 'chai';
import { Demo, DemoOperator } from '../../examples/demo/demo.ts';
import { Printer, PrinterOperator } from '../../examples/printer/printer.ts';
import type { ExplorationScenario, ExploreOptions } from '../../lib/testing/exploration.ts';
import { explorationReport } from '../../lib/testing/explore.ts';

const namespace = 'default';

const printed: ExplorationScenario = async ({ client, settled }) => {
  const kind = { apiVersion: 'demo.example.com/v1', kind: 'Printer' };
  await client.create({ ...kind, metadata: { name: 'a', namespace }, spec: { text: 'hi' } });
  await settled();
  for (const spec of [{ text: 'ho' }, { as: 'Job' }]) {
    await client.mergePatch({ ...kind, name: 'a', namespace }, { spec });
    await settled();
  }
};

const greeted: ExplorationScenario = async ({ client, settled }) => {
  const kind = { apiVersion: 'devoops.io/v1', kind: 'Demo' };
  await client.create({ ...kind, metadata: { name: 'a', namespace }, spec: { name: 'world' } });
  await settled();
  await client.mergePatch({ ...kind, name: 'a', namespace }, { spec: { name: 'moon' } });
  await settled();
  await client.delete({ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace });
  await settled();
};

const EXAMPLES: readonly [string, ExplorationScenario, ExploreOptions][] = [
  ['printer', printed, { operator: () => new PrinterOperator(Printer) }],
  ['demo', greeted, { operator: () => new DemoOperator(Demo) }],
];

/** All of it by TSKUBEOP_EXPLORE_SECONDS=600. */
const budgetSeconds = Number(process.env.TSKUBEOP_EXPLORE_SECONDS ?? 1.5);

describe('the examples, explored', function () {
  this.timeout(60_000 + budgetSeconds * 2000);

  for (const [name, scenario, options] of EXAMPLES) {
    it(`examples/${name} survives`, async () => {
      const { failures, text } = await explorationReport(scenario, { ...options, budgetSeconds });
      if (process.env.TSKUBEOP_EXPLORE_SECONDS) process.stderr.write(`${text}\n`);
      expect(failures, text).to.deep.equal([]);
    });
  }
});
