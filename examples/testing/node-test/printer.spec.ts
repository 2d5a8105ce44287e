/**
 * The Printer tested with node:test: one method without a cluster, the whole operator on an embedded one, and a retry in no time.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { callHandler, EmbeddedCluster, eventually, FakeClock, startOperator, type TestOperator } from 'tskubeop/testing';
import { Printer, PrinterOperator } from '../../printer/printer.ts';

const A = { class: Printer, name: 'a', namespace: 'default' };
const POD = { apiVersion: 'v1', kind: 'Pod', name: 'a', namespace: 'default' };

const aPrinter = (spec: { text: string; as?: string }) => ({
  ...{ apiVersion: `${Printer.GROUP}/${Printer.VERSION}`, kind: Printer.KIND },
  ...{ metadata: { name: 'a', namespace: 'default' }, spec },
});

describe('ensureCreated', () => {
  it('prints the text in a Pod', async () => {
    const args = { image: 'busybox' };
    const result = await callHandler(Printer, 'ensureCreated', { metadata: { name: 'a' }, spec: { text: 'hi' } }, { args });
    assert.equal(result.error, undefined);
    assert.deepEqual(result.applied[0]?.spec.containers[0].args, ['hi']);
    assert.deepEqual(result.status, { state: 'printing', printedBy: 'Pod/a' });
  });
});

describe('the operator', () => {
  let cluster: EmbeddedCluster;
  let operator: TestOperator;

  before(async () => {
    cluster = await EmbeddedCluster.start({ workloads: true });
    operator = await startOperator(new PrinterOperator(Printer), { cluster, args: ['--create-crd'] });
  });

  after(async () => {
    await operator?.stop();
    await cluster?.stop();
  });

  it('sees the Job complete', async () => {
    await cluster.client.create(aPrinter({ text: 'hi', as: 'Job' }));
    await eventually(async () => (await cluster.client.get(A)).status.state === 'printed', { timeoutSeconds: 10 });
  });
});

describe('a retry', () => {
  it('comes when its time has come', async () => {
    const clock = new FakeClock();
    const cluster = await EmbeddedCluster.start({ clock });
    await Printer.createCustomResourceDefinition(cluster.client);
    const operator = await startOperator(new PrinterOperator(Printer), { cluster, clock });
    try {
      await cluster.client.create(aPrinter({ text: 'hi' }));
      await operator.handled(Printer, 'a');
      await cluster.client.mergePatch(A, { spec: { text: 'bye' } });
      // The old Pod has to go first: ensureModified deletes it and asks to be called again in a second.
      await eventually(() => operator.calls(Printer, 'a').some(({ outcome }) => outcome === 'failed'));
      await clock.advance(1000);
      const calls = await operator.handled(Printer, 'a');
      assert.deepEqual(calls.at(-1), { handler: 'ensureModified', reason: 'retry', attempt: 2, outcome: 'succeeded' });
      const pod = await cluster.client.get(POD);
      assert.deepEqual(pod.spec.containers[0].args, ['bye']);
    } finally {
      await operator.stop();
      await cluster.stop();
    }
  });
});
