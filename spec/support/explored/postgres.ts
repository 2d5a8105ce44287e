/**
 * How the example `postgres` is explored.
 */
import { PostgresDatabase, PostgresOperator } from '../../../examples/postgres/postgres-database.ts';
import type { ExplorationScenario, ExploreOptions } from '../../../lib/testing/exploration.ts';
import { ADMINISTRATOR, PostgresServer } from '../postgres-server.ts';
import { changed, type Made, namespace, OUTSIDE } from './example-parts.ts';

/** See the file's comment. */
export async function postgres(): Promise<Made> {
  const server = await PostgresServer.start();
  const login = (name: string, username: string, password: string) => ({
    ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } },
    data: Object.fromEntries(Object.entries({ username, password }).map(([key, text]) => [key, Buffer.from(text).toString('base64')])),
  });
  const prepare: ExploreOptions['prepare'] = async (client) => {
    await client.create(login('postgres-admin', ADMINISTRATOR.user, ADMINISTRATOR.password));
    await client.create(login('shop', 'shop', 'one'));
  };
  const owners = async (): Promise<string> => {
    const rows = await server.query(
      "SELECT datname AS database, rolname AS role FROM pg_database JOIN pg_roles ON pg_roles.oid = datdba WHERE rolname <> 'admin'",
    );
    return rows.map(({ database, role }) => `${database} of ${role}`).join(', ');
  };
  const changes = changed(PostgresDatabase, { database: 'orders', secret: 'shop' }, { database: 'sales' });
  const scenario: ExplorationScenario = async (stage) => {
    const left = await owners();
    if (left !== '') throw new Error(`the run before has left ${left}`);
    await changes(stage);
    await stage.client.mergePatch({ apiVersion: 'v1', kind: 'Secret', name: 'shop', namespace }, login('shop', 'store', 'two'));
    await stage.settled();
  };
  const check = async () => {
    const found = await owners();
    if (found !== 'sales of store') throw new Error(`the server has ${found}`);
  };
  const args = { host: '127.0.0.1', port: server.port };
  const options = { operator: () => new PostgresOperator(PostgresDatabase), args, workloads: false, prepare, check, ...OUTSIDE };
  return { scenario, options, end: () => server.stop() };
}
