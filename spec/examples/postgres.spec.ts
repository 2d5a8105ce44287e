import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { escapeIdentifier } from 'pg';
import { parse, parseAllDocuments } from 'yaml';
import { DatabaseFailure, failureOf } from '../../examples/postgres/database-failure.ts';
import * as example from '../../examples/postgres/postgres-database.ts';
import { scramVerifier } from '../../examples/postgres/scram-verifier.ts';
import { PermanentError, TemporaryError } from '../../lib/base/errors.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { callHandler } from '../../lib/testing/call-handler.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { freePorts } from '../../lib/testing/free-ports.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { useExampleAccount } from '../support/example-account.ts';
import { ADMINISTRATOR, type PostgresLogin, PostgresServer } from '../support/postgres-server.ts';
import { isRealClusterRequired } from '../support/shared-real-cluster.ts';
import { testNamespace } from '../support/test-namespace.ts';

const { PostgresDatabase, PostgresOperator } = example;
const FOLDER = join(import.meta.dirname, '../../examples/postgres');
const yaml = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const NASTY = `a"b'; DROP ROLE admin; --\\ $$ é %s`;

const missing = PostgresServer.missing();

let postgres: PostgresServer;

function withServer(cluster: () => TestCluster): void {
  const account = useExampleAccount(cluster, example);
  let namespace: string;
  let operator: TestOperator;
  let serial = 0;

  const unique = (word: string) => `${word} ${namespace} ${++serial}`;
  const reference = (name = 'orders') => ({ class: PostgresDatabase, name, namespace });
  const statusOf = async (name?: string) => (await cluster().client.get(reference(name))).status ?? {};
  const handled = (name = 'orders') => operator.handled(PostgresDatabase, name, namespace);
  const text = async () => `${operator.logText}${JSON.stringify(await everything())}`;

  async function everything(): Promise<unknown> {
    const { client } = cluster();
    const events = await client.list({ apiVersion: 'events.k8s.io/v1', kind: 'Event' }, { namespace });
    return [events, await client.list({ class: PostgresDatabase }, { namespace })];
  }

  async function secret(name: string, stringData: Record<string, string>): Promise<void> {
    await cluster().client.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData }, { force: true });
  }

  async function create(name: string, database: string, secretName = 'login'): Promise<StoredObject> {
    const { GROUP, VERSION, KIND } = PostgresDatabase;
    const spec = { database, secret: secretName };
    return cluster().client.create({ apiVersion: `${GROUP}/${VERSION}`, kind: KIND, metadata: { name, namespace }, spec });
  }

  async function failure(name = 'orders'): Promise<string> {
    return eventually(async () => (await statusOf(name)).error);
  }

  const roles = async (name: string) => (await postgres.query('SELECT rolname AS name FROM pg_roles')).filter((row) => row.name === name);
  const databases = async (name: string) =>
    (await postgres.query('SELECT datname AS name FROM pg_database')).filter((row) => row.name === name);
  const works = (login: PostgresLogin) =>
    postgres.query('SELECT current_user AS user, current_database() AS database', login).then(
      ([row]) => row?.user === login.user && row?.database === login.database,
      () => false,
    );

  async function start(port = postgres.port): Promise<TestOperator> {
    const args = ['--namespace', namespace, '--host', '127.0.0.1', '--port', `${port}`, '--admin-secret', `${namespace}/admin`];
    return startOperator(new PostgresOperator(PostgresDatabase), { cluster: account.cluster, args });
  }

  before(async function () {
    this.timeout(120_000);
    await cluster().client.apply(parse(yaml('crd.yaml')) as StoredObject);
    await eventually(() => cluster().client.list({ class: PostgresDatabase }), { timeoutSeconds: 60 });
  });
  beforeEach(async () => {
    namespace = await testNamespace(cluster());
    await secret('admin', { username: ADMINISTRATOR.user, password: ADMINISTRATOR.password });
    operator = await start();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${operator.logText}\n`);
    await operator.kill();
    const { items } = await cluster().client.list({ class: PostgresDatabase }, { namespace });
    for (const { metadata } of items) {
      await cluster().client.mergePatch(reference(metadata.name), { metadata: { finalizers: null } });
      await cluster().client.delete(reference(metadata.name));
    }
  });

  it('creates role and database by the Secret, follows it, and drops them', async () => {
    const [user, database] = [unique('role'), unique('database')];
    const login = { user, database, password: 'first pass' };
    await secret('login', { username: user, password: login.password });
    await create('orders', database);
    await handled();
    expect(await works(login)).to.equal(true);
    expect(await statusOf()).to.include({ state: 'processed', database });
    expect((await statusOf()).conditions[0]).to.include({ type: 'Ready', status: 'True' });

    await postgres.query('CREATE TABLE kept (id int)', login);
    await secret('login', { username: user, password: 'second pass' });
    await eventually(() => works({ ...login, password: 'second pass' }));
    expect(await works(login)).to.equal(false);
    await handled();
    expect(operator.calls(PostgresDatabase, 'orders', namespace).at(-1)).to.include({ handler: 'ensureModified', reason: 'reference' });
    expect(await postgres.query('SELECT * FROM kept', { ...login, password: 'second pass' })).to.deep.equal([]);

    await cluster().client.delete(reference());
    await eventually(async () => !(await cluster().client.find(reference())));
    expect([await roles(user), await databases(database)]).to.deep.equal([[], []]);
  }).timeout(120_000);

  it('needs each right of the account that manifests prints, and no other', async () => {
    await secret('login', { username: unique('role'), password: 'a pass' });
    const rare = () => create('rare', unique('database'));
    await account.rareDay({ operator, namespace, create: rare }, PostgresDatabase as unknown as CRDClass);
    account.check(operator);
  }).timeout(120_000);

  it('renames role and database when Secret and spec name others, and keeps what is in them', async () => {
    const [user, database] = [unique('role'), unique('database')];
    await secret('login', { username: user, password: 'secret pass' });
    await create('orders', database);
    await handled();
    await postgres.query('CREATE TABLE kept (id int)', { user, database, password: 'secret pass' });
    const [user2, database2] = [unique('other role'), unique('other database')];
    await secret('login', { username: user2, password: 'secret pass' });
    await cluster().client.mergePatch(reference(), { spec: { database: database2 } });
    const login = { user: user2, database: database2, password: 'secret pass' };
    await eventually(() => works(login));
    expect(await postgres.query('SELECT * FROM kept', login)).to.deep.equal([]);
    expect([await roles(user), await databases(database)]).to.deep.equal([[], []]);
    await handled();
    expect(await statusOf()).to.include({ database: database2 });
  }).timeout(120_000);

  it('notices at its start that the Secret was changed while it was down', async () => {
    const login = { user: unique('role'), database: unique('database') };
    await secret('login', { username: login.user, password: 'before' });
    await create('orders', login.database);
    await handled();
    await operator.stop();
    await secret('login', { username: login.user, password: 'while it was down' });
    await operator.start();
    await eventually(() => works({ ...login, password: 'while it was down' }));
  }).timeout(120_000);

  it('waits for the Secret, and goes on as soon as it is there', async () => {
    const login = { user: unique('role'), database: unique('database'), password: 'at last' };
    await create('orders', login.database);
    expect(await failure()).to.equal(`there is no Secret ${namespace}/login`);
    await secret('login', { username: login.user, password: login.password });
    await eventually(() => works(login));
    await handled();
    expect(await statusOf()).to.not.have.property('error');
  }).timeout(120_000);

  it('takes hostile names and passwords for nothing but names and passwords', async () => {
    const mark = `${serial++}${namespace.slice(-8)}`;
    const login = {
      user: `${NASTY} ${mark}`,
      database: `${NASTY} db ${mark}`,
      password: `${NASTY} \\'"; DROP DATABASE postgres; -- ﬁ ü`,
    };
    await secret('login', { username: login.user, password: login.password });
    await create('orders', login.database);
    await handled();
    expect(await works(login)).to.equal(true);
    expect(await roles('admin')).to.have.lengthOf(1);
    await cluster().client.delete(reference());
    await eventually(async () => !(await cluster().client.find(reference())));
    expect([await roles(login.user), await databases(login.database)]).to.deep.equal([[], []]);
  }).timeout(120_000);

  it('neither takes nor drops what is not its own', async () => {
    const [user, database] = [unique('victim'), unique('treasure')];
    await postgres.query(`CREATE ROLE ${escapeIdentifier(user)} LOGIN PASSWORD 'mine'`);
    await postgres.query(`CREATE DATABASE ${escapeIdentifier(database)} OWNER ${escapeIdentifier(user)}`);
    const wanted = [
      ['admin', ADMINISTRATOR.user, unique('x')],
      ['role', user, unique('y')],
      ['database', unique('z'), database],
      ['postgres', unique('w'), 'postgres'],
    ] as const;
    for (const [name, username, of] of wanted) {
      await secret(`${name}-login`, { username, password: 'stolen' });
      await create(name, of, `${name}-login`);
      await handled(name);
      expect(await statusOf(name)).to.have.property('state', 'error');
      expect(await failure(name)).to.match(/is there already and not of this object$/);
      await cluster().client.delete(reference(name));
      await eventually(async () => !(await cluster().client.find(reference(name))));
    }
    expect(await works({ user, database, password: 'mine' })).to.equal(true);
    expect(await works({ ...ADMINISTRATOR, database: 'postgres' })).to.equal(true);
  }).timeout(120_000);

  it('keeps one tenant out of the database of another', async () => {
    const logins = [1, 2].map(() => ({ user: unique('tenant'), database: unique('db'), password: 'pass of a tenant' }));
    for (const [index, { user, database, password }] of logins.entries()) {
      await secret(`login-${index}`, { username: user, password });
      await create(`tenant-${index}`, database, `login-${index}`);
      await handled(`tenant-${index}`);
    }
    const [first, second] = logins;
    expect(await works({ ...first })).to.equal(true);
    expect(await works({ ...first, database: second?.database })).to.equal(false);
  }).timeout(120_000);

  it('works as one who may create roles and databases, and nothing else', async () => {
    const admin = unique('limited');
    await postgres.query(`CREATE ROLE ${escapeIdentifier(admin)} LOGIN CREATEROLE CREATEDB PASSWORD 'limited pass'`);
    await secret('admin', { username: admin, password: 'limited pass' });
    const login = { user: unique('role'), database: unique('database'), password: 'secret pass' };
    await secret('login', { username: login.user, password: login.password });
    await create('orders', login.database);
    await handled();
    expect(await works(login)).to.equal(true);
    await cluster().client.delete(reference());
    await eventually(async () => !(await cluster().client.find(reference())));
    expect([await roles(login.user), await databases(login.database)]).to.deep.equal([[], []]);
  }).timeout(120_000);

  it('waits for a server that is away', async () => {
    const login = { user: unique('role'), database: unique('database'), password: 'secret pass' };
    await secret('login', { username: login.user, password: login.password });
    await postgres.pause();
    await create('orders', login.database);
    try {
      expect(await failure()).to.equal(`the PostgreSQL server 127.0.0.1:${postgres.port} can't be reached: ECONNREFUSED`);
    } finally {
      await postgres.resume();
    }
    await eventually(() => works(login), { timeoutSeconds: 60 });
  }).timeout(120_000);

  it('names the Secret of wrong credentials, but not what is in it, and goes on when it is right', async () => {
    await secret('admin', { username: ADMINISTRATOR.user, password: 'a wrong guess' });
    const login = { user: unique('role'), database: unique('database'), password: 'secret pass' };
    await secret('login', { username: login.user, password: login.password });
    await create('orders', login.database);
    const message = `the PostgreSQL server 127.0.0.1:${postgres.port} refuses the credentials of Secret ${namespace}/admin: 28P01`;
    expect(await failure()).to.equal(message);
    expect(await text()).to.not.contain('a wrong guess');
    await secret('admin', { username: ADMINISTRATOR.user, password: ADMINISTRATOR.password });
    await eventually(() => works(login), { timeoutSeconds: 60 });
  }).timeout(120_000);

  it('says which key a Secret lacks', async () => {
    await secret('login', { username: 'somebody' });
    await create('orders', unique('database'));
    expect(await failure()).to.equal(`Secret ${namespace}/login has no password, or none that is text`);
  });

  it('shows no password, nor name of a role, in log, status, Events, or the log of the server', async () => {
    const [user, password] = [unique('Confidential'), 'p4ssphrase-that-nobody-sees'];
    await secret('login', { username: user, password });
    await create('orders', unique('database'));
    await handled();
    await secret('login', { username: `pg_${user}`, password: `${password}2` });
    await eventually(async () => /is no name that PostgreSQL takes$/.test((await statusOf()).error ?? ''));
    await secret('login', { username: `${user}${'x'.repeat(60)}`, password: `${password}3` });
    await eventually(async () => operator.calls(PostgresDatabase, 'orders', namespace).length > 2);
    await handled();
    const shown = await text();
    expect(shown).to.not.contain(password);
    expect(shown).to.not.contain(user);
    expect(shown).to.contain('no name that PostgreSQL takes');
    expect(postgres.log).to.contain('CREATE ROLE').and.to.not.contain(password);
  }).timeout(120_000);

  it('ends up right when it is killed at any moment', async () => {
    const login = { user: unique('role'), database: unique('database'), password: 'secret pass' };
    await secret('login', { username: login.user, password: login.password });
    const creations = () => postgres.log.split('\n').filter((line) => line.includes(login.database)).length;
    await create('orders', login.database);
    await eventually(() => creations() > 0);
    await operator.kill();
    operator = await start();
    await handled();
    expect(await works(login)).to.equal(true);
    const drops = () => postgres.log.includes(`DROP DATABASE IF EXISTS ${escapeIdentifier(login.database)}`);
    await cluster().client.delete(reference());
    await eventually(drops);
    await operator.kill();
    operator = await start();
    await eventually(async () => !(await cluster().client.find(reference())));
    expect([await roles(login.user), await databases(login.database)]).to.deep.equal([[], []]);
  }).timeout(120_000);
}

