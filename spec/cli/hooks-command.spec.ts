import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { main } from '../../lib/cli/main.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { useHooksFolder } from '../hooks/support/hooks-folder.ts';

describe('tskubeop hooks', function () {
  this.timeout(20_000);
  const at = useHooksFolder();
  let cluster: EmbeddedCluster;
  let kubeconfig: string | undefined;
  before(async () => {
    cluster = await EmbeddedCluster.start();
    kubeconfig = process.env.KUBECONFIG;
    process.env.KUBECONFIG = cluster.kubeconfigPath;
  });
  after(async () => {
    if (kubeconfig === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = kubeconfig;
    await cluster?.stop();
  });

  async function run(argv: string[], env: NodeJS.ProcessEnv = {}, until: () => unknown = () => true) {
    const stop = new AbortController();
    let printed = '';
    const stderr = {
      write: (text: string) => {
        printed += text;
      },
    };
    const ended = main(['hooks', '--log-level', 'error', ...argv], { stdout: stderr, stderr, env, signal: stop.signal });
    const first = await Promise.race([ended, eventually(until, { timeoutSeconds: 10 }).then(() => undefined)]);
    stop.abort();
    return { exitCode: first ?? (await ended), printed };
  }

  it('runs the hooks of a folder until it is told to stop', async () => {
    const done = join(at.folder.root, 'done');
    at.folder.shell('a.sh', { configVersion: 'v1', onStartup: 1 }, `touch ${done}`);
    expect((await run(['--hooks-dir', at.folder.path], {}, () => existsSync(done))).exitCode).to.equal(0);
  });

  it('takes the folder from the environment, also under the name that other runners have', async () => {
    for (const variable of ['TSKUBEOP_HOOKS_DIR', 'SHELL_OPERATOR_HOOKS_DIR']) {
      const done = join(at.folder.root, variable);
      at.folder.shell('a.sh', { configVersion: 'v1', onStartup: 1 }, `touch ${done}`);
      expect((await run([], { [variable]: at.folder.path }, () => existsSync(done))).exitCode, variable).to.equal(0);
    }
  });

  it('says what is wrong with a hook, unless it is to do without it', async () => {
    const done = join(at.folder.root, 'done');
    at.folder.shell('bad.sh', 'configVersion: v1\nonStartup: soon');
    at.folder.shell('good.sh', { configVersion: 'v1', onStartup: 1 }, `touch ${done}`);
    const { exitCode, printed } = await run(['--hooks-dir', at.folder.path], {}, () => false);
    expect([exitCode, printed]).to.deep.equal([1, 'hook bad.sh: onStartup must be a whole number, not "soon"\n']);
    expect((await run(['--hooks-dir', at.folder.path, '--skip-invalid-hooks'], {}, () => existsSync(done))).exitCode).to.equal(0);
  });

  it('refuses what it can not understand', async () => {
    const refusals: [string[], NodeJS.ProcessEnv, string][] = [
      [['folder'], {}, 'name the folder by --hooks-dir'],
      [['queues'], {}, 'ask queue, list, snapshot, config; did you mean queue?'],
      [['--hook-dir', 'x'], {}, '--hooks-dir'],
      [[], { TSKUBEOP_SKIP_INVALID_HOOKS: 'perhaps' }, 'TSKUBEOP_SKIP_INVALID_HOOKS must be true or false'],
      [[], { TSKUBEOP_HOOK_TIMEOUT_SECONDS: 'x' }, 'TSKUBEOP_HOOK_TIMEOUT_SECONDS must be a number of seconds'],
    ];
    for (const [argv, env, message] of refusals) {
      const { exitCode, printed } = await run(argv, env, () => false);
      expect(exitCode, printed).to.equal(2);
      expect(printed).to.include(message);
    }
    const { exitCode, printed } = await run(['--hooks-dir', join(at.folder.root, 'nowhere')], {}, () => false);
    expect([exitCode, printed]).to.deep.equal([
      1,
      `the hooks folder ${join(at.folder.root, 'nowhere')} does not exist: ENOENT: no such file or directory, scandir '${join(at.folder.root, 'nowhere')}'\n`,
    ]);
  });
});
