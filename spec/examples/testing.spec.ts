import { cp, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConsumerProject } from '../support/consumer-project.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const EXAMPLES = join(ROOT, 'examples');

/** What each runner says of the three tests; colours are taken out before. */
const RUNNERS: Readonly<Record<string, RegExp>> = {
  'node-test': /pass 3\b/,
  mocha: /3 passing/,
  vitest: /Tests +3 passed \(3\)/,
  jest: /Tests: +3 passed, 3 total/,
};

const TSCONFIG = {
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

describe('examples/testing', function () {
  this.timeout(10 * 60_000);

  let project: ConsumerProject;

  before(async () => {
    project = await ConsumerProject.create();
    const runners = Object.keys(RUNNERS);
    await project.write('package.json', JSON.stringify({ private: true, type: 'module' }));
    await project.write('tsconfig.json', JSON.stringify(TSCONFIG));
    const packages = [await project.tarball(), ...(await dependenciesOf(runners))];
    await project.run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', ...packages);
    for (const folder of ['printer/printer.ts', 'testing'])
      await cp(join(EXAMPLES, folder), join(project.folder, 'examples', folder), { recursive: true });
    // One installation for all four, each of which sees it as its own.
    for (const runner of runners) {
      await symlink(join(project.folder, 'node_modules'), join(project.folder, 'examples/testing', runner, 'node_modules'), 'junction');
    }
  });

  after(() => project?.remove());

  it('is right to the compiler', async () => {
    await project.run(process.execPath, join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', '.');
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
