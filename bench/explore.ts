/**
 * Explores examples whole: `node --conditions=@tskubeop/source bench/explore.ts [EXAMPLE…] [--threads N] [--seconds N] [--pairs N]`. All of
 * them without names. After `npm run build`, and without the condition, what is explored with is the package as it is published: no types
 * have to be taken out of it, and it is in a few files.
 *
 * For each: the disturbances of its scenario, and the sequences of its declarations; how many, how long, and what was found.
 */
import { parseArgs } from 'node:util';
import { explorationReport, type ModuleExploreOptions } from 'tskubeop/testing';
import { EXPLORED_EXAMPLES, missingForExample, WITHOUT_DECLARATIONS } from '../spec/support/explored-examples.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: 'string' }, seconds: { type: 'string' }, only: { type: 'string' }, pairs: { type: 'string' } },
});
const limits: ModuleExploreOptions = {
  ...(values.threads === undefined ? {} : { threads: Number(values.threads) }),
  ...(values.seconds === undefined ? {} : { budgetSeconds: Number(values.seconds) }),
  ...(values.only === undefined ? {} : { only: new RegExp(values.only) }),
  ...(values.pairs === undefined ? {} : { pairs: Number(values.pairs) }),
};

/** Sequences of declarations are few, and those of servers of our own have other ports in each thread. */
const APART = { threads: 1 };

async function tell(example: string, named: 'scenario' | 'declarations'): Promise<void> {
  const module = new URL(`../spec/support/explored-example.ts?example=${example}`, import.meta.url);
  const before = process.cpuUsage();
  const { made, failures, unmet, refused, leftOut, seconds, text } = await explorationReport(module, {
    ...limits,
    named,
    ...(named === 'declarations' ? APART : {}),
  });
  const { user, system } = process.cpuUsage(before);
  const counts = { made: made.length, failures: failures.length, unmet: unmet.length, refused: refused.length, leftOut: leftOut.length };
  const cpuSeconds = ((user + system) / 1e6).toFixed(1);
  const name = named === 'scenario' ? example : `${example}, ${named}`;
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
  await tell(name, 'scenario');
  if (!WITHOUT_DECLARATIONS.includes(name)) await tell(name, 'declarations');
}
