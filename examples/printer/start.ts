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
process.env.KUBECONFIG = cluster.kubeconfigPath;
process.argv.push('--create-crd', '--external');

const sample = parse(readFileSync(join(import.meta.dirname, 'my-printer.yaml'), 'utf8')) as StoredObject;
// The definition is created by the operator: until it is served the sample is refused.
const created = eventually(() => cluster.client.create({ ...sample, metadata: { ...sample.metadata, namespace: 'default' } }), { timeoutSeconds: 30 });
created.catch((error) => process.stderr.write(`the sample Printer could not be created: ${error.message}\n`));

await new PrinterOperator(Printer).run();
await cluster.stop();
