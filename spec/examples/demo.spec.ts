import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse, parseAllDocuments } from 'yaml';
import * as example from '../../examples/demo/demo.ts';
import { LOGINS, logIn } from '../../examples/demo/login.ts';
import { CredentialsError, LifeCycleError, PermanentError } from '../../lib/base/errors.ts';
import type { ObjectMeta, StoredObject } from '../../lib/base/object-meta.ts';
import { KubeConfig } from '../../lib/index.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { callHandler } from '../../lib/testing/call-handler.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { useExampleAccount } from '../support/example-account.ts';
import { usePrograms } from '../support/program-process.ts';
import { RawRequests, textOf } from '../support/raw-requests.ts';
import { authorityOf } from '../support/server-authority.ts';
import { testNamespace } from '../support/test-namespace.ts';

const { Demo, DemoOperator } = example;
const FOLDER = join(import.meta.dirname, '../../examples/demo');
const yaml = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

describeOnBothClusters('examples/demo', (cluster, where) => {
  // A real server refuses who isn't an administrator references to owners of a new kind, for half a minute.
  const account = where === 'embedded' ? useExampleAccount(cluster, example) : undefined;
  let namespace: string;
  let operator: TestOperator;
  const demo = (name = 'my-demo') => ({ class: Demo, name, namespace });
  const configMap = (name = 'my-demo') => ({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace });
  const messages = () => operator.logs.map(({ message }) => message);
  const logged = (message: string) => eventually(() => operator.logs.find((record) => record.message === message), { timeoutSeconds: 60 });

  before(async function () {
    this.timeout(120_000);
    await cluster().client.apply(parse(yaml('crd.yaml')) as StoredObject);
    await eventually(() => cluster().client.list({ class: Demo }), { timeoutSeconds: 60 });
  });
  beforeEach(async () => {
    namespace = await testNamespace(cluster());
    operator = await startOperator(new DemoOperator(Demo), { cluster: account?.cluster ?? cluster(), args: ['--namespace', namespace] });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${operator.logText}\n`);
    await operator.kill();
  });

  async function createSample(): Promise<StoredObject> {
    const sample = parse(yaml('my-demo.yaml')) as StoredObject;
    const created = await cluster().client.create({ ...sample, metadata: { ...sample.metadata, namespace } });
    await operator.handled(Demo, 'my-demo', namespace);
    return created;
  }

  it('shows a whole life in its log, from startup to cleanup', async () => {
    await createSample();
    await cluster().client.mergePatch(demo(), { spec: { name: 'moon' } });
    await operator.handled(Demo, 'my-demo', namespace);
    await operator.restart();
    await logged('resumed');
    await cluster().client.delete(demo());
    await eventually(async () => !(await cluster().client.find(demo())));
    await operator.stop();
    const life = ['startup', 'login', 'created', 'changed', 'cleanup', 'startup', 'login', 'resumed', 'deleted', 'cleanup'];
    expect(messages().filter((message) => life.includes(message))).to.deep.equal(life);
  }).timeout(120_000);

  it('fills in the name, adopts its ConfigMap, and says in status and Event what it did', async () => {
    const { metadata, spec } = await createSample();
    expect(spec).to.deep.equal({ name: 'world' });
    const { data, metadata: child } = await cluster().client.get(configMap());
    expect(data).to.deep.equal({ greeting: 'Hello, world!' });
    expect(child.ownerReferences).to.have.lengthOf(1);
    expect(child.ownerReferences?.[0]).to.include({ kind: 'Demo', name: 'my-demo', uid: metadata.uid, controller: true });
    const { status } = await cluster().client.get(demo());
    expect(status).to.include({ state: 'processed', greeting: 'Hello, world!' });
    await eventually(async () => {
      const { items } = await cluster().client.list({ apiVersion: 'events.k8s.io/v1', kind: 'Event' }, { namespace });
      return items.some(({ reason, regarding }) => reason === 'Greeted' && regarding.uid === metadata.uid);
    });
  }).timeout(120_000);

  it('logs old, new, diff, body, meta, spec and status of a change, also of one made while it was stopped', async () => {
    await createSample();
    await cluster().client.mergePatch(demo(), { spec: { name: 'moon' } });
    const { fields } = await logged('changed');
    const diff = (from: string, to: string) => [{ op: 'change', path: ['spec', 'name'], old: from, new: to }];
    expect(fields).to.deep.include({ reason: 'modified', old: { name: 'world' }, new: { name: 'moon' }, diff: diff('world', 'moon') });
    expect(fields).to.deep.include({ spec: { name: 'moon' }, meta: { name: 'my-demo', generation: 2, labels: {} } });
    expect(fields.body).to.include({ kind: 'Demo', apiVersion: 'devoops.io/v1' });
    expect(fields.status).to.include({ greeting: 'Hello, world!' });
    await operator.handled(Demo, 'my-demo', namespace);
    await operator.stop();
    await cluster().client.mergePatch(demo(), { spec: { name: 'sun' } });
    await operator.start();
    await operator.handled(Demo, 'my-demo', namespace);
    const missed = operator.logs.findLast(({ message }) => message === 'changed');
    expect(missed?.fields).to.deep.include({ reason: 'missed', diff: diff('moon', 'sun') });
    expect((await cluster().client.get(configMap())).data).to.deep.equal({ greeting: 'Hello, sun!' });
  }).timeout(120_000);

  it('keeps the object until ensureDeleted has run', async () => {
    await createSample();
    expect((await cluster().client.get(demo())).metadata.finalizers).to.deep.equal(['demos.devoops.io/finalizer']);
    await operator.stop();
    await cluster().client.delete(demo());
    expect((await cluster().client.get(demo())).metadata.deletionTimestamp).to.be.a('string');
    await operator.start();
    await eventually(async () => !(await cluster().client.find(demo())), { timeoutSeconds: 60 });
    expect(messages()).to.include('deleted');
  }).timeout(120_000);

  it('writes the ConfigMap again when somebody deletes it', async () => {
    await createSample();
    const { metadata } = await cluster().client.get(configMap());
    await cluster().client.delete(configMap());
    await eventually(async () => {
      const again = await cluster().client.find(configMap());
      return again && again.metadata.uid !== metadata.uid;
    });
    expect((await logged('child changed')).fields).to.include({ child: 'ConfigMap/my-demo' });
  }).timeout(120_000);

  it("leaves somebody else's ConfigMap alone", async () => {
    await cluster().client.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'my-demo', namespace }, data: { mine: 'yes' } });
    await createSample();
    const { data, metadata } = await cluster().client.get(configMap());
    expect(data).to.deep.equal({ mine: 'yes' });
    expect(metadata.ownerReferences).to.equal(undefined);
    expect((await cluster().client.get(demo())).status).to.include({ state: 'error' });
  }).timeout(120_000);

  if (account) {
    it('needs each right of the account that manifests prints, and no other', async () => {
      const sample = parse(yaml('my-demo.yaml')) as StoredObject;
      const create = (_: unknown, metadata: ObjectMeta) => cluster().client.create({ ...sample, metadata });
      await account.rareDay({ operator, namespace, create }, Demo as unknown as CRDClass);
      // It leaves its ConfigMap to the garbage collector.
      account.check(operator, { unused: ['delete configmaps.'] });
    }).timeout(120_000);
  }

  it('refuses a name that the schema does not allow', async () => {
    const bad = { apiVersion: 'devoops.io/v1', kind: 'Demo', metadata: { name: 'bad', namespace }, spec: { name: '' } };
    const refusal = await cluster()
      .client.create(bad)
      .catch((error: unknown) => error);
    expect(refusal).to.have.property('status', 422);
  });

  it('begins nothing before its startup has succeeded', async () => {
    await operator.stop();
    const [begun, ready] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    class Slow extends DemoOperator {
      async onStartup() {
        begun.resolve();
        await ready.promise;
        await super.onStartup();
      }
    }
    const sample = parse(yaml('my-demo.yaml')) as StoredObject;
    await cluster().client.create({ ...sample, metadata: { ...sample.metadata, namespace } });
    const logger = new CollectedLog();
    const starting = new Slow(Demo).start({ kubeConfig: cluster().kubeConfig, args: ['--namespace', namespace], logger });
    await begun.promise;
    expect(logger.records).to.deep.equal([]);
    ready.resolve();
    const running = await starting;
    await eventually(() => logger.records.some(({ message }) => message === 'created'));
    await running.stop();
    const order = ['startup', 'login', 'connected', 'created'];
    expect(logger.records.map(({ message }) => message).filter((message) => order.includes(message))).to.deep.equal(order);
  }).timeout(120_000);

  it('cleans up after an exception too, and tells which', async () => {
    await operator.stop();
    const failing = new DemoOperator(Demo);
    const logger = new CollectedLog();
    const args = ['--needs-file', '/nonexistent/file'];
    const failure = await failing.start({ kubeConfig: cluster().kubeConfig, args, logger }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(LifeCycleError);
    const messagesSaid = logger.records.filter(({ level }) => level !== 'debug').map(({ message }) => message);
    expect(messagesSaid).to.deep.equal(['cleanup']);
    expect(logger.records.find(({ message }) => message === 'cleanup')?.fields.error).to.equal(failure);
  });

  describe('logs in', () => {
    const ENVIRONMENT = ['DEMO_SERVER', 'DEMO_CA', 'DEMO_TOKEN', 'DEMO_KUBECONFIG', 'DEMO_CONTEXT', 'DEMO_TOKEN_FILE', 'DEMO_TOKEN_URL'];
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'demo-login-'));
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
      for (const name of ENVIRONMENT) delete process.env[name];
    });

    function file(name: string, content: string): string {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    }

    /** A kubeconfig whose user is the suite's own, by a context that isn't the current one. */
    function kubeconfig(): string {
      const [main, me] = [cluster().kubeConfig.getCurrentCluster(), cluster().kubeConfig.getCurrentUser()];
      if (!main || !me) throw new Error('the cluster has no kubeconfig of its own');
      const config = new KubeConfig();
      const contexts = [{ name: 'chosen', cluster: main.name, user: me.name }];
      config.loadFromOptions({ clusters: [main], users: [me], contexts, currentContext: 'none' });
      return file('kubeconfig', config.exportConfig());
    }

    it('by a context of a kubeconfig', async () => {
      await operator.stop();
      Object.assign(process.env, { DEMO_KUBECONFIG: kubeconfig(), DEMO_CONTEXT: 'chosen' });
      const elsewhere = { kubeConfig: new KubeConfig() };
      operator = await startOperator(new DemoOperator(Demo), {
        cluster: elsewhere,
        args: ['--namespace', namespace, '--login=kubeconfig'],
      });
      await createSampleAnd('created');
    }).timeout(120_000);

    async function createSampleAnd(message: string): Promise<void> {
      const sample = parse(yaml('my-demo.yaml')) as StoredObject;
      await cluster().client.create({ ...sample, metadata: { ...sample.metadata, namespace } });
      await logged(message);
      expect(operator.logs.find((record) => record.message === 'login')?.fields).to.deep.include({ login: 'kubeconfig' });
    }

    /** A token of the account of rbac.yaml, which may do what that says and nothing else. */
    async function accountToken(): Promise<string> {
      const raw = new RawRequests(cluster().kubeConfig);
      const post = async (path: string, body: object) => {
        const headers = { 'Content-Type': 'application/json' };
        return JSON.parse(await textOf(await raw.open({ method: 'POST', path, body: JSON.stringify(body), headers }))).status;
      };
      try {
        for (const document of parseAllDocuments(yaml('rbac.yaml').replaceAll('namespace: default', `namespace: ${namespace}`)))
          await cluster().client.apply(document.toJS() as StoredObject, { force: true });
        const resourceAttributes = { namespace, verb: 'create', group: 'events.k8s.io', resource: 'events' };
        const spec = { user: `system:serviceaccount:${namespace}:demo-operator`, resourceAttributes };
        const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
        const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
        // A real server's caches need a moment to know.
        await eventually(async () => (await post(path, review)).allowed, { timeoutSeconds: 60 });
        const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
        return (await post(`/api/v1/namespaces/${namespace}/serviceaccounts/demo-operator/token`, request)).token;
      } finally {
        raw.close();
      }
    }

    for (const login of ['environment', 'service-account', 'token-service']) {
      it(`by --login=${login}, as the account of rbac.yaml, for a whole life`, async () => {
        await operator.stop();
        const token = await accountToken();
        const service = createServer((_request, answer) => void answer.end(JSON.stringify({ token }))).listen(0, '127.0.0.1');
        await once(service, 'listening');
        const server = cluster().kubeConfig.getCurrentCluster()?.server ?? '';
        const certificate = await authorityOf(new URL(server));
        Object.assign(process.env, {
          DEMO_SERVER: server,
          DEMO_CA: Buffer.from(certificate).toString('base64'),
          DEMO_TOKEN: token,
          DEMO_TOKEN_FILE: file('token', token),
          DEMO_TOKEN_URL: `http://127.0.0.1:${(service.address() as AddressInfo).port}/`,
        });
        try {
          const args = ['--create-crd', '--namespace', namespace, `--login=${login}`];
          operator = await startOperator(new DemoOperator(Demo), { cluster: { kubeConfig: new KubeConfig() }, args });
          await cluster().client.create({ apiVersion: 'devoops.io/v1', kind: 'Demo', metadata: { name: 'my-demo', namespace }, spec: {} });
          await logged('created');
          // Until its creation has succeeded, a change is one more creation.
          await eventually(async () => (await cluster().client.get(demo())).status?.state === 'processed', { timeoutSeconds: 60 });
          await cluster().client.mergePatch(demo(), { spec: { name: 'moon' } });
          await logged('changed');
          await cluster().client.delete(demo());
          await eventually(async () => !(await cluster().client.find(demo())));
          await operator.stop();
          expect(operator.logText).to.not.match(/forbidden/i);
          expect(operator.logText).to.not.contain(token);
        } finally {
          service.close();
        }
      }).timeout(120_000);
    }

    it('says what the environment lacks', async () => {
      await operator.stop();
      for (const login of LOGINS.filter((each) => each !== 'usual')) {
        const failure = await new DemoOperator(Demo)
          .start({ args: [`--login=${login}`], logger: new CollectedLog() })
          .catch((error: unknown) => error);
        expect(failure, login).to.be.instanceOf(CredentialsError);
        expect((failure as Error).message).to.match(/^set DEMO_\w+, or choose another --login$/);
      }
    });
  });
});

