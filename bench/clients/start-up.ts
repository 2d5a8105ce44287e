/** From nothing to the first handled object on an embedded cluster, and what is resident then. Prints JSON. */
import { CRDBase, KubernetesOperator } from 'tskubeop';
import { EmbeddedCluster, eventually, startOperator } from 'tskubeop/testing';

class Widget extends CRDBase {
  static readonly GROUP = 'bench.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'widgets';
  static readonly SINGULAR = 'widget';
  static readonly KIND = 'Widget';
  static first: number | undefined;

  async ensureCreated() {
    Widget.first ??= performance.now();
  }
}

const cluster = await EmbeddedCluster.start();
const operator = await startOperator(new KubernetesOperator(Widget), { cluster, args: ['--create-crd'] });
await cluster.client.create({
  apiVersion: 'bench.example.com/v1',
  kind: 'Widget',
  metadata: { name: 'a', namespace: 'default' },
  spec: {},
});
await eventually(() => Widget.first !== undefined, { timeoutSeconds: 30 });
await operator.idle();
const { user, system } = process.cpuUsage();
const residentBytes = process.memoryUsage.rss();
// From the start of the process on.
console.log(JSON.stringify({ firstHandlerMilliseconds: Widget.first, cpuMilliseconds: (user + system) / 1000, residentBytes }));
await operator.stop();
await cluster.stop();
