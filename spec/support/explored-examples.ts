/**
 * The examples as explorations go through them: a scenario of each, its declarations, and what it needs outside of the cluster.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Mailbox } from '../../examples/daemon/mailbox.ts';
import { Demo, DemoOperator } from '../../examples/demo/demo.ts';
import { Gateway, GatewayOperator, Route } from '../../examples/gateway/gateway.ts';
import { Delivery, DeliveryOperator } from '../../examples/http-callback/delivery.ts';
import { EnvironmentLogin } from '../../examples/login/environment.ts';
import { Greeting } from '../../examples/login/greeting.ts';
import { MySQL, MySQLOperator } from '../../examples/mysql/mysql.ts';
import { PostgresDatabase, PostgresOperator } from '../../examples/postgres/postgres-database.ts';
import { Printer, PrinterOperator } from '../../examples/printer/printer.ts';
import { codeHost } from '../../examples/repository/code-host.ts';
import { Repository, RepositoryOperator } from '../../examples/repository/repository.ts';
import { Site } from '../../examples/timer/site.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { type Declarations, declarationsOf } from '../../lib/testing/declarations.ts';
import type { CompareObject } from '../../lib/testing/end-state.ts';
import type { ExplorationScenario, ExploreOptions } from '../../lib/testing/exploration.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';
import { ADMINISTRATOR, PostgresServer } from './postgres-server.ts';

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

const namespace = 'default';
/** A call that waits for a server of ours isn't waited for in vain: the machine may be slow. */
const OUTSIDE = { outsideSeconds: 5 };

interface Made extends Pick<ExploredExample, 'scenario' | 'options'> {
  readonly declarations?: Declarations;
  /** What of an object is compared when declarations are explored. @default as in the scenario */
  readonly compareDeclared?: CompareObject;
  readonly end?: () => unknown;
}

const MAKERS: Readonly<Record<string, () => Made | Promise<Made>>> = {
  printer,
  demo,
  timer,
  daemon,
  'http-callback': httpCallback,
  gateway,
  repository,
  login,
  mysql,
  postgres,
};

/** Their names. */
export const EXPLORED_EXAMPLES = Object.keys(MAKERS);

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

function kindOf({ GROUP, VERSION, KIND }: { GROUP: string; VERSION: string; KIND: string }) {
  return { apiVersion: `${GROUP}/${VERSION}`, kind: KIND };
}

/** An object that is created, and changed again and again. */
function changed(type: Parameters<typeof kindOf>[0], ...specs: object[]): ExplorationScenario {
  return async ({ client, settled }) => {
    for (const [index, spec] of specs.entries()) {
      if (index === 0) await client.create({ ...kindOf(type), metadata: { name: 'a', namespace }, spec });
      else await client.mergePatch({ ...kindOf(type), name: 'a', namespace }, { spec });
      await settled();
    }
  };
}

function printer(): Made {
  const scenario = changed(Printer, { text: 'hi' }, { text: 'ho' }, { as: 'Job' });
  return { scenario, options: { operator: () => new PrinterOperator(Printer) }, declarations: declarationsOf(Printer) };
}

function demo(): Made {
  const greeted = changed(Demo, { name: 'world' }, { name: 'moon' });
  const scenario: ExplorationScenario = async (stage) => {
    await greeted(stage);
    await stage.client.delete({ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace });
    await stage.settled();
  };
  return { scenario, options: { operator: () => new DemoOperator(Demo) }, declarations: declarationsOf(Demo) };
}

async function listening(server: Server): Promise<{ url: string; end: () => void }> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    end: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function timer(): Promise<Made> {
  let answer = 200;
  const { url, end } = await listening(createServer((_request, response) => void response.writeHead(answer).end()));
  const scenario: ExplorationScenario = async ({ client, until }) => {
    const site = { ...kindOf(Site), name: 'a', namespace };
    const says = (words: string) => until(async () => (await client.get<StoredObject>(site)).status?.answer === words);
    answer = 200;
    await client.create({ ...kindOf(Site), metadata: { name: 'a', namespace }, spec: { url } });
    await says('200');
    answer = 500;
    await says('500');
    answer = 204;
    await says('204');
  };
  const values = { url: [url, `${url}/other`] };
  const options = { operator: Site, workloads: false, ...OUTSIDE };
  return { scenario, options, declarations: declarationsOf(Site, { values }), end };
}

function daemon(): Made {
  const mailbox = { ...kindOf(Mailbox), name: 'a', namespace };
  const scenario: ExplorationScenario = async ({ client, until, settled, advance }) => {
    const answers = async (wanted: number) => {
      const port = (await client.get<StoredObject>(mailbox)).status?.port;
      const { status } = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: { connection: 'close' } });
      return status === wanted;
    };
    await client.create({ ...kindOf(Mailbox), metadata: { name: 'a', namespace }, spec: {} });
    await until(() => answers(204));
    await client.mergePatch(mailbox, { spec: { open: false } });
    await until(() => answers(503));
    // A daemon that has failed is well again when it has lived for a minute.
    await advance(120);
    await settled();
  };
  // Letters are counted as they come: who dies in between has not counted them. Ports are those that are free.
  const compare = (object: StoredObject) => ({ ...object, status: { ...object.status, letters: '', port: '' } });
  const options = { operator: Mailbox, workloads: false, compare, ...OUTSIDE };
  return { scenario, options, declarations: declarationsOf(Mailbox, { values: { port: [0] } }) };
}