describe('the ways to log in of examples/demo', () => {
  const server = { DEMO_SERVER: 'https://127.0.0.1:6443', DEMO_CA: Buffer.from('a certificate').toString('base64') };

  it('takes a token of the environment', async () => {
    const config = await logIn('environment', { ...server, DEMO_TOKEN: 'abc' });
    expect(config?.getCurrentUser()?.token).to.equal('abc');
    expect(config?.getCurrentCluster()).to.include({ server: server.DEMO_SERVER, caData: server.DEMO_CA, skipTLSVerify: false });
  });

  it("takes a service account's token file, to be read again as it is rotated", async () => {
    const config = await logIn('service-account', { ...server, DEMO_TOKEN_FILE: '/run/token' });
    expect(config?.getCurrentUser()?.authProvider).to.deep.equal({ name: 'tokenFile', config: { tokenFile: '/run/token' } });
  });

  it('asks a service for a token, each time anew', async () => {
    let asked = 0;
    const service = createServer((_request, answer) => {
      asked++;
      if (asked > 2) answer.writeHead(503);
      answer.end(JSON.stringify({ token: `token-${asked}` }));
    }).listen(0, '127.0.0.1');
    await once(service, 'listening');
    const env = { ...server, DEMO_TOKEN_URL: `http://127.0.0.1:${(service.address() as AddressInfo).port}/` };
    try {
      for (const token of ['token-1', 'token-2']) expect((await logIn('token-service', env))?.getCurrentUser()?.token).to.equal(token);
      const refusal = await logIn('token-service', env).catch((error: Error) => error.message);
      expect(refusal).to.equal('the token service answers 503');
    } finally {
      service.close();
    }
  });

  it('leaves it to the SDK otherwise', async () => {
    expect(await logIn('usual', {})).to.equal(undefined);
  });
});