describe('examples/postgres', () => {
  if (missing) {
    const fail = () => Promise.reject(new Error(missing));
    it(`needs a PostgreSQL server: ${missing}`, isRealClusterRequired() ? fail : undefined);
    return;
  }

  before(async function () {
    this.timeout(120_000);
    postgres = await PostgresServer.start();
  });
  after(() => postgres?.stop());

  describeOnBothClusters('with a server', withServer);
});

describe('the handlers of examples/postgres', () => {
  const object = { spec: { database: 'orders', secret: 'login' } };
  const secret = (name: string, data: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'default' },
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
  });
  const both = [secret('login', { username: 'a', password: 'b' }), secret('admin', { username: 'c', password: 'd' })];

  it('take a server that is away for a temporary trouble', async () => {
    const [port] = await freePorts(1);
    const args = { host: '127.0.0.1', port, adminSecret: 'default/admin' };
    for (const handler of ['ensureCreated', 'ensureModified', 'ensureDeleted'] as const) {
      const { error } = await callHandler(PostgresDatabase, handler, object, { args, existing: both });
      expect(error, handler).to.be.instanceOf(TemporaryError);
      expect((error as TemporaryError).delaySeconds).to.equal(5);
    }
  });

  it('wait for a Secret that is missing', async () => {
    const { error } = await callHandler(PostgresDatabase, 'ensureCreated', object, { args: { adminSecret: 'default/admin' } });
    expect(error).to.be.instanceOf(TemporaryError).and.have.property('message', 'there is no Secret default/login');
  });

  it('take nothing but text for a name or password', async () => {
    const existing = [{ ...secret('login', {}), data: { username: '/w==', password: 'YQ==' } }];
    const { error } = await callHandler(PostgresDatabase, 'ensureCreated', object, { args: { adminSecret: 'default/admin' }, existing });
    expect((error as Error).message).to.equal('Secret default/login has no username, or none that is text');
    expect(error).to.not.be.instanceOf(PermanentError);
  });
});

