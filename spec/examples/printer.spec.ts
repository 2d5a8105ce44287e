import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import * as example from '../../examples/printer/printer.ts';
import { ApiError } from '../../lib/base/errors.ts';
import type { ObjectMeta, StoredObject } from '../../lib/base/object-meta.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { callHandler } from '../../lib/testing/call-handler.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { useExampleAccount } from '../support/example-account.ts';
import { usePrograms } from '../support/program-process.ts';
import { testNamespace } from '../support/test-namespace.ts';

const { Printer, PrinterOperator } = example;
const FOLDER = join(import.meta.dirname, '../../examples/printer');
const yaml = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const NASTY = 'a\'b"c; $(touch /tmp/pwned) `id` && rm -rf / | cat > x\n$HOME %s \\n';

describeOnBothClusters('examples/printer', (cluster) => {
  const account = useExampleAccount(cluster, example);
  let namespace: string;
  let operator: TestOperator;

  before(async function () {
    this.timeout(120_000);
    const definition = parse(yaml('crd.yaml')) as StoredObject;
    await cluster().client.apply(definition);
    await eventually(() => cluster().client.list({ class: Printer }), { timeoutSeconds: 60 });
  });
  beforeEach(async () => {
    namespace = await testNamespace(cluster());
    operator = await start();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${operator.logText}\n`);
    await operator.kill();
  });

  const start = () => startOperator(new PrinterOperator(Printer), { cluster: account.cluster, args: ['--namespace', namespace] });
  const pod = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', name, namespace });
  const job = (name: string) => ({ apiVersion: 'batch/v1', kind: 'Job', name, namespace });
  const printer = (name: string) => ({ class: Printer, name, namespace });
  const state = async (name: string) => (await cluster().client.get(printer(name))).status?.state;

  async function create(name: string, spec: object): Promise<StoredObject> {
    const { GROUP, VERSION, KIND } = Printer;
    return cluster().client.create({ apiVersion: `${GROUP}/${VERSION}`, kind: KIND, metadata: { name, namespace }, spec });
  }

  it('prints the sample: its Pod runs and completes, belongs to it, and its state is shown', async () => {
    const sample = parse(yaml('my-printer.yaml')) as StoredObject;
    const created = await cluster().client.create({ ...sample, metadata: { ...sample.metadata, namespace } });
    const { name } = created.metadata;
    const printing = await eventually(() => cluster().client.find(pod(name)));
    expect(printing.metadata.ownerReferences?.[0]).to.include({ kind: 'Printer', name, uid: created.metadata.uid });
    await eventually(async () => ['Running', 'Succeeded'].includes((await cluster().client.get(pod(name))).status?.phase), {
      timeoutSeconds: 60,
    });
    await eventually(async () => ['printing', 'printed'].includes(await state(name)));
    await operator.handled(Printer, name, namespace);
    expect(operator.calls(Printer, name, namespace)[0]).to.include({ handler: 'ensureCreated', outcome: 'succeeded' });
    expect((await cluster().client.get(printer(name))).status).to.include({ printedBy: `Pod/${name}` });
  }).timeout(120_000);

  it('prints by a Job where it is asked to', async () => {
    await create('by-job', { text: 'x', as: 'Job' });
    const child = await eventually(() => cluster().client.find(job('by-job')));
    expect(child.spec.template.spec.containers[0]).to.deep.include({ command: ['printf', '%s\\n'], args: ['x'] });
    expect((await eventually(() => cluster().client.get(printer('by-job')))).spec.as).to.equal('Job');
    await eventually(async () => ((await cluster().client.get(job('by-job'))).status?.succeeded ?? 0) > 0, { timeoutSeconds: 60 });
    await eventually(async () => (await state('by-job')) === 'printed');
  }).timeout(120_000);

  it('hands the text over as one argument, whatever is in it', async () => {
    await create('nasty', { text: NASTY });
    const { spec } = await eventually(() => cluster().client.find(pod('nasty')));
    const [{ command, args, image }] = spec.containers;
    expect({ command, args, image }).to.deep.equal({ command: ['printf', '%s\\n'], args: [NASTY], image: 'busybox' });
  });

  it('refuses a text that the schema does not allow', async () => {
    for (const text of ['', 'x'.repeat(1001), 7]) {
      const refusal = await create('refused', { text }).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(refusal).to.be.instanceOf(ApiError).and.have.property('status', 422);
      expect(String(refusal)).to.contain('spec.text');
    }
  });

  it('prints another text by another Pod', async () => {
    await create('changed', { text: 'first' });
    const { metadata } = await eventually(() => cluster().client.find(pod('changed')));
    await operator.handled(Printer, 'changed', namespace);
    await cluster().client.mergePatch(printer('changed'), { spec: { text: 'second' } });
    const again = await eventually(
      async () => {
        const found = await cluster().client.find(pod('changed'));
        return found && found.metadata.uid !== metadata.uid ? found : undefined;
      },
      { timeoutSeconds: 60 },
    );
    expect(again.spec.containers[0].args).to.deep.equal(['second']);
  }).timeout(120_000);

  it('is handled at the start when it was created before, and not again when it has been', async () => {
    await create('early', { text: 'x' });
    await operator.handled(Printer, 'early', namespace);
    await operator.stop();
    await create('late', { text: 'y' });
    await operator.start();
    await eventually(() => cluster().client.find(pod('late')));
    await operator.handled(Printer, 'late', namespace);
    await operator.handled(Printer, 'early', namespace);
    const created = (name: string) => operator.calls(Printer, name, namespace).filter(({ handler }) => handler === 'ensureCreated').length;
    expect([created('early'), created('late')]).to.deep.equal([1, 1]);
  });

  it('needs each right of the account that manifests prints, and no other', async () => {
    await create('turned', { text: 'x', as: 'Job' });
    await eventually(() => cluster().client.find(job('turned')));
    await cluster().client.mergePatch(printer('turned'), { spec: { as: 'Pod' } });
    await eventually(() => cluster().client.find(pod('turned')), { timeoutSeconds: 60 });
    const sample = parse(yaml('my-printer.yaml')) as StoredObject;
    const rare = (_: unknown, metadata: ObjectMeta) => cluster().client.create({ ...sample, metadata });
    await account.rareDay({ operator, namespace, create: rare }, Printer as unknown as CRDClass);
    account.check(operator);
  }).timeout(120_000);

  // Last: a real garbage collector looks for new kinds every 30 s only.
  it('goes with everything that it made', async () => {
    await create('deleted', { text: 'x' });
    await eventually(() => cluster().client.find(pod('deleted')));
    await cluster().client.delete(printer('deleted'));
    await eventually(async () => !(await cluster().client.find(printer('deleted'))));
    await eventually(async () => !(await cluster().client.find(pod('deleted'))), { timeoutSeconds: 60 });
  }).timeout(120_000);
});

describe('examples/printer', () => {
  it('can be unit-tested without a cluster', async () => {
    const { applied, status, error } = await callHandler(
      Printer,
      'ensureCreated',
      { metadata: { name: 'a' }, spec: { text: NASTY } },
      { args: { image: 'alpine' } },
    );
    expect(error).to.equal(undefined);
    expect(applied[0]?.spec.containers[0]).to.deep.equal({ name: 'print', image: 'alpine', command: ['printf', '%s\\n'], args: [NASTY] });
    expect(status).to.deep.equal({ state: 'printing', printedBy: 'Pod/a' });
  });
});

describe('npm start', function () {
  this.timeout(120_000);
  const program = usePrograms();

  it('prints its KUBECONFIG, handles the sample, and leaves nothing behind at Ctrl-C', async () => {
    const started = program('examples/printer/start.ts', [], { TMPDIR: tmpdir() });
    const [, kubeconfig = ''] = await started.printed(/^KUBECONFIG=(.+)$/m);
    expect(readFileSync(kubeconfig, 'utf8')).to.contain('server:');
    await started.printed(/printing.*my-printer/);
    const at = performance.now();
    started.kill('SIGINT');
    const { code, stderr } = await started.ended();
    expect(code, stderr).to.equal(0);
    expect(performance.now() - at).to.be.lessThan(5000);
    expect(existsSync(dirname(kubeconfig))).to.equal(false);
  });
});
