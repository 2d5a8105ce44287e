/**
 * The examples as explorations go through them: a scenario of each, its declarations, and what it needs outside of the cluster.
 */
import type { Declarations } from '../../lib/testing/declarations.ts';
import type { ExplorationScenario, ExploreOptions } from '../../lib/testing/exploration.ts';
import type { Made } from './explored/example-parts.ts';
import { PostgresServer } from './postgres-server.ts';

/** What an example is explored by. */
export interface ExploredExample extends AsyncDisposable {
  readonly scenario: ExplorationScenario;
  readonly options: ExploreOptions;
  /** None where they say nothing that the scenario doesn't. */
  readonly declarations: Declarations | undefined;
  /** The options of their exploration. */
  readonly declarationOptions: ExploreOptions;
}

/** Why an example can't be explored here; undefined where it can. */
export function missingForExample(name: string): string | undefined {
  return name === 'postgres' ? PostgresServer.missing() : undefined;
}

/** Each is loaded by those who explore it. */
const MAKERS: Readonly<Record<string, () => Promise<Made>>> = {
  printer: async () => (await import('./explored/printer.ts')).printer(),
  demo: async () => (await import('./explored/demo.ts')).demo(),
  timer: async () => (await import('./explored/timer.ts')).timer(),
  daemon: async () => (await import('./explored/daemon.ts')).daemon(),
  'http-callback': async () => (await import('./explored/http-callback.ts')).httpCallback(),
  gateway: async () => (await import('./explored/gateway.ts')).gateway(),
  repository: async () => (await import('./explored/repository.ts')).repository(),
  login: async () => (await import('./explored/login.ts')).login(),
  mysql: async () => (await import('./explored/mysql.ts')).mysql(),
  postgres: async () => (await import('./explored/postgres.ts')).postgres(),
};

/** Their names. */
export const EXPLORED_EXAMPLES = Object.keys(MAKERS);

/** Those whose declarations say nothing that the scenario doesn't. */
export const WITHOUT_DECLARATIONS: readonly string[] = ['repository', 'postgres'];

/** Makes what an example is explored by. */
export async function exploredExample(name: string): Promise<ExploredExample> {
  const make = MAKERS[name];
  if (!make) throw new Error(`no example ${name}; there are ${EXPLORED_EXAMPLES.join(', ')}`);
  const { end = () => {}, declarations, scenario, options, compareDeclared } = await make();
  // The scenario's end is what its check is about.
  const { check: _, ...others } = options;
  const declarationOptions = compareDeclared ? { ...others, compare: compareDeclared } : others;
  return { scenario, options, declarations, declarationOptions, [Symbol.asyncDispose]: async () => void (await end()) };
}
