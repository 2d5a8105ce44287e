/** What scripts/bundle.ts makes of sources: few files in which everything is found, loaded and named as before. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { bundle } from '../../scripts/bundle.ts';

const SOURCES = {
  'package.json': '{ "type": "module", "sideEffects": false }',
  'lib/index.ts': `
    import { Same as Other } from './other.ts';
    export class Same {
      static readonly called: string = Same.name;
      static other(): string { return new Other().name; }
    }
    export const late = () => import('./late.ts');
    export const yaml = (): unknown => (typeof require === 'function' ? require('yaml') : undefined);`,
  'lib/other.ts': `export class Same { readonly name: string = Same.name; }`,
  'lib/late.ts': `import { Same } from './other.ts'; export const place = import.meta.url; export const name = Same.name;`,
  'lib/testing/index.ts': `export { Same } from '../other.ts';`,
  'lib/testing/exploration-worker.ts': `process.title.length;`,
  'lib/testing/process-supervisor.ts': `process.title.length;`,
  'lib/hooks/jq-worker.ts': `export const worker: string = import.meta.url;`,
  'bin/tskubeop.ts': `#!/usr/bin/env node\nimport { Same } from '../lib/index.ts';\nconsole.log(Same.other());`,
};

describe('bundle', () => {
  let folder: string;
  const dist = () => join(folder, 'dist');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tskubeop-bundle-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function bundled(sources: Record<string, string>): Promise<void> {
    for (const [path, text] of Object.entries({ ...SOURCES, ...sources })) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await bundle(folder, dist());
  }

  it('keeps the names of classes, also of two that are called the same, and loads at need what is imported at need', async () => {
    await bundled({});
    const { Same, late } = await import(pathToFileURL(join(dist(), 'lib/index.js')).href);
    expect([Same.name, Same.called, Same.other()]).to.deep.equal(['Same', 'Same', 'Same']);
    const { place, name } = await late();
    expect(name).to.equal('Same');
    // In a chunk of its own.
    expect(place).to.match(/\/dist\/lib\/late-\w+\.js$/);
    expect(await readFile(join(dist(), 'bin/tskubeop.js'), 'utf8')).to.match(/^#!\/usr\/bin\/env node\n/);
  });

  it('leaves require to bundlers of operators, and to Node’s modules, which have none', async () => {
    await bundled({});
    const texts = await Promise.all(
      (await readdir(join(dist(), 'lib')))
        .filter((name) => name.endsWith('.js'))
        .map((name) => readFile(join(dist(), 'lib', name), 'utf8')),
    );
    expect(texts.join('\n')).to.include('typeof require === "function" ? require("yaml")');
    const { yaml } = await import(pathToFileURL(join(dist(), 'lib/index.js')).href);
    expect(yaml()).to.equal(undefined);
  });

  it('has source maps that lead into lib/', async () => {
    await bundled({
      'lib/testing/index.ts': `export const require2 = typeof require; export function thrower() { throw new Error('x'); }`,
    });
    const path = join(dist(), 'lib/testing/index.js');
    const lines = (await readFile(path, 'utf8')).split('\n');
    const line = lines.findIndex((each) => each.includes('throw new Error'));
    const map = new SourceMap(JSON.parse(await readFile(`${path}.map`, 'utf8')));
    const entry = map.findEntry(line, lines[line]!.indexOf('throw'));
    expect(entry).to.include({ originalSource: '../../../lib/testing/index.ts', originalLine: 0 });
  });

  it('refuses a program that looks for a file beside itself, where none will be', async () => {
    const text = `export const worker = (extension: string) => new URL(\`./worker\${extension}\`, import.meta.url);`;
    const error = await bundled({ 'lib/testing/index.ts': text }).catch((reason: unknown) => reason);
    expect(String(error)).to.match(/looks for worker\.js beside itself, where none is/);
  });
});
