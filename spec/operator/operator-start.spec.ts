import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { AbortedError, LifeCycleError, PortError, UnreachableError } from '../../lib/base/errors.ts';
import { KubeConfig } from '../../lib/cluster/client-node.ts';
import type { SdkArguments } from '../../lib/operator/argument-parser.ts';
import type { OperatorLifeCycle } from '../../lib/operator/life-cycle.ts';
import { type StartPlan, startOperator } from '../../lib/operator/operator-start.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

class Gadget extends CRDBase {
  static readonly GROUP = 'operators.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'gadgets';
  static readonly SINGULAR = 'gadget';
  static readonly KIND = 'Gadget';
  ensureCreated() {}
}

const A_GADGET = { apiVersion: 'operators.example.com/v1', kind: 'Gadget' };

const ARGS: SdkArguments = {
  createCrd: false,
  namespace: [],
  scope: 'cluster',
  external: false,
  logLevel: 'info',
  logFormat: 'text',
  leaderElect: false,
  shards: false,
  leaseName: undefined,
  stopSeconds: 20,
};

describe('startOperator of the operator layer', () => {
  let cluster: EmbeddedCluster;
  let logger: CollectedLog;
  let order: string[];
  before(async () => {
    cluster = await EmbeddedCluster.start();
  });
  after(() => cluster?.stop());
  beforeEach(() => {
    logger = new CollectedLog();
    order = [];
  });

  function aPlan(parts: Partial<StartPlan> = {}, lifeCycle: Partial<OperatorLifeCycle> = {}): StartPlan {
    return {
      name: 'gadget-operator',
      crds: [Gadget],
      args: { ...ARGS },
      secrets: [],
      lifeCycle: { onStartup: () => void order.push('onStartup'), onCleanup: () => void order.push('onCleanup'), ...lifeCycle },
      kubeConfig: cluster.kubeConfig,
      env: {},
      clock: systemClock,
      logger,
      observer: {},
      signal: new AbortController().signal,
      ...parts,
    };
  }

  const watched = () => logger.records.find(({ message }) => message === 'watching')?.fields.namespaces;

  it('creates definitions only when asked, before anything is watched', async () => {
    const reference = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name: Gadget.CRD_NAME };
    const without = await startOperator(aPlan());
    expect(await cluster.client.find(reference)).to.equal(undefined);
    await without.stop();
    const running = await startOperator(aPlan({ args: { ...ARGS, createCrd: true } }));
    await running.ready();
    expect(await cluster.client.find(reference)).to.have.nested.property('metadata.managedFields[0].manager', 'gadget-operator');
    await running.stop();
  });

  const scopes: [string, Partial<SdkArguments>, unknown][] = [
    ['all namespaces', {}, 'all'],
    ['those of --namespace, each once', { namespace: ['a', 'b', 'a'], scope: 'namespaced' }, ['a', 'b']],
    ['the context’s own with --scope namespaced', { scope: 'namespaced' }, ['default']],
  ];
  for (const [title, args, expected] of scopes) {
    it(`watches ${title}`, async () => {
      const running = await startOperator(aPlan({ args: { ...ARGS, ...args } }));
      expect(watched()).to.deep.equal(expected);
      await running.kill();
    });
  }

  it('answers probes before onStartup has ended, is ready when its first lists are complete, and closes last', async () => {
    const preparing = Promise.withResolvers<void>();
    let url = '';
    const readiness = async () => (await fetch(`${url}/readyz`)).status;
    const plan = aPlan(
      { args: { ...ARGS, createCrd: true, httpAddress: '127.0.0.1:0' } },
      {
        onStartup: () => preparing.promise,
        onCleanup: async () => void order.push(`onCleanup ${(await fetch(`${url}/livez`)).status} ${await readiness()}`),
      },
    );
    const starting = startOperator(plan);
    url = await eventually(() => logger.records.find(({ message }) => message.startsWith('serving'))?.fields.url as string);
    expect([(await fetch(`${url}/livez`)).status, await readiness()]).to.deep.equal([200, 500]);
    preparing.resolve();
    const running = await starting;
    expect(running.httpUrl).to.equal(url);
    await running.ready();
    expect(await readiness()).to.equal(200);
    expect(await (await fetch(`${url}/readyz?verbose`)).text()).to.match(
      /^\[\+\]credentials ok: accepted.*^\[\+\]watch-of-gadget ok: watching/ms,
    );
    await running.stop();
    expect(order).to.deep.equal(['onCleanup 200 500']);
    expect(await fetch(`${url}/livez`).catch(() => 'closed')).to.equal('closed');
  });

  it('serves metrics of its classes, its requests and its watches', async () => {
    const running = await startOperator(aPlan({ args: { ...ARGS, createCrd: true, httpAddress: '127.0.0.1:0' } }));
    await running.ready();
    await cluster.client.create({ ...A_GADGET, metadata: { name: 'counted', namespace: 'default' } });
    const page = async () => (await fetch(`${running.httpUrl}/metrics`)).text();
    const text = await eventually(async () => {
      const body = await page();
      return body.includes('controller_runtime_reconcile_total{controller="gadget",result="success"} 1') && body;
    });
    expect(text).to.match(/^rest_client_requests_total\{code="200",method="PATCH",host="127.0.0.1:\d+"\} [1-9]/m);
    expect(text).to.match(/^tskubeop_cache_objects\{controller="gadget",kind="Gadget",namespace=""\} 1$/m);
    expect(text).to.match(/^tskubeop_queue_wait_seconds_count\{controller="gadget",priority="high"\} [1-9]/m);
    expect(text).to.match(/^tskubeop_ready 1$/m);
    await running.stop();
    await cluster.client.delete({ class: Gadget, name: 'counted', namespace: 'default' });
  });

  it('starts nothing when its address is taken', async () => {
    const other = await startOperator(aPlan({ args: { ...ARGS, httpAddress: '127.0.0.1:0' } }));
    const httpAddress = new URL(other.httpUrl as string).host;
    const failure = await startOperator(aPlan({ args: { ...ARGS, httpAddress } })).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(PortError).with.property('message').that.contains(httpAddress);
    expect(order).to.deep.equal(['onStartup']);
    await other.kill();
  });

  it('stays alive and becomes unready while the API server is away', async () => {
    const own = await EmbeddedCluster.start();
    const args = { ...ARGS, createCrd: true, httpAddress: '127.0.0.1:0' };
    const running = await startOperator(aPlan({ kubeConfig: own.kubeConfig, args }));
    await running.ready();
    await own.stop();
    const statusOf = async (path: string) => (await fetch(`${running.httpUrl}${path}`)).status;
    await eventually(async () => (await statusOf('/readyz')) === 500);
    expect(await statusOf('/livez')).to.equal(200);
    await running.kill();
  });

  it('prefers the context’s namespace to any other', async () => {
    const kubeConfig = new KubeConfig();
    const content = JSON.parse(cluster.kubeConfig.exportConfig()) as { contexts: { context: { namespace?: string } }[] };
    for (const { context } of content.contexts) context.namespace = 'team-a';
    kubeConfig.loadFromString(JSON.stringify(content));
    const running = await startOperator(aPlan({ kubeConfig, args: { ...ARGS, scope: 'namespaced' } }));
    expect(watched()).to.deep.equal(['team-a']);
    await running.kill();
  });

  it('cleans up when no server answers', async () => {
    const clock = new FakeClock();
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser({ name: 'x', server: 'http://127.0.0.1:1', skipTLSVerify: false }, { name: 'x' });
    let over = false;
    const failure = startOperator(aPlan({ clock, kubeConfig })).then(
      () => undefined,
      (error: unknown) => error,
    );
    void failure.then(() => {
      over = true;
    });
    while (!over) await clock.advance(500);
    expect(await failure).to.be.instanceOf(UnreachableError);
    expect(order).to.deep.equal(['onStartup', 'onCleanup']);
  });

  it('is an error when it was stopped on the way and onCleanup fails', async () => {
    const controller = new AbortController();
    const lifeCycle = { onStartup: () => controller.abort(), onCleanup: () => Promise.reject(new Error('still open')) };
    const failure = await startOperator(aPlan({ signal: controller.signal }, lifeCycle)).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(LifeCycleError).and.have.property('message', 'onCleanup failed: still open');
  });

  it('is given up while definitions are waited for', async () => {
    const controller = new AbortController();
    cluster.faults.refuse({ path: /customresourcedefinitions/, status: 503, times: 1000 });
    try {
      const plan = aPlan({ signal: controller.signal, args: { ...ARGS, createCrd: true } });
      const starting = startOperator(plan).catch((error: unknown) => error);
      setImmediate(() => controller.abort());
      expect(await starting).to.be.instanceOf(AbortedError);
      expect(order).to.deep.equal(['onStartup', 'onCleanup']);
    } finally {
      cluster.faults.clear();
    }
  });
});
