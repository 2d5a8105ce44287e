import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { HookConfigError, InvalidClassError } from '../../lib/base/errors.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import { useHooksFolder } from '../hooks/support/hooks-folder.ts';

class Mounted extends CRDBase<object, { seen?: string }> {
  static readonly GROUP = 'hooks.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'mounteds';
  static readonly SINGULAR = 'mounted';
  static readonly KIND = 'Mounted';
  ensureCreated() {
    this.status = { seen: 'by the class' };
  }
}

describe('MountedHooks', function () {
  this.timeout(60_000);
  const at = useHooksFolder();
  let cluster: EmbeddedCluster;
  let operator: TestOperator | undefined;
  before(async () => {
    cluster = await EmbeddedCluster.start();
  });
  after(() => cluster?.stop());
  afterEach(async () => {
    await operator?.stop();
    operator = undefined;
  });
  const record = () => join(at.folder.root, 'record');
  const kubernetes = (jqFilter: string) => ({
    configVersion: 'v1',
    kubernetes: [{ kind: 'Mounted', apiVersion: 'hooks.example.com/v1', jqFilter }],
  });

  it('run beside classes, and end with them', async () => {
    at.folder.shell(
      'a.sh',
      kubernetes('.status.seen'),
      `cat "$BINDING_CONTEXT_PATH" >> ${record()}; echo '{"name":"m","set":1}' > "$METRICS_PATH"`,
    );
    operator = await startOperator(new KubernetesOperator([Mounted], { hooks: at.folder.path }), {
      cluster,
      args: ['--create-crd', '--http-address', '127.0.0.1:0'],
      readySeconds: 20,
    });
    await cluster.client.create({ apiVersion: 'hooks.example.com/v1', kind: 'Mounted', metadata: { name: 'x', namespace: 'default' } });
    await eventually(() => existsSync(record()) && readFileSync(record(), 'utf8').includes('"filterResult":"by the class"'), {
      timeoutSeconds: 30,
    });
    await operator.idle({ timeoutSeconds: 30 });
    const page = async (path: string) => await (await fetch(`${operator?.running.httpUrl}${path}`)).text();
    expect(await page('/metrics/hooks')).to.include('m{hook="a.sh"} 1');
    expect(await page('/metrics'))
      .to.include('shell_operator_hook_run_success_total{')
      .and.to.include('controller_runtime_active_workers');
    expect(await page('/readyz')).to.include('ok');
    await operator.stop();
    operator = undefined;
  });

  it('are an operator without any class, whose runs may finish when it stops', async () => {
    at.folder.shell('a.sh', { configVersion: 'v1', onStartup: 1 }, `touch ${record()}.begun; sleep 0.4; touch ${record()}`);
    operator = await startOperator(new KubernetesOperator([], { hooks: { folder: at.folder.path } }), { cluster });
    await eventually(() => existsSync(`${record()}.begun`), { timeoutSeconds: 30 });
    await operator.stop();
    operator = undefined;
    expect(existsSync(record())).to.equal(true);
  });

  it('are ended when they take longer than they are given', async () => {
    at.folder.shell('a.sh', { configVersion: 'v1', onStartup: 1 }, `touch ${record()}.begun; sleep 30; touch ${record()}`);
    const { kubeConfig } = cluster;
    const args = ['--stop-seconds', '0.2'];
    const running = await new KubernetesOperator([], { hooks: at.folder.path }).start({ kubeConfig, args, logger: silentLogger });
    await eventually(() => existsSync(`${record()}.begun`), { timeoutSeconds: 30 });
    await running.stop();
    expect(existsSync(record())).to.equal(false);
  });

  it('keep the operator from starting when they are invalid', async () => {
    at.folder.shell('a.sh', 'configVersion: v1\nonStartupp: 1');
    const error = await startOperator(new KubernetesOperator([Mounted], { hooks: at.folder.path }), { cluster }).catch(
      (thrown: unknown) => thrown,
    );
    expect(HookConfigError.is(error)).to.equal(true);
    const none = await new KubernetesOperator([]).start().catch((thrown: unknown) => thrown);
    expect(InvalidClassError.is(none)).to.equal(true);
  });

  it('cost nothing where there are none: nothing of them is loaded', () => {
    const code = `import { registerHooks } from 'node:module';
const seen = [];
registerHooks({ load: (url, context, next) => { seen.push(url); return next(url, context); } });
await import('./lib/operator/kubernetes-operator.ts');
await import('./lib/operator/operator-start.ts');
process.stdout.write(JSON.stringify(seen.filter((url) => /lib\\/hooks\\/|croner|jq-wasm|mounted-hooks/.test(url))));`;
    const root = join(import.meta.dirname, '..', '..');
    const { stdout, stderr } = spawnSync(process.execPath, ['--conditions=@tskubeop/source', '--input-type=module', '-e', code], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(stdout, stderr).to.equal('[]');
  });
});