describe('a failure of examples/postgres', () => {
  it('is told by its SQLSTATE, or by the code of the connection', () => {
    const kinds = { '28P01': 'credentials', '42710': 'taken', '42P04': 'taken', '57P03': 'away', '55006': 'busy', '42501': 'refused' };
    for (const [code, kind] of Object.entries(kinds)) expect(failureOf(Object.assign(new Error('x'), { code })).kind, code).to.equal(kind);
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'DEPTH_ZERO_SELF_SIGNED_CERT'])
      expect(failureOf(Object.assign(new Error('x'), { code }))).to.include({ kind: 'away', code });
    expect(failureOf(new Error('Connection terminated unexpectedly')).kind).to.equal('away');
    expect(failureOf(new DatabaseFailure('busy', 'x')).kind).to.equal('busy');
  });

  it('has none of the words of the server, which repeat names', () => {
    const error = Object.assign(new Error('role "confidential" already exists'), { code: '42710', detail: 'confidential' });
    expect(JSON.stringify(failureOf(error)) + failureOf(error).message).to.not.contain('confidential');
  });

  it('is none where the program is at fault', () => {
    expect(() => failureOf(new TypeError('x is not a function'))).to.throw(TypeError);
  });
});

describe('the verifier of examples/postgres', () => {
  it('is what RFC 5802 says, and has nothing of the password', () => {
    const salt = Buffer.from('0123456789abcdef');
    const salted = pbkdf2Sync('pencil', salt, 4096, 32, 'sha256');
    const client = createHmac('sha256', salted).update('Client Key').digest();
    const stored = createHash('sha256').update(client).digest('base64');
    const server = createHmac('sha256', salted).update('Server Key').digest('base64');
    expect(scramVerifier('pencil', salt)).to.equal(`SCRAM-SHA-256$4096:${salt.toString('base64')}$${stored}:${server}`);
    expect(scramVerifier('pencil')).to.not.equal(scramVerifier('pencil'));
    expect(scramVerifier('ﬁx\u00a0it', salt)).to.equal(scramVerifier('fix it', salt));
  });
});

describe('the files of examples/postgres', () => {
  it('have samples that the class takes', () => {
    const samples = parseAllDocuments(yaml('my-database.yaml')).map((document) => document.toJS() as StoredObject);
    expect(samples.map(({ kind }) => kind)).to.deep.equal(['Secret', 'PostgresDatabase']);
    expect(PostgresDatabase.SPEC.safeParse(samples[1]?.spec)).to.have.property('success', true);
  });
});
