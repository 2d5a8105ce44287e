/**
 * The same disturbances on the embedded and on a real cluster: `KUBECONFIG=… node --conditions=@tskubeop/source bench/explore-real.ts [N]`.
 * N (20) of those that both can make, of a planted bug, its fixed twin and the Printer; the verdicts must be the same.
 */
import { Printer, PrinterOperator } from '../examples/printer/printer.ts';
import { KubeConfig } from '../lib/cluster/client-node.ts';
import type { ExplorationCase } from '../lib/testing/disturbance-plan.ts';
import { type ExplorationScenario, type ExploreOptions, ScenarioExploration } from '../lib/testing/exploration.ts';
import { RealCluster } from '../lib/testing/real-cluster.ts';
import { PLANTED_BUGS } from '../spec/support/planted-bugs.ts';

const count = Number(process.argv[2] ?? 20);
const kubeConfig = new KubeConfig();
kubeConfig.loadFromDefault();
await using cluster = await RealCluster.connect({ kubeConfig });
const [planted] = PLANTED_BUGS;
if (!planted) throw new Error('nothing is planted');

const printed: ExplorationScenario = async ({ client, settled }) => {
  const kind = { apiVersion: 'demo.example.com/v1', kind: 'Printer' };
  await client.create({ ...kind, metadata: { name: 'a', namespace: 'default' }, spec: { text: 'hi' } });
  await settled();
};
const subjects: [string, ExplorationScenario, ExploreOptions][] = [
  [planted.name, planted.scenario, { operator: planted.bug, workloads: false }],
  [`${planted.name}, mended`, planted.scenario, { operator: planted.fix, workloads: false }],
  ['printer', printed, { operator: () => new PrinterOperator(Printer) }],
];

const verdictOf = async (exploration: ScenarioExploration, one: ExplorationCase) => {
  const { failure, met } = await exploration.run(one);
  const kinds = [...new Set(failure?.findings.map(({ kind }) => kind) ?? [])].sort().join(' and ') || 'survives';
  return { verdict: met ? kinds : 'never came about', failure };
};

const begun = performance.now();
let made = 0;
for (const [index, [name, scenario, options]] of subjects.entries()) {
  const common = { ...options, pairs: 0, quietSeconds: 1.5, patienceSeconds: 30 };
  const here = await ScenarioExploration.learn(scenario, common);
  const there = await ScenarioExploration.learn(scenario, { ...common, cluster });
  if (here.failure || there.failure) throw new Error(`${name}: ${JSON.stringify(here.failure ?? there.failure)}`);
  const both = here.cases.filter(({ title }) => there.cases.some((other) => other.title === title));
  const share = both.slice(0, Math.floor(count / subjects.length) + (index < count % subjects.length ? 1 : 0));
  console.log(`${name}: ${here.cases.length} here, ${there.cases.length} there, ${both.length} on both`);
  for (const one of share) {
    const [expected, found] = [await verdictOf(here, one), await verdictOf(there, one)];
    made += 1;
    const isSame = expected.verdict === found.verdict;
    console.log(`${isSame ? 'same' : 'DIFFERENT'}: ${one.title}: ${expected.verdict}${isSame ? '' : `, there ${found.verdict}`}`);
    if (isSame) continue;
    process.exitCode = 1;
    console.log(expected.failure?.findings, expected.failure?.trace, found.failure?.findings, found.failure?.trace);
  }
}
console.log(`${made} in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