async function httpCallback(): Promise<Made> {
  const phases = new Map<string, string>();
  const shop = createServer((request, response) => {
    const phase = phases.get(decodeURIComponent(request.url?.replace(/^\/orders\//, '') ?? ''));
    response.writeHead(phase === undefined ? 404 : 200, { connection: 'close' }).end(JSON.stringify({ phase }));
  });
  const { url, end } = await listening(shop);
  let last: DeliveryOperator | undefined;
  const operator = () => {
    last = new DeliveryOperator(Delivery);
    return last;
  };
  const callBack = async () => {
    const headers = { authorization: 'Bearer sesame', connection: 'close' };
    // Nobody may be there: then the callback is lost.
    await fetch(`http://127.0.0.1:${last?.callbackPort}/deliveries/default/a`, { method: 'POST', headers }).catch(() => undefined);
  };
  const scenario: ExplorationScenario = async ({ client, until, settled }) => {
    const delivery = { ...kindOf(Delivery), name: 'a', namespace };
    const isAt = (phase: string) =>
      until(async () => (await client.get<StoredObject>(delivery)).status?.phase === phase, { timeoutSeconds: 2000 });
    phases.clear();
    await client.create({ ...kindOf(Delivery), metadata: { name: 'a', namespace }, spec: { order: '7' } });
    await isAt('unknown');
    for (const phase of ['packed', 'sent']) {
      phases.set('7', phase);
      await callBack();
      await isAt(phase);
    }
    await settled();
  };
  // Why it was looked at differs by nature.
  const compare = (object: StoredObject) => ({ ...object, status: { ...object.status, why: '' } });
  const args = { shopUrl: url, callbackPort: 0, callbackToken: 'sesame' };
  const options = { operator, args, workloads: false, compare, ...OUTSIDE };
  return { scenario, options, declarations: declarationsOf(Delivery), end };
}

function gateway(): Made {
  const route = (name: string, path: string, service = name) => ({
    ...kindOf(Route),
    metadata: { name, namespace },
    spec: { gateway: 'a', host: 'shop.example.com', path, service },
  });
  const scenario: ExplorationScenario = async ({ client, settled, advance }) => {
    await client.create(route('shop', '/'));
    await client.create({ ...kindOf(Gateway), metadata: { name: 'a', namespace }, spec: { replicas: 2 } });
    await settled();
    // The older of two has the path.
    await advance(2);
    await client.create(route('other', '/'));
    await settled();
    await client.mergePatch({ ...kindOf(Gateway), name: 'a', namespace }, { spec: { replicas: 1 } });
    await client.delete({ ...kindOf(Route), name: 'shop', namespace });
    await settled();
  };
  const options = { operator: () => new GatewayOperator([Gateway, Route]) };
  return { scenario, options, declarations: declarationsOf(Gateway) };
}

async function repository(): Promise<Made> {
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

function login(): Made {
  // A run's server lets in only its own administrator: what has logged in is not what requests are made with.
  class LogsIn extends EnvironmentLogin {
    override onLogin() {
      super.onLogin();
      return undefined as never;
    }
  }
  const before = { CLUSTER_SERVER: process.env.CLUSTER_SERVER, CLUSTER_TOKEN: process.env.CLUSTER_TOKEN };
  Object.assign(process.env, { CLUSTER_SERVER: 'http://127.0.0.1:1', CLUSTER_TOKEN: 'sesame' });
  const end = () => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  const scenario = changed(Greeting, { name: 'world' }, { name: 'moon' });
  const options = { operator: () => new LogsIn(Greeting), workloads: false };
  return { scenario, options, declarations: declarationsOf(Greeting), end };
}

function mysql(): Made {
  const folder = join(import.meta.dirname, '../../examples/mysql');
  const prepare: ExploreOptions['prepare'] = async (client) =>
    void (await client.create(parse(readFileSync(join(folder, 'storage-class.yaml'), 'utf8')) as StoredObject));
  const scenario = changed(MySQL, { database: 'shop', password: 'first' }, { password: 'second' }, { storage: '2Gi' });
  // Its Jobs are measured by the machine's time, before which they are never to be.
  const startMilliseconds = Date.UTC(2090, 0, 1);
  const clock = () => {
    const chance = new SeededChance(1);
    return new FakeClock({ startMilliseconds, chance: () => chance.next() });
  };
  // The volume for backups is to outlive it.
  const keeps = ({ kind, metadata }: StoredObject) =>
    ['PersistentVolume', 'PersistentVolumeClaim'].includes(kind) && /[.-]backup$/.test(metadata.name);
  // What a Job has done is done, whatever is declared later.
  const compareDeclared = (object: StoredObject) => (['Job', 'Pod'].includes(object.kind) ? undefined : object);
  const values = { image: ['mysql:8.4', 'mysql:9.1'], password: ['first', 'second'], storage: ['1Gi', '2Gi'], database: ['shop', 'store'] };
  const declarations = declarationsOf(MySQL, {
    values,
    fixed: ['database'],
    follows: (next, previous) => `${next.storage}` >= `${previous.storage}`,
  });
  return { scenario, options: { operator: () => new MySQLOperator(MySQL), prepare, clock, keeps }, declarations, compareDeclared };
}

async function postgres(): Promise<Made> {
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
