import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readFile, rename, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { findClusterPrograms } from '../../cluster/cluster-programs.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { ConsumerProject, readmeFile, readmeLines } from '../support/consumer-project.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const OLDEST_NODE = '22.19.0';
const TEST_KIT = `import { callHandler, EmbeddedCluster, eventually, FakeClock, RealCluster, startOperator } from 'tskubeop/testing';

export const kit = { callHandler, EmbeddedCluster, eventually, FakeClock, RealCluster, startOperator };
`;

/** The README's operator as a module that is explored in threads. */
const EXPLORED = `import type { Exploration } from 'tskubeop/testing';
import { Printer, PrinterOperator } from './printer.ts';

export const exploration: Exploration = {
  subject: async ({ client, settled }) => {
    const kind = { apiVersion: 'demo.example.com/v1', kind: 'Printer' };
    await client.create({ ...kind, metadata: { name: 'a', namespace: 'default' }, spec: { text: 'hi' } });
    await settled();
  },
  options: { operator: () => new PrinterOperator(Printer), kinds: ['kill'] },
};
`;
const EXPLORES = `import { explore } from 'tskubeop/testing';
const { made } = await explore(new URL('./printer.exploration.ts', import.meta.url), { threads: 2 });
console.log(\`survives \${made.length}\`);
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

/** What each runner says of the three tests; colours are taken out before. */
const RUNNERS: Readonly<Record<string, RegExp>> = {
  'node-test': /pass 3\b/,
  mocha: /3 passing/,
  vitest: /Tests +3 passed \(3\)/,
  jest: /Tests: +3 passed, 3 total/,
};

/** For what is copied from examples/. */
const EXAMPLES_TSCONFIG = {
  compilerOptions: {
    ...{ target: 'es2023', module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true, types: ['node'] },
    ...{ lib: ['es2023', 'esnext.disposable'], allowImportingTsExtensions: true, erasableSyntaxOnly: true, verbatimModuleSyntax: true },
  },
  include: ['examples/**/*.ts'],
};

/** What the four projects install, but for the package itself. */
async function dependenciesOf(runners: readonly string[]): Promise<string[]> {
  const found = new Map<string, string>();
  for (const runner of runners) {
    const { dependencies, devDependencies } = JSON.parse(await readFile(join(EXAMPLES, 'testing', runner, 'package.json'), 'utf8'));
    for (const [name, range] of Object.entries<string>({ ...dependencies, ...devDependencies })) found.set(name, range);
  }
  found.delete('tskubeop');
  return [...found].map(([name, range]) => `${name}@${range}`);
}

/** The oldest Node that will do: installed once and kept beside the cluster's programs, as it never changes. */
async function keptNode(): Promise<string> {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tskubeop-node', OLDEST_NODE);
  const program = join(folder, 'node');
  if (existsSync(program)) return program;
  const project = await ConsumerProject.create();
  try {
    await project.write('package.json', '{ "private": true, "allowScripts": { "node": true } }');
    await project.run('npm', 'install', '--ignore-scripts=false', `node@${OLDEST_NODE}`);
    await mkdir(folder, { recursive: true });
    // Whoever looks for it finds it whole, or not at all.
    const arriving = `${program}.${process.pid}`;
    await copyFile(join(project.folder, 'node_modules/node/bin/node'), arriving);
    await rename(arriving, program);
  } finally {
    await project.remove();
  }
  return program;
}

describe('the tarball in an empty project', function () {
  this.timeout(10 * 60_000);

  let project: ConsumerProject;
  let oldestNode: string;
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

  before(async () => {
    project = await ConsumerProject.create();
    [oldestNode] = await Promise.all([keptNode(), installAsReadmeSays()]);
    for (const name of ['printer.ts', 'tsconfig.json', 'my-printer.yaml']) await project.write(name, await readmeFile(name));
    const { stdout } = await project.run(process.execPath, '--disable-warning=ExperimentalWarning', '--eval', STRIP_TYPES);
    await project.write('printer.exploration.ts', EXPLORED);
    await project.write('explores.ts', EXPLORES);
    await project.write('printer.cjs', asCommonJs(stdout));
  });

  afterEach(() => {
    for (const child of running.splice(0)) signal(child, 'SIGKILL');
  });

  after(() => project?.remove());

  /** By its own file: npx takes longer to find the compiler than the compiler to check. */
  const compile = (...args: string[]) => project.run(process.execPath, join(project.folder, 'node_modules/typescript/bin/tsc'), ...args);

  for (const resolution of [
    ['--module', 'nodenext', '--moduleResolution', 'nodenext'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ]) {
    it(`type-checks with ${resolution.at(-1)} resolution, its own declarations too`, async () => {
      await project.write('kit.ts', TEST_KIT);
      await compile('--project', '.', ...resolution, '--skipLibCheck', 'false', '--exactOptionalPropertyTypes');
    });
  }

  it('refuses a wrong status key, and nothing else, where declarations are not checked', async () => {
    expect(await readmeFile('tsconfig.json')).to.match(/"skipLibCheck": true/);
    await project.write('printer.ts', (await readmeFile('printer.ts')).replace('pod: pod.metadata.name', 'podd: pod.metadata.name'));
    const check = await compile('--project', '.').catch((error) => error as Error);
    await project.write('printer.ts', await readmeFile('printer.ts'));
    expect(String(check).match(/error TS/g)).to.have.length(1);
    expect(String(check)).to.match(/printer\.ts.*podd/);
  });

  it('names its classes as they are exported', async () => {
    const print = 'Object.entries({ ...face, ...kit }).filter(([name, value]) => typeof value === "function" && value.name !== name)';
    const load = `const [face, kit] = await Promise.all(['tskubeop', 'tskubeop/testing'].map((name) => import(name)))`;
    const { stdout } = await project.run(
      process.execPath,
      '--input-type=module',
      '--eval',
      `${load}; console.log(JSON.stringify(${print}))`,
    );
    expect(JSON.parse(stdout)).to.deep.equal([]);
  });

  it(`explores in threads on Node ${OLDEST_NODE}`, async () => {
    const { stdout } = await project.run(oldestNode, 'explores.ts');
    expect(stdout).to.match(/^survives [1-9]/);
  });

  // By import on the newest Node it runs in the three terminals.
  for (const [version, way] of [
    [process.versions.node, 'require'],
    [OLDEST_NODE, 'require'],
    [OLDEST_NODE, 'import'],
  ] as const) {
    it(`runs by ${way} on Node ${version}`, async () => {
      await using cluster = await EmbeddedCluster.start({ workloads: true });
      project.env.KUBECONFIG = cluster.kubeconfigPath;
      const node = version === OLDEST_NODE ? oldestNode : process.execPath;
      const { child, output } = start(node, way === 'require' ? 'printer.cjs' : 'printer.ts', '--create-crd');
      const printer = parse(await readmeFile('my-printer.yaml')) as StoredObject;
      const { apiVersion, kind } = printer;
      const reference = { apiVersion, kind, name: 'my-printer', namespace: 'default' };
      try {
        await eventually(() => cluster.client.create({ ...printer, metadata: { ...printer.metadata, namespace: 'default' } }), {
          timeoutSeconds: 60,
        });
        await eventually(async () => (await cluster.client.get(reference)).status.state === 'printing', { timeoutSeconds: 60 });
        signal(child, 'SIGTERM');
        expect(await endOf(child)).to.equal(0);
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${output()}`, { cause: error });
      }
    });
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

  describe('with examples/testing in it', () => {
    before(async () => {
      const runners = Object.keys(RUNNERS);
      await project.write('tsconfig.examples.json', JSON.stringify(EXAMPLES_TSCONFIG));
      await project.run('npm', 'install', '--ignore-scripts', ...(await dependenciesOf(runners)));
      for (const folder of ['printer/printer.ts', 'testing'])
        await cp(join(EXAMPLES, folder), join(project.folder, 'examples', folder), { recursive: true });
      // One installation for all four, each of which sees it as its own.
      for (const runner of runners) {
        await symlink(join(project.folder, 'node_modules'), join(project.folder, 'examples/testing', runner, 'node_modules'), 'junction');
      }
    });

    it('is right to the compiler', async () => {
      await compile('--project', 'tsconfig.examples.json');
    });

    for (const [runner, summary] of Object.entries(RUNNERS)) {
      it(`shows the three tests with ${runner}`, async () => {
        const { stdout, stderr } = await project.run('npm', '--prefix', `examples/testing/${runner}`, 'test');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
        expect(`${stdout}\n${stderr}`.replaceAll(/\x1b\[[\d;]*m/g, '')).to.match(summary);
      });
    }

    it('has the same three tests in each folder', async () => {
      const titles = async (runner: string) =>
        [...(await readFile(join(EXAMPLES, 'testing', runner, 'printer.spec.ts'), 'utf8')).matchAll(/(?:describe|it)\('(.*?)'/g)].map(
          ([, title]) => title,
        );
      const expected = [
        'ensureCreated',
        'prints the text in a Pod',
        'the operator',
        'sees the Job complete',
        'a retry',
        'comes when its time has come',
      ];
      for (const runner of Object.keys(RUNNERS)) expect(await titles(runner), runner).to.deep.equal(expected);
    });
  });
});
