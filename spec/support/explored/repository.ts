/**
 * How the example `repository` is explored.
 */
import { codeHost } from '../../../examples/repository/code-host.ts';
import { Repository, RepositoryOperator } from '../../../examples/repository/repository.ts';
import type { ExplorationScenario } from '../../../lib/testing/exploration.ts';
import { kindOf, listening, type Made, namespace, OUTSIDE } from './example-parts.ts';

/** See the file's comment. */
export async function repository(): Promise<Made> {
  const host = codeHost();
  const repositories = host.repositories as Map<string, unknown>;
  const { url, end } = await listening(host.server);
  const metadata = { name: 'a', namespace, labels: { 'code-host': 'main' } };
  const scenario: ExplorationScenario = async ({ client, settled }) => {
    // What a run left would be another's name.
    repositories.clear();
    await client.create({ ...kindOf(Repository), metadata, spec: { name: 'engine', topics: ['steam'] } });
    await settled();
    for (const spec of [{ name: 'motor', topics: ['steam', 'rail'] }, { visibility: 'public' }]) {
      await client.mergePatch({ ...kindOf(Repository), name: 'a', namespace }, { spec });
      await settled();
    }
  };
  const check = () => {
    const wanted = [{ name: 'motor', topics: ['steam', 'rail'], visibility: 'public' }];
    const found = [...host.repositories.values()];
    if (JSON.stringify(found, ['name', 'topics', 'visibility']) !== JSON.stringify(wanted, ['name', 'topics', 'visibility']))
      throw new Error(`the code host has ${JSON.stringify(found)}`);
  };
  const options = { operator: () => new RepositoryOperator(Repository), args: { host: url }, workloads: false, check, ...OUTSIDE };
  return { scenario, options, end };
}
