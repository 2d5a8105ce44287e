import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { findClusterPrograms } from '../../cluster/cluster-programs.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { ConsumerProject, readmeFile, readmeLines } from '../support/consumer-project.ts';

const OLDEST_NODE = '22.19.0';
const TEST_KIT = `import { callHandler, EmbeddedCluster, eventually, FakeClock, RealCluster, startOperator } from 'tskubeop/testing';

export const kit = { callHandler, EmbeddedCluster, eventually, FakeClock, RealCluster, startOperator };
`;

/** Prints a file without its types; in a process of its own, for Node's warning that this is an experiment. */
const STRIP_TYPES = `process.stdout.write(require('node:module').stripTypeScriptTypes(require('node:fs').readFileSync('printer.ts', 'utf8')))`;

/** The README's operator, its types stripped, as CommonJS, which loads the package by require. */
function asCommonJs(source: string): string {
  const script = source
    .replaceAll(/^import (\{.*?\}) from ('.*?');/gm, 'const $1 = require($2);')
    .replaceAll(/^export (class|const)/gm, '$1');
  const main = /^if \(import\.meta\.main\) await (.*)$/m;
  if (!main.test(script)) throw new Error('the operator of README.md has no last line as expected');
  return script.replace(main, '$1');
}

describe('the tarball in an empty project', function () {
  this.timeout(10 * 60_000);

  let project: ConsumerProject;
  let oldestNode: ConsumerProject;
  const running: ChildProcess[] = [];

  function start(command: string, ...args: string[]): { child: ChildProcess; output: () => string } {
    const child = spawn(command, args, { cwd: project.folder, env: project.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    running.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    return { child, output: () => output };
  }

  /** As a terminal does, it reaches the programs that it has started too. */
  function signal(child: ChildProcess, name: NodeJS.Signals): void {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, name);
  }

  async function endOf(child: ChildProcess): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  /** The README's own lines, but for the package, which comes from here. */
  async function installAsReadmeSays(): Promise<void> {
    const tarball = await project.tarball();
    for (const line of await readmeLines('in an empty folder')) {
      const [command = '', ...args] = line.split(/\s+/).map((word) => (word === 'tskubeop' ? tarball : word));
      await project.run(command, ...args);
    }
  }

  async function installOldestNode(): Promise<void> {
    await oldestNode.write('package.json', '{ "private": true, "allowScripts": { "node": true } }');
    await oldestNode.run('npm', 'install', '--ignore-scripts=false', `node@${OLDEST_NODE}`);
  }

  before(async () => {
    project = await ConsumerProject.create();
    oldestNode = await ConsumerProject.create();
    await Promise.all([installAsReadmeSays(), installOldestNode()]);
    for (const name of ['printer.ts', 'tsconfig.json', 'my-printer.yaml']) await project.write(name, await readmeFile(name));
    const { stdout } = await project.run(process.execPath, '--disable-warning=ExperimentalWarning', '--eval', STRIP_TYPES);
    await project.write('printer.cjs', asCommonJs(stdout));
  });

  afterEach(() => {
    for (const child of running.splice(0)) signal(child, 'SIGKILL');
  });

  after(() => Promise.all([project?.remove(), oldestNode?.remove()]));

  for (const resolution of [
    ['--module', 'nodenext', '--moduleResolution', 'nodenext'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ]) {
    for (const skipLibCheck of ['true', 'false']) {
      it(`type-checks with ${resolution.at(-1)} resolution and skipLibCheck ${skipLibCheck}`, async () => {
        await project.write('kit.ts', TEST_KIT);
        await project.run('npx', 'tsc', '--project', '.', ...resolution, '--skipLibCheck', skipLibCheck);
      });
    }
  }

  it('refuses a wrong status key', async () => {
    await project.write('printer.ts', (await readmeFile('printer.ts')).replace('pod: pod.metadata.name', 'podd: pod.metadata.name'));
    const check = await project.run('npx', 'tsc', '--project', '.').catch((error) => error as Error);
    await project.write('printer.ts', await readmeFile('printer.ts'));
    expect(String(check)).to.match(/printer\.ts.*podd/);
  });

  for (const version of ['newest', 'oldest'] as const) {
    for (const [way, file] of [
      ['import', 'printer.ts'],
      ['require', 'printer.cjs'],
    ] as const) {
      it(`runs by ${way} on Node ${version === 'oldest' ? OLDEST_NODE : process.versions.node}`, async () => {
        await using cluster = await EmbeddedCluster.start({ workloads: true });
        const node = version === 'oldest' ? join(oldestNode.folder, 'node_modules/node/bin/node') : process.execPath;
        project.env.KUBECONFIG = cluster.kubeconfigPath;
        const { child, output } = start(node, file, '--create-crd');
        const printer = parse(await readmeFile('my-printer.yaml')) as StoredObject;
        try {
          await eventually(() => cluster.client.create({ ...printer, metadata: { ...printer.metadata, namespace: 'default' } }), {
            timeoutSeconds: 20,
          });
          const { apiVersion, kind } = printer;
          await eventually(
            async () =>
              (await cluster.client.get({ apiVersion, kind, name: 'my-printer', namespace: 'default' })).status.state === 'printing',
            { timeoutSeconds: 60 },
          );
          signal(child, 'SIGTERM');
          expect(await endOf(child)).to.equal(0);
        } catch (error) {
          throw new Error(`${(error as Error).message}\n${output()}`, { cause: error });
        }
      });
    }
  }

  it('does in three terminals what README.md says', async function () {
    const programs = findClusterPrograms();
    const kubectl = programs.state === 'present' ? join(programs.folder, 'kubectl') : 'kubectl';
    if (programs.state !== 'present') return this.skip();
    const lines = { one: await readmeLines('terminal 1'), two: await readmeLines('terminal 2'), three: await readmeLines('terminal 3') };
    delete project.env.KUBECONFIG;
    const served = start('bash', '-ec', lines.one.join('\n'));
    await eventually(() => existsSync(join(project.folder, 'kubeconfig')), { timeoutSeconds: 60 });
    const operator = start('bash', '-ec', lines.two.join('\n').replace(/^node /m, 'exec node '));
    try {
      const definition = 'crd/printers.demo.example.com';
      await eventually(() => project.run(kubectl, '--kubeconfig=kubeconfig', 'get', definition), { timeoutSeconds: 60 });
      await project.run('bash', '-ec', [`kubectl() { '${kubectl}' "$@"; }`, ...lines.three].join('\n'));
      signal(operator.child, 'SIGINT');
      expect(await endOf(operator.child)).to.equal(0);
      expect(operator.output()).to.include('changed');
    } catch (error) {
      throw new Error(`${(error as Error).message}\nthe cluster: ${served.output()}\nthe operator: ${operator.output()}`, { cause: error });
    }
    signal(served.child, 'SIGINT');
    await endOf(served.child);
  });
});