describe('the handlers of examples/demo', () => {
  const args = { greeting: 'Good evening' };

  it('greet by a ConfigMap that belongs to the Demo', async () => {
    const { applied, status, events, error, objects } = await callHandler(Demo, 'ensureCreated', { spec: { name: 'moon' } }, { args });
    expect(error).to.equal(undefined);
    const child = [...applied, ...objects].find(({ kind }) => kind === 'ConfigMap');
    expect(child?.data).to.deep.equal({ greeting: 'Good evening, moon!' });
    expect(child?.metadata.ownerReferences?.[0]).to.include({ kind: 'Demo', name: 'example' });
    expect(status).to.deep.equal({ greeting: 'Good evening, moon!' });
    expect(events).to.deep.equal([{ type: 'Normal', reason: 'Greeted', message: 'Good evening, moon!' }]);
  });

  it('greet the world when the spec has no name', async () => {
    const { status } = await callHandler(Demo, 'ensureCreated', { spec: {} }, { args });
    expect(status).to.deep.equal({ greeting: 'Good evening, world!' });
  });

  it('log what a change is about', async () => {
    const logger = new CollectedLog();
    await callHandler(Demo, 'ensureModified', { spec: { name: 'b' } }, { args, old: { spec: { name: 'a' } }, logger });
    const changed = logger.records.find(({ message }) => message === 'changed');
    expect(changed?.fields).to.deep.include({ old: { name: 'a' }, new: { name: 'b' } });
    expect(changed?.fields.diff).to.deep.equal([{ op: 'change', path: ['spec', 'name'], old: 'a', new: 'b' }]);
  });

  it("fail for good where the name is taken by somebody else's ConfigMap", async () => {
    const existing = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'example', namespace: 'default' }, data: {} }];
    const { error } = await callHandler(Demo, 'ensureCreated', { spec: {} }, { args, existing });
    expect(error).to.be.instanceOf(PermanentError);
  });

  for (const [handler, message] of [
    ['ensureResumed', 'resumed'],
    ['ensureDeleted', 'deleted'],
  ] as const) {
    it(`log that the Demo is ${message}`, async () => {
      const logger = new CollectedLog();
      const { error } = await callHandler(Demo, handler, { spec: {} }, { args, logger });
      expect(error).to.equal(undefined);
      expect(logger.records.map((record) => record.message)).to.include(message);
    });
  }
});

describe('the program of examples/demo', function () {
  this.timeout(120_000);
  const program = usePrograms();

  it('ends with 1 and one message when its startup fails, after cleaning up', async () => {
    const { code, stderr } = await program('examples/demo/demo.ts', ['--needs-file=/nonexistent/file', '--log-format=text']).ended();
    expect(code).to.equal(1);
    expect(stderr)
      .to.contain('onStartup failed')
      .and.to.contain('/nonexistent/file')
      .and.to.match(/info\s+cleanup/i);
    expect(stderr).to.not.match(/^\s+at /m);
  });
});
