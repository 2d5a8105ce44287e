/** Each program of examples/login logs in with the token of a real service account, and works with it. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { EnvironmentLogin } from '../../examples/login/environment.ts';
import * as example from '../../examples/login/greeting.ts';
import { KubeconfigLogin } from '../../examples/login/kubeconfig.ts';
import { ServiceAccountLogin } from '../../examples/login/service-account.ts';
import { TokenServiceLogin } from '../../examples/login/token-service.ts';
import { type Clock, systemClock } from '../../lib/base/clock.ts';
import { CredentialsError, LifeCycleError } from '../../lib/base/errors.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import type { ObjectMeta } from '../../lib/base/object-meta.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import { KubeConfig } from '../../lib/index.ts';
import type { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { useExampleAccount } from '../support/example-account.ts';
import { authorityOf } from '../support/server-authority.ts';
import { testNamespace } from '../support/test-namespace.ts';

const { Greeting } = example;

describeOnBothClusters('examples/login', (cluster) => {
  const account = useExampleAccount(cluster, example);
  let namespace: string;
  let folder: string;
  /** That of the server's authority; '' where there is no TLS. */
  let certificate: string;
  let connection: ClusterConnection;
  let test: TestOperator | undefined;

  before(async function () {
    this.timeout(120_000);
    await Greeting.createCustomResourceDefinition(cluster().client);
    await eventually(() => cluster().client.list({ class: Greeting }), { timeoutSeconds: 60 });
    certificate = await authorityOf(new URL(server()));
    connection = await ClusterConnection.open({
      kubeConfig: cluster().kubeConfig,
      clock: systemClock,
      logger: silentLogger,
      env: {},
      fieldManager: 'spec',
    });
  });
  after(() => connection?.close());
  beforeEach(async () => {
    namespace = await testNamespace(cluster());
    folder = mkdtempSync(join(tmpdir(), 'login-'));
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${test?.logText}\n`);
    await test?.kill();
    test = undefined;
    rmSync(folder, { recursive: true });
    for (const name of ['CLUSTER_SERVER', 'CLUSTER_CA', 'CLUSTER_TOKEN']) delete process.env[name];
  });

  /** A token that lives for ten minutes, the shortest life that an API server gives. */
  async function mint(): Promise<string> {
    const response = await connection.transport.request({
      method: 'POST',
      path: `/api/v1/namespaces/${account.name}/serviceaccounts/${account.name}/token`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } }),
    });
    const answer = await response.text();
    expect(response.status).to.equal(201, answer);
    return JSON.parse(answer).status.token;
  }

  const server = () => cluster().kubeConfig.getCurrentCluster()?.server ?? '';
  const caData = () => Buffer.from(certificate).toString('base64');
  function file(name: string, content: string): string {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  }

  async function start(operator: KubernetesOperator, args: string[] = [], clock?: Clock): Promise<TestOperator> {
    const elsewhere = { kubeConfig: new KubeConfig() };
    test = await startOperator(operator, { cluster: elsewhere, args: ['--namespace', namespace, ...args], ...(clock ? { clock } : {}) });
    return test;
  }

  async function greets(name: string): Promise<void> {
    const { GROUP, VERSION, KIND } = Greeting;
    await cluster().client.create({ apiVersion: `${GROUP}/${VERSION}`, kind: KIND, metadata: { name, namespace }, spec: {} });
    const greeting = await eventually(async () => {
      const found = await cluster().client.get({ class: Greeting, name, namespace });
      return found.status?.text && found;
    });
    expect(greeting.status.text).to.equal(`Hello ${name}`);
  }

  it('by the environment', async function () {
    // The first operator of a run loads what all others find loaded.
    this.timeout(120_000);
    Object.assign(process.env, { CLUSTER_SERVER: server(), CLUSTER_TOKEN: await mint(), CLUSTER_CA: caData() });
    await start(new EnvironmentLogin(Greeting));
    await greets('a');
  });

  it('needs each right of the account that manifests prints, and no other', async () => {
    Object.assign(process.env, { CLUSTER_SERVER: server(), CLUSTER_TOKEN: await mint(), CLUSTER_CA: caData() });
    const operator = await start(new EnvironmentLogin(Greeting));
    const { GROUP, VERSION, KIND } = Greeting;
    const create = (_: unknown, metadata: ObjectMeta) =>
      cluster().client.create({ apiVersion: `${GROUP}/${VERSION}`, kind: KIND, metadata, spec: {} });
    await account.rareDay({ operator, namespace, create }, Greeting as unknown as CRDClass);
    account.check(operator);
  }).timeout(120_000);

  it('by the environment says what is missing there', async () => {
    const failure = await start(new EnvironmentLogin(Greeting)).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(CredentialsError);
    expect((failure as Error).message).to.include('set CLUSTER_SERVER and CLUSTER_TOKEN');
  });

  it('by a context of a kubeconfig, whichever is the current one', async () => {
    const kubeConfig = new KubeConfig();
    const main = { name: 'main', server: server(), ...(certificate ? { caData: caData() } : {}), skipTLSVerify: false };
    const nowhere = { name: 'nowhere', server: 'http://127.0.0.1:9', skipTLSVerify: false };
    kubeConfig.loadFromOptions({
      clusters: [nowhere, main],
      users: [{ name: 'me', token: await mint() }],
      contexts: [nowhere, main].map(({ name }) => ({ name, cluster: name, user: 'me' })),
      currentContext: 'nowhere',
    });
    const args = ['--cluster-config', file('kubeconfig', kubeConfig.exportConfig()), '--cluster-context', 'main'];
    await start(new KubeconfigLogin(Greeting), args);
    await greets('a');
  });

  it('by the token file of a service account', async () => {
    const args = ['--server', server(), '--token-file', file('token', await mint()), '--ca-file', file('ca.crt', certificate)];
    await start(new ServiceAccountLogin(Greeting), args);
    await greets('a');
  });

  describe('by a service whose tokens expire', () => {
    let service: Server;
    let logins: number;
    let answers: () => Promise<string>;
    let args: string[];
    beforeEach(async () => {
      logins = 0;
      answers = mint;
      service = createServer(async (request, response) => {
        request.resume();
        logins += 1;
        const allowed = request.headers.authorization === 'Bearer open-sesame' && request.method === 'POST';
        const token = allowed ? await answers().catch(() => '') : '';
        response.writeHead(token ? 200 : 503).end(JSON.stringify({ token }));
      }).listen(0, '127.0.0.1');
      await once(service, 'listening');
      const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
      const authority = certificate ? ['--ca-file', file('ca.crt', certificate)] : [];
      args = ['--token-url', url, '--token-password', 'open-sesame', '--server', server(), ...authority];
    });
    afterEach(() => {
      service.closeAllConnections();
      service.close();
    });

    it('gets a new one before the end, and keeps its streams', async () => {
      let ahead = 0;
      const clock = { ...systemClock, now: () => Date.now() + ahead };
      const operator = await start(new TokenServiceLogin(Greeting), args, clock);
      await greets('a');
      const streams = () => operator.logs.filter(({ message }) => message === 'the watch changed its state').length;
      const before = streams();
      expect([logins, before > 0]).to.deep.equal([1, true]);
      // Within the last minute of its life; the server still takes it.
      ahead = 550_000;
      await greets('b');
      await eventually(() => logins === 2);
      // The new one is of the server's time, and as good as over for us: what counts is that another was fetched and is used.
      ahead = 0;
      await greets('c');
      expect([logins, streams()]).to.deep.equal([2, before]);
      expect(operator.logText).to.not.include('open-sesame');
    });

    it('goes on with the present one while the service is away', async () => {
      let ahead = 0;
      const clock = { ...systemClock, now: () => Date.now() + ahead };
      const operator = await start(new TokenServiceLogin(Greeting), args, clock);
      answers = () => Promise.reject(new Error('away'));
      ahead = 550_000;
      await greets('a');
      await eventually(() => operator.logText.includes('could not renew the credentials before their end'));
      await greets('b');
    });

    it('does not start without one', async () => {
      answers = () => Promise.reject(new Error('away'));
      const failure = await start(new TokenServiceLogin(Greeting), args).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(LifeCycleError);
      expect((failure as Error).message).to.equal('onLogin failed: the token service answers 503');
    });
  });
});
