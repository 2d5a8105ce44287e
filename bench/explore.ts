/**
 * Explores examples whole: `node --conditions=@tskubeop/source bench/explore.ts [EXAMPLE…] [--seconds N] [--pairs N]`. All of them without names.
 *
 * For each: the disturbances of its scenario, and the sequences of its declarations; how many, how long, and what was found.
 */
import { parseArgs } from 'node:util';
import type { Declarations } from '../lib/testing/declarations.ts';
import type { ExplorationScenario, ExploreOptions } from '../lib/testing/exploration.ts';
import { explorationReport } from '../lib/testing/explore.ts';
import { EXPLORED_EXAMPLES, exploredExample, missingForExample } from '../spec/support/explored-examples.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string' }, only: { type: 'string' }, pairs: { type: 'string' } },
});
const limits: Partial<ExploreOptions> = {
  ...(values.seconds === undefined ? {} : { budgetSeconds: Number(values.seconds) }),
  ...(values.only === undefined ? {} : { only: new RegExp(values.only) }),
  ...(values.pairs === undefined ? {} : { pairs: Number(values.pairs) }),
};

async function tell(name: string, subject: ExplorationScenario | Declarations, options: ExploreOptions): Promise<void> {
  const before = process.cpuUsage();
  const { made, failures, unmet, refused, leftOut, seconds, text } = await explorationReport(subject, { ...options, ...limits });
  const { user, system } = process.cpuUsage(before);
  const counts = { made: made.length, failures: failures.length, unmet: unmet.length, refused: refused.length, leftOut: leftOut.length };
  const cpuSeconds = ((user + system) / 1e6).toFixed(1);
  console.log(JSON.stringify({ name, ...counts, seconds: seconds.toFixed(1), cpuSeconds, aSecond: (made.length / seconds).toFixed(1) }));
  if (failures.length > 0) {
    console.log(text);
    process.exitCode = 1;
  }
}

for (const name of positionals.length > 0 ? positionals : EXPLORED_EXAMPLES) {
  const missing = missingForExample(name);
  if (missing !== undefined) {
    console.log(JSON.stringify({ name, missing }));
    continue;
  }
  await using example = await exploredExample(name);
  await tell(name, example.scenario, example.options);
  if (example.declarations) await tell(`${name}, declarations`, example.declarations, example.declarationOptions);
}
