/**
 * `npm start`: an embedded cluster, the Printer's operator, and one Printer, until Ctrl-C.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredObject } from 'tskubeop';
import { EmbeddedCluster, eventually } from 'tskubeop/testing';
import { parse } from 'yaml';
import { Printer, PrinterOperator } from './printer.ts';

const cluster = await EmbeddedCluster.start({ workloads: true });
process.stdout.write(`An embedded Kubernetes API server and the operator of examples/printer. Ctrl-C ends both.

KUBECONFIG=${cluster.kubeconfigPath}

In another terminal, with that line exported:
  kubectl get printers
  kubectl apply -f examples/printer/my-job-printer.yaml
  kubectl get printers,pods,jobs --watch

`);
// Flags on the command line outrank these.
Object.assign(process.env, { KUBECONFIG: cluster.kubeconfigPath, TSKUBEOP_CREATE_CRD: 'true', TSKUBEOP_EXTERNAL: 'true' });

const stopped = new AbortController();
try {
  const operating = new PrinterOperator(Printer).run().finally(() => stopped.abort());
  await Promise.all([operating, createSample()]);
} finally {
  await cluster.stop();
}

/** The definition is created by the operator: until it is served there is nothing to create a sample of. */
async function createSample() {
  const sample = parse(readFileSync(join(import.meta.dirname, 'my-printer.yaml'), 'utf8')) as StoredObject;
  const object = { ...sample, metadata: { ...sample.metadata, namespace: 'default' } };
  try {
    await eventually(() => cluster.client.list({ class: Printer }), { timeoutSeconds: 30, signal: stopped.signal });
    await cluster.client.create(object);
  } catch (error) {
    if (!stopped.signal.aborted) process.stderr.write(`the sample Printer could not be created: ${(error as Error).message}\n`);
  }
}
