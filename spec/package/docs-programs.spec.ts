/**
 * The programs of README.md and docs/ do what stands beside them: the classes have a definition, the operators their help, the
 * tests pass. That all of them compile is `npm run typecheck`'s part.
 */
import { execFile } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { exportedClasses } from '../../lib/cli/class-module.ts';
import { importGuarded } from '../../lib/operator/import-guard.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { checkClasses } from '../../lib/resource/crd-class-check.ts';
import { customResourceDefinitionOf } from '../../lib/schema/crd-manifest.ts';
import { snippetsOf } from '../../scripts/markdown-snippets.ts';

const root = join(import.meta.dirname, '..', '..');
// Within the package, so that the programs import 'tskubeop' as the package itself.
const folder = join(root, '.cache', 'docs-programs');

/** Writes the blocks that open with a comment naming their file, each into a folder of its document, and the tests. */
function writePrograms(): string[] {
  const files: string[] = [];
  for (const document of ['README.md', ...globSync('docs/*.md', { cwd: root })]) {
    for (const { text, line } of snippetsOf(readFileSync(join(root, document), 'utf8'), ['ts'])) {
      const code = text.trim();
      const named = /^\/\/ ([\w.-]+\.ts)\b/.exec(code)?.[1];
      const name = named ?? (code.includes("'node:test'") ? `at-line-${line}.spec.ts` : undefined);
      if (name === undefined) continue;
      const path = join(folder, document.replaceAll(/[^\w]/g, '-'), name);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, `${code}\n`);
      files.push(path);
    }
  }
  return files;
}

/** Runs a program as its reader does. */
async function node(...args: string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '--conditions=@tskubeop/source' };
  try {
    return (await promisify(execFile)(process.execPath, args, { cwd: folder, env })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`node ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}

describe('the programs of the documents', function () {
  this.timeout(60_000);

  let programs: string[];

  before(() => {
    rmSync(folder, { recursive: true, force: true });
    programs = writePrograms();
  });

  it('are found', () => {
    expect(programs.map((path) => path.split(/[\\/]/).at(-1))).to.include.members([
      'printer.ts',
      'gauge.ts',
      'scale.ts',
      'greeting.spec.ts',
    ]);
  });

  it('export classes that can work, and that have a definition', async () => {
    for (const path of programs.filter((each) => !each.endsWith('.spec.ts'))) {
      const classes = await exportedClasses(path, { load: importGuarded });
      checkClasses(classes as unknown as CRDClass[]);
      for (const type of classes) expect(customResourceDefinitionOf(type).metadata.name, path).to.equal(`${type.PLURAL}.${type.GROUP}`);
    }
  });

  it('show the flags that the page about arguments declares', async () => {
    const help = await node(programs.find((path) => path.endsWith('mailer.ts')) ?? '', '--help');
    for (const word of ['--smtp-server', '[TSKUBEOP_BATCH_SIZE]', '--create-crd', 'Usage: mail-operator']) expect(help).to.include(word);
  });

  it('come to the status that the page about status says', async () => {
    const path = programs.find((each) => each.endsWith('scale.ts')) ?? '';
    const said = /console\.log\(status\); \/\/ (.*)$/m.exec(readFileSync(path, 'utf8'))?.[1];
    expect((await node(path)).replaceAll(/\s+/g, ' ').trim()).to.equal(said);
  });

  it('pass, where they are tests', async () => {
    const tests = programs.filter((path) => path.endsWith('.spec.ts'));
    expect(tests).to.have.lengthOf.at.least(2);
    await node('--test', ...tests);
  });
});
