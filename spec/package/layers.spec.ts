import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '..', '..');

/** For each folder of lib/, the folders that it imports from besides itself. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  base: [],
  health: ['base'],
  tracing: ['base'],
  face: ['base', 'health'],
  cluster: ['base'],
  leadership: ['base', 'health', 'cluster', 'watch'],
  schema: ['base', 'cluster'],
  watch: ['base', 'cluster'],
  cache: ['base', 'cluster'],
  queue: ['base', 'cluster'],
  resource: ['base', 'health', 'cluster', 'schema', 'watch', 'cache', 'queue'],
  controller: ['base', 'health', 'cluster', 'schema', 'watch', 'cache', 'queue', 'resource'],
  metrics: ['base', 'health', 'cluster', 'schema', 'watch', 'cache', 'queue', 'resource', 'controller'],
  operator: [
    'base',
    'health',
    'face',
    'cluster',
    'schema',
    'watch',
    'cache',
    'queue',
    'resource',
    'controller',
    'metrics',
    'leadership',
    'tracing',
  ],
  hooks: ['base', 'health', 'face', 'cluster', 'schema', 'watch', 'cache', 'queue', 'resource', 'controller', 'metrics', 'leadership'],
  embedded: ['base'],
  testing: [
    'base',
    'health',
    'face',
    'cluster',
    'schema',
    'watch',
    'cache',
    'queue',
    'resource',
    'controller',
    'metrics',
    'operator',
    'hooks',
    'embedded',
    'leadership',
  ],
  cli: [
    'base',
    'health',
    'face',
    'cluster',
    'schema',
    'watch',
    'cache',
    'queue',
    'resource',
    'controller',
    'metrics',
    'operator',
    'hooks',
    'embedded',
    'testing',
    'leadership',
  ],
};

/** For each package that has a door, the folders whose door it is. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  '@kubernetes/client-node': ['cluster'],
  undici: ['cluster'],
  yargs: ['operator', 'cli'],
  winston: [],
  'prom-client': ['metrics'],
  '@opentelemetry/api': ['tracing'],
};

const FOLDERS = Object.keys(BELOW);
const RESTRICTED = 'lint/style/noRestrictedImports';

/** Lints files, given by path, under the rules of the repository; returns `path: rule` for each line that is refused. */
function lint(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    for (const name of ['biome.json', 'package.json', 'scripts/lint']) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
    const args = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json', '.'];
    const { stdout, stderr } = spawnSync(process.execPath, [biome, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (!stdout.startsWith('{')) throw new Error(`biome reported nothing: ${stderr}`);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; message: string; location: { path: string } }[] };
    return diagnostics.map(({ category, location, message }) => `${location.path}: ${category === 'plugin' ? message : category}`).sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const using = (source: string) => `import { thing } from '${source}';\n\nthing();\n`;

describe('the layers', function () {
  this.timeout(30_000);

  it('are known for each folder of lib/', () => {
    const folders = readdirSync(join(ROOT, 'lib'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(FOLDERS).to.include.members(folders.map(({ name }) => name));
  });

  it('let each folder import from those below it and refuse all others', () => {
    const pairs = FOLDERS.flatMap((from) => FOLDERS.filter((to) => to !== from).map((to) => ({ from, to })));
    const refused = lint(Object.fromEntries(pairs.map(({ from, to }) => [`lib/${from}/to-${to}.ts`, using(`../${to}/thing.ts`)])));
    const expected = pairs
      .filter(({ from, to }) => !BELOW[from]?.includes(to))
      .map(({ from, to }) => `lib/${from}/to-${to}.ts: ${RESTRICTED}`);
    expect(refused).to.deep.equal(expected.sort());
  });

  it('count type imports, dynamic imports and re-exports too', () => {
    const refused = lint({
      'lib/cache/type.ts': `import type { Thing } from '../queue/thing.ts';\n\nexport type Other = Thing;\n`,
      'lib/cache/dynamic.ts': `export const load = () => import('../queue/thing.ts');\n`,
      'lib/cache/again.ts': `import { a } from '../queue/thing.ts';\n\nexport const b = a;\n`,
    });
    expect(refused).to.deep.equal(['again', 'dynamic', 'type'].map((name) => `lib/cache/${name}.ts: ${RESTRICTED}`));
  });

  it('let a folder import its own files, packages without a door, and the parts of Node', () => {
    expect(
      lint({ 'lib/cache/own.ts': `${using('./other.ts')}`, 'lib/cache/yaml.ts': using('yaml'), 'lib/cache/node.ts': using('node:fs') }),
    ).to.deep.equal([]);
  });

  it('open the doors to the outside in their own folders only', () => {
    const pairs = FOLDERS.flatMap((from) =>
      Object.keys(DOORS).map((to) => ({ from, to, file: `lib/${from}/to-${to.replaceAll('/', '-').slice(-6)}.ts` })),
    );
    const refused = lint(
      Object.fromEntries(
        pairs.flatMap(({ to, file }) => [
          [file, using(to)],
          [file.replace('.ts', '-inside.ts'), using(`${to}/dist/x.js`)],
        ]),
      ),
    );
    const closed = pairs.filter(({ from, to }) => !DOORS[to]?.includes(from));
    expect(refused).to.deep.equal(
      closed.flatMap(({ file }) => [`${file}: ${RESTRICTED}`, `${file.replace('.ts', '-inside.ts')}: ${RESTRICTED}`]).sort(),
    );
  });

  it('let one file reach winston', () => {
    expect(lint({ 'lib/base/winston-logger.ts': using('winston') })).to.deep.equal([]);
    expect(lint({ 'lib/base/winston-logger.ts': using('../cluster/client.ts') })).to.deep.equal([
      `lib/base/winston-logger.ts: ${RESTRICTED}`,
    ]);
  });

  it('let one file of lib/operator reach the hooks, so that operators without them load none', () => {
    expect(lint({ 'lib/operator/mounted-hooks.ts': using('../hooks/thing.ts') })).to.deep.equal([]);
    expect(lint({ 'lib/operator/mounted-hooks.ts': using('../cli/thing.ts') })).to.deep.equal([
      `lib/operator/mounted-hooks.ts: ${RESTRICTED}`,
    ]);
  });

  it('keep the test kit out of the public face, lib/ out of the examples, and everything but commands out of bin/', () => {
    const refused = lint({
      'lib/index.ts': using('./embedded/thing.ts'),
      'bin/program.ts': using('../lib/base/thing.ts'),
      'examples/printer/printer.ts': using('../../lib/index.ts'),
      'lib/cache/self.ts': using('tskubeop'),
    });
    expect(refused).to.deep.equal(
      ['bin/program.ts', 'examples/printer/printer.ts', 'lib/cache/self.ts', 'lib/index.ts'].map((path) => `${path}: ${RESTRICTED}`),
    );
  });

  it('leave time, chance, requests and the process to those whose they are', () => {
    const refusals: Record<string, string> = {
      'Date.now()': 'Time and chance come',
      'new Date()': 'Time and chance come',
      'Math.random()': 'Time and chance come',
      'performance.now()': 'Time and chance come',
      'setTimeout(() => {}, 1)': 'lint/style/noRestrictedGlobals',
      'setInterval(() => {}, 1)': 'lint/style/noRestrictedGlobals',
      "fetch('http://127.0.0.1')": 'lint/style/noRestrictedGlobals',
      'process.exit(1)': 'A library never ends the process',
      "console.log('x')": 'lint/suspicious/noConsole',
    };
    const files = Object.keys(refusals).map(
      (code, index) => [`lib/cache/file-${index}.ts`, `export const use = () => ${code};\n`] as const,
    );
    const refused = lint(Object.fromEntries(files));
    expect(refused).to.have.length(files.length);
    for (const [index, expected] of Object.values(refusals).entries())
      expect(refused[index]).to.include(`lib/cache/file-${index}.ts: ${expected}`);
    expect(lint({ 'lib/base/clock.ts': 'export const use = () => setTimeout(() => {}, Date.now() + Math.random());\n' })).to.deep.equal([]);
    expect(lint({ 'lib/cache/given.ts': 'export const use = (at: string) => new Date(at);\n' })).to.deep.equal([]);
    expect(lint({ 'lib/embedded/timer.ts': 'export const use = () => setTimeout(() => {}, 1);\n' })).to.have.length(1);
  });

  it('hold in deeper folders too', () => {
    const refused = lint({
      'lib/embedded/tables/up.ts': using('../thing.ts'),
      'lib/embedded/tables/base.ts': using('../../base/thing.ts'),
      'lib/embedded/tables/schema.ts': using('../../schema/thing.ts'),
      'lib/embedded/tables/undici.ts': using('undici'),
    });
    expect(refused).to.deep.equal(['schema', 'undici'].map((name) => `lib/embedded/tables/${name}.ts: ${RESTRICTED}`));
  });

  it('refuse timers under their module names', () => {
    expect(lint({ 'lib/queue/timer.ts': using('node:timers/promises') })).to.deep.equal([`lib/queue/timer.ts: ${RESTRICTED}`]);
  });

  it('refuse default exports, export *, barrels and any', () => {
    const refused = lint({
      'lib/cache/star.ts': `export * from './other.ts';\n`,
      'lib/cache/standard.ts': 'export default 1;\n',
      'lib/cache/any.ts': 'export const value = (given: any) => given;\n',
      'lib/cache/index.ts': `export { a } from './a.ts';\n`,
      'lib/index.ts': `export { a } from './base/a.ts';\n`,
    });
    expect(refused).to.deep.equal([
      'lib/cache/any.ts: lint/suspicious/noExplicitAny',
      'lib/cache/index.ts: lint/performance/noBarrelFile',
      'lib/cache/standard.ts: lint/style/noDefaultExport',
      'lib/cache/star.ts: lint/performance/noBarrelFile',
      'lib/cache/star.ts: lint/performance/noReExportAll',
    ]);
  });
});
