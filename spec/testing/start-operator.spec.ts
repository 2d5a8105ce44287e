import { expect } from 'chai';
import { DeadlineError, IllegalStateError, PermanentError } from '../../lib/base/errors.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';

let gate = Promise.withResolvers<void>();

class Gauge extends CRDBase<{ size?: number; mode?: 'fail' | 'wait' }> {
  static readonly GROUP = 'kit.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL: string = 'gauges';
  static readonly SINGULAR = 'gauge';
  static readonly KIND = 'Gauge';

  async ensureCreated() {
    if (this.spec.mode === 'wait') await gate.promise;
    if (this.spec.mode === 'fail') throw new PermanentError('told to');
  }

  ensureModified() {}
  ensureDeleted() {}
}

/** Its definition is nowhere. */
class Undefined extends Gauge {
  static override readonly PLURAL: string = 'undefineds';
}

describe('startOperator', () => {
  let cluster: EmbeddedCluster;
  let operator: TestOperator;
  let count = 0;
  before(async () => {
    cluster = await EmbeddedCluster.start();
    operator = await startOperator(new KubernetesOperator(Gauge), { cluster, args: ['--create-crd'] });
  });
  after(async () => {
    await operator?.stop();
    await cluster?.stop();
  });
  beforeEach(() => {
    gate = Promise.withResolvers();
  });

  const reference = (name: string) => ({ class: Gauge, name, namespace: 'default' });

  async function create(spec: object = {}): Promise<string> {
    count += 1;
    const metadata = { name: `g${count}`, namespace: 'default' };
    await cluster.client.create({ apiVersion: 'kit.example.com/v1', kind: 'Gauge', metadata, spec });
    return metadata.name;
  }

  it('resolves handled() when the object’s newest version has been handled, with the calls so far', async () => {
    const name = await create();
    expect(await operator.handled(Gauge, name)).to.deep.equal([
      { handler: 'ensureCreated', reason: 'created', attempt: 1, outcome: 'succeeded' },
    ]);
    for (let size = 1; size <= 3; size += 1) {
      await cluster.client.mergePatch(reference(name), { spec: { size } });
      expect(await operator.handled(Gauge, name)).to.have.lengthOf(size + 1);
    }
    await cluster.client.delete(reference(name));
    expect((await operator.handled(Gauge, name)).at(-1)).to.include({ handler: 'ensureDeleted', outcome: 'succeeded' });
    expect(await cluster.client.find(reference(name))).to.equal(undefined);
  });

  it('looks by the client of the cluster that it was given, whatever the operator itself may do', async () => {
    const name = await create();
    await operator.handled(Gauge, name);
    const { kubeConfig, client } = cluster;
    let looks = 0;
    const counting = { ...client, find: (...parts: Parameters<typeof client.find>) => client.find(...parts).finally(() => looks++) };
    await using other = await startOperator(new KubernetesOperator(Gauge), { cluster: { kubeConfig, client: counting as typeof client } });
    await other.handled(Gauge, name);
    expect(looks).to.be.greaterThan(0);
  });

  it('counts a failure for good as handled', async () => {
    expect(await operator.handled(Gauge, await create({ mode: 'fail' }))).to.have.nested.property('[0].outcome', 'failed');
  });

  it('fails a wait that takes too long, with the log', async () => {
    const name = await create({ mode: 'wait' });
    const late = await operator.handled(Gauge, name, undefined, { timeoutSeconds: 0.1 }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(late).to.be.instanceOf(DeadlineError);
    expect(String(late)).to.match(new RegExp(`Gauge ${name} is not handled within 0\\.1 s; its log:\\n[\\s\\S]*watching`));
    const idle = await operator.idle({ timeoutSeconds: 0.1 }).catch((error: unknown) => error);
    expect(String(idle)).to.contain('the operator is not idle within 0.1 s');
    gate.resolve();
    await operator.idle();
    expect(operator.calls(Gauge, name)).to.have.lengthOf(1);
  });

  it('says nothing, and keeps what would have been said', () => {
    expect(operator.logs.map(({ message }) => message)).to.include.members(['connected', 'watching']);
    expect(operator.logText).to.contain('info watching {"kinds":["Gauge"]');
  });

  it('restarts the same operator, and goes on with its calls and log', async () => {
    const name = await create();
    await operator.handled(Gauge, name);
    const { running } = operator;
    await operator.restart();
    expect(operator.running).to.not.equal(running);
    expect(await operator.handled(Gauge, name)).to.have.lengthOf(1);
    expect(operator.logs.filter(({ message }) => message === 'watching').length).to.be.greaterThan(1);
  });

  it('has nothing running between kill and start', async () => {
    await operator.kill();
    await operator.kill();
    expect(() => operator.running).to.throw(IllegalStateError, 'the operator is not running');
    await operator.stop();
    await operator.start();
    await operator.handled(Gauge, await create());
  });

  it('fails, and leaves nothing running, when the caches don’t get ready', async () => {
    const failure = await startOperator(new KubernetesOperator(Undefined), { cluster, readySeconds: 0.2 }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(DeadlineError);
    expect(String(failure)).to.contain('the caches of the operator are not ready within 0.2 s');
    expect(String(failure)).to.contain('undefineds');
  });

  it('stops when its signal aborts', async () => {
    const controller = new AbortController();
    const other = await startOperator(new KubernetesOperator(Gauge), { cluster, signal: controller.signal, args: { namespace: ['x'] } });
    controller.abort();
    await other.running.done;
    await eventually(() => other.logs.some(({ message }) => message === 'stopped'));
  });
});
