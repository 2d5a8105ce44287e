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

type Files = Readonly<Record<string, string>>;

/** Files of several cases, linted together, as each start of the linter costs more than what it looks at. No path is in one twice. */
class LintRound {
  readonly #files = new Map<string, string>();
  #refused: readonly string[] | undefined;

  takes(files: Files): boolean {
    return !Object.keys(files).some((path) => this.#files.has(path));
  }

  add(files: Files): void {
    for (const [path, text] of Object.entries(files)) this.#files.set(path, text);
  }

  refused(files: Files): string[] {
    this.#refused ??= lintUnderOurRules(this.#files);
    return this.#refused.filter((line) => line.slice(0, line.indexOf(': ')) in files);
  }
}

/** Lints files, given by path, under the rules of the repository; returns `path: rule` for each line that is refused. */
function lintUnderOurRules(files: ReadonlyMap<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    for (const name of ['biome.json', 'package.json', 'scripts/lint']) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    for (const [path, text] of files) {
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

const rounds: LintRound[] = [];

/** A case: what is refused of its files, which is known when the specs run. */
function linted(files: Files): () => string[] {
  const round = rounds.find((each) => each.takes(files)) ?? new LintRound();
  if (!rounds.includes(round)) rounds.push(round);
  round.add(files);
  return () => round.refused(files);
}

const using = (source: string) => `import { thing } from '${source}';\n\nthing();\n`;

describe('the layers', function () {
  this.timeout(30_000);

  it('are known for each folder of lib/', () => {
    const folders = readdirSync(join(ROOT, 'lib'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(FOLDERS).to.include.members(folders.map(({ name }) => name));
  });

  const pairs = FOLDERS.flatMap((from) => FOLDERS.filter((to) => to !== from).map((to) => ({ from, to })));
  const betweenFolders = linted(Object.fromEntries(pairs.map(({ from, to }) => [`lib/${from}/to-${to}.ts`, using(`../${to}/thing.ts`)])));

  it('let each folder import from those below it and refuse all others', () => {
    const expected = pairs
      .filter(({ from, to }) => !BELOW[from]?.includes(to))
      .map(({ from, to }) => `lib/${from}/to-${to}.ts: ${RESTRICTED}`);
    expect(betweenFolders()).to.deep.equal(expected.sort());
  });

  const ofAnyForm = linted({
    'lib/cache/type.ts': `import type { Thing } from '../queue/thing.ts';\n\nexport type Other = Thing;\n`,
    'lib/cache/dynamic.ts': `export const load = () => import('../queue/thing.ts');\n`,
    'lib/cache/again.ts': `import { a } from '../queue/thing.ts';\n\nexport const b = a;\n`,
  });

  it('count type imports, dynamic imports and re-exports too', () => {
    expect(ofAnyForm()).to.deep.equal(['again', 'dynamic', 'type'].map((name) => `lib/cache/${name}.ts: ${RESTRICTED}`));
  });

  const free = linted({
    'lib/cache/own.ts': using('./other.ts'),
    'lib/cache/yaml.ts': using('yaml'),
    'lib/cache/node.ts': using('node:fs'),
  });

  it('let a folder import its own files, packages without a door, and the parts of Node', () => {
    expect(free()).to.deep.equal([]);
  });

  const doors = FOLDERS.flatMap((from) =>
    Object.keys(DOORS).map((to) => ({ from, to, file: `lib/${from}/door-${to.replaceAll('/', '-').slice(-6)}.ts` })),
  );
  const outside = linted(
    Object.fromEntries(
      doors.flatMap(({ to, file }) => [
        [file, using(to)],
        [file.replace('.ts', '-inside.ts'), using(`${to}/dist/x.js`)],
      ]),
    ),
  );

  it('open the doors to the outside in their own folders only', () => {
    const closed = doors.filter(({ from, to }) => !DOORS[to]?.includes(from));
    expect(outside()).to.deep.equal(
      closed.flatMap(({ file }) => [`${file}: ${RESTRICTED}`, `${file.replace('.ts', '-inside.ts')}: ${RESTRICTED}`]).sort(),
    );
  });

  const winston = linted({ 'lib/base/winston-logger.ts': using('winston') });
  const above = linted({ 'lib/base/winston-logger.ts': using('../cluster/client.ts') });

  it('let one file reach winston', () => {
    expect(winston()).to.deep.equal([]);
    expect(above()).to.deep.equal([`lib/base/winston-logger.ts: ${RESTRICTED}`]);
  });

  const hooks = linted({ 'lib/operator/mounted-hooks.ts': using('../hooks/thing.ts') });
  const commands = linted({ 'lib/operator/mounted-hooks.ts': using('../cli/thing.ts') });

  it('let one file of lib/operator reach the hooks, so that operators without them load none', () => {
    expect(hooks()).to.deep.equal([]);
    expect(commands()).to.deep.equal([`lib/operator/mounted-hooks.ts: ${RESTRICTED}`]);
  });

  const faces = linted({
    'lib/index.ts': using('./embedded/thing.ts'),
    'bin/program.ts': using('../lib/base/thing.ts'),
    'examples/printer/printer.ts': using('../../lib/index.ts'),
    'lib/cache/self.ts': using('tskubeop'),
  });

  it('keep the test kit out of the public face, lib/ out of the examples, and everything but commands out of bin/', () => {
    expect(faces()).to.deep.equal(
      ['bin/program.ts', 'examples/printer/printer.ts', 'lib/cache/self.ts', 'lib/index.ts'].map((path) => `${path}: ${RESTRICTED}`),
    );
  });

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
  const surroundings = linted(
    Object.fromEntries(Object.keys(refusals).map((code, index) => [`lib/cache/file-${index}.ts`, `export const use = () => ${code};\n`])),
  );
  const clock = linted({ 'lib/base/clock.ts': 'export const use = () => setTimeout(() => {}, Date.now() + Math.random());\n' });
  const given = linted({ 'lib/cache/given.ts': 'export const use = (at: string) => new Date(at);\n' });
  const embedded = linted({ 'lib/embedded/own-timer.ts': 'export const use = () => setTimeout(() => {}, 1);\n' });

  it('leave time, chance, requests and the process to those whose they are', () => {
    const refused = surroundings();
    expect(refused).to.have.length(Object.keys(refusals).length);
    for (const [index, expected] of Object.values(refusals).entries())
      expect(refused[index]).to.include(`lib/cache/file-${index}.ts: ${expected}`);
    expect(clock()).to.deep.equal([]);
    expect(given()).to.deep.equal([]);
    expect(embedded()).to.have.length(1);
  });

  const deeper = linted({
    'lib/embedded/tables/up.ts': using('../thing.ts'),
    'lib/embedded/tables/base.ts': using('../../base/thing.ts'),
    'lib/embedded/tables/schema.ts': using('../../schema/thing.ts'),
    'lib/embedded/tables/undici.ts': using('undici'),
  });

  it('hold in deeper folders too', () => {
    expect(deeper()).to.deep.equal(['schema', 'undici'].map((name) => `lib/embedded/tables/${name}.ts: ${RESTRICTED}`));
  });

  const timers = linted({ 'lib/queue/timer.ts': using('node:timers/promises') });

  it('refuse timers under their module names', () => {
    expect(timers()).to.deep.equal([`lib/queue/timer.ts: ${RESTRICTED}`]);
  });

  const exports = linted({
    'lib/cache/star.ts': `export * from './other.ts';\n`,
    'lib/cache/standard.ts': 'export default 1;\n',
    'lib/cache/any.ts': 'export const value = (given: any) => given;\n',
    'lib/cache/index.ts': `export { a } from './a.ts';\n`,
    'lib/index.ts': `export { a } from './base/a.ts';\n`,
  });

  it('refuse default exports, export *, barrels and any', () => {
    expect(exports()).to.deep.equal([
      'lib/cache/any.ts: lint/suspicious/noExplicitAny',
      'lib/cache/index.ts: lint/performance/noBarrelFile',
      'lib/cache/standard.ts: lint/style/noDefaultExport',
      'lib/cache/star.ts: lint/performance/noBarrelFile',
      'lib/cache/star.ts: lint/performance/noReExportAll',
    ]);
  });
});
