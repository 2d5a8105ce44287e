/** Hooks of several replicas of which one leads. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import { Redactor } from '../../lib/base/redaction.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import type { ControllerCluster } from '../../lib/controller/controller-context.ts';
import { OperatorFace } from '../../lib/face/operator-face.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import { MountedHooks } from '../../lib/operator/mounted-hooks.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import { useHooksFolder } from '../hooks/support/hooks-folder.ts';

class Shared extends CRDBase<object> {
  static readonly GROUP = 'hooks.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'shareds';
  static readonly SINGULAR = 'shared';
  static readonly KIND = 'Shared';
  ensureCreated() {}
}

describe('MountedHooks of several replicas', function () {
  this.timeout(120_000);
  const at = useHooksFolder();
  let cluster: EmbeddedCluster;
  let operators: TestOperator[];
  beforeEach(async () => {
    operators = [];
    cluster = await EmbeddedCluster.start();
  });
  afterEach(async () => {
    await Promise.all(operators.map((operator) => operator.stop()));
    await cluster.stop();
  });

  const soon = { timeoutSeconds: 40 };
  const record = () => join(at.folder.root, 'record');
  const lines = () => (existsSync(record()) ? readFileSync(record(), 'utf8').trim().split('\n') : []);
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name: 'hooks', namespace: 'default' };
  const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } });
  const isThere = async (name: string) =>
    (await cluster.client.find({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace: 'default' })) !== undefined;
  const maps = { name: 'maps', kind: 'ConfigMap', nameSelector: { matchNames: ['seen', 'again'] } };

  async function start(folder: string, args = ['--lease-name', 'hooks'], crds: (typeof Shared)[] = []): Promise<TestOperator> {
    const hooks = join(at.folder.path, folder);
    const operator = await startOperator(new KubernetesOperator(crds, { hooks }), { cluster, args: ['--leader-elect', ...args] });
    operators.push(operator);
    return operator;
  }
  const leads = (operator: TestOperator) => eventually(() => operator.running.isLeading, soon);

  it('elect by their folder where there is no class, and no name for the lease', async () => {
    for (const folder of ['one', 'other']) mkdirSync(join(at.folder.path, folder));
    const [one, other] = [await start('one', []), await start('other', [])];
    await Promise.all([leads(one), leads(other)]);
    const again = await start('other/../one', []);
    const withClass = await start('one', ['--create-crd'], [Shared]);
    await leads(withClass);
    const withClassToo = await start('other', ['--create-crd'], [Shared]);
    expect([again.running.isLeading, withClassToo.running.isLeading]).to.deep.equal([false, false]);
  });

  it('run at the leader only, and begin anew at the next one', async () => {
    const kubernetes = [maps];
    const schedule = [{ crontab: '* * * * * *', queue: 'times' }];
    for (const by of ['first', 'second']) {
      const tell = `jq -r '.[] | "${by} " + (.type // .binding)' "$BINDING_CONTEXT_PATH" >> ${record()}`;
      at.folder.shell(`${by}/a.sh`, { configVersion: 'v1', onStartup: 1, kubernetes, schedule }, tell);
    }
    const told = (by: string, ...types: string[]) => eventually(() => types.every((type) => lines().includes(`${by} ${type}`)), soon);
    const first = await start('first');
    await told('first', 'onStartup', 'Synchronization', 'Schedule');
    const second = await start('second');
    await cluster.client.create(map('seen'));
    await told('first', 'Event');
    const before = lines().length;
    await eventually(() => lines().length >= before + 2, soon);
    expect([second.running.isLeading, lines().filter((line) => line.startsWith('second'))]).to.deep.equal([false, []]);
    await first.stop();
    const after = lines().length;
    await told('second', 'onStartup', 'Synchronization', 'Schedule');
    expect(lines().slice(after)).to.not.include('first Schedule');
  });

  it('are ended with the lease, and have nothing done of what they ask for; the next term begins with a Synchronization', async () => {
    const asks = (name: string) => `echo '${JSON.stringify({ operation: 'Create', object: map(name) })}' > "$KUBERNETES_PATCH_PATH"`;
    const body = (name: string, trap: string) => `jq -r '.[] | "${name} " + .type' "$BINDING_CONTEXT_PATH" >> ${record()}
grep -q Event "$BINDING_CONTEXT_PATH" || exit 0
${asks(name)}; trap '${trap}' TERM; echo $$ > ${record()}.${name}
while :; do sleep 0.1; done`;
    const binding = (queue: string) => ({ configVersion: 'v1', kubernetes: [{ ...maps, queue }] });
    at.folder.shell('all/ends-well.sh', binding('one'), body('ends-well', 'exit 0'));
    at.folder.shell('all/goes-on.sh', binding('two'), body('goes-on', ':'));
    const operator = await start('all');
    await leads(operator);
    await operator.idle({ timeoutSeconds: 40 });
    await cluster.client.create(map('seen'));
    await eventually(() => ['ends-well', 'goes-on'].every((name) => existsSync(`${record()}.${name}`)), soon);
    // Another name in the lease is how a leader learns that it was declared dead.
    await cluster.client.mergePatch(lease, { spec: { holderIdentity: 'somebody-else' } });
    for (const name of ['ends-well', 'goes-on']) {
      const pid = Number(readFileSync(`${record()}.${name}`, 'utf8'));
      await eventually(() => !isRunning(pid), soon);
      expect(await isThere(name), name).to.equal(false);
    }
    expect(operator.logs.filter(({ level }) => level === 'error')).to.deep.equal([]);
    const before = lines().length;
    await eventually(() => operator.logs.some(({ message }) => message === 'on standby'), soon);
    await cluster.client.mergePatch(lease, { spec: { holderIdentity: '' } });
    await leads(operator);
    await eventually(() => lines().length === before + 2, soon);
    expect(lines().slice(before).sort()).to.deep.equal(['ends-well Synchronization', 'goes-on Synchronization']);
    expect(await isThere('goes-on')).to.equal(false);
  });

  it('do not run when the leadership is over before they are loaded, and are seen from outside only where they run', async () => {
    const held = join(at.folder.root, 'held');
    const asked = () => (existsSync(`${record()}.asked`) ? readFileSync(`${record()}.asked`, 'utf8').length : 0);
    const config = `printf . >> ${record()}.asked; while [ -e ${held} ]; do sleep 0.05; done; echo '{"configVersion":"v1","onStartup":1}'`;
    at.folder.write('a.sh', `#!/bin/sh\nif [ "$1" = --config ]; then ${config}; exit 0; fi\necho run >> ${record()}\n`);
    const connection = await ClusterConnection.open({ kubeConfig: cluster.kubeConfig });
    const stop = new AbortController();
    const [clock, logger, env, signal] = [systemClock, silentLogger, { PATH: process.env.PATH }, stop.signal];
    const face = new OperatorFace({ name: 'x', clock, logger, redactor: new Redactor() });
    const mounted = await MountedHooks.load({ hooks: { folder: at.folder.path }, connection, face, clock, logger, env, signal });
    const running = mounted.run(signal);
    const { client, transport } = connection;
    const leadership = { cluster: { client, transport } as unknown as ControllerCluster, mayAct: () => true };
    expect(mounted.inspection).to.equal(undefined);
    writeFileSync(held, '');
    mounted.lead(leadership);
    await eventually(() => asked() === 2, soon);
    await mounted.standBy();
    const checks = face.health.checks().map(({ name }) => name);
    expect([lines(), mounted.inspection, checks]).to.deep.equal([[], undefined, ['operator']]);
    rmSync(held);
    mounted.lead(leadership);
    await eventually(() => lines().length === 1, soon);
    expect(mounted.inspection?.hooks()).to.have.length(1);
    stop.abort();
    await running;
    await connection.close();
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH
  }
}
