/**
 * Checks the types of all TypeScript of the repository, and in the same go of every ```ts block of README.md and docs/, so that no
 * reader copies a program that doesn't compile.
 *
 * Each block is a module of its own; one that opens with ```ts continued goes on where the block before it ended. A block's
 * lines keep their numbers, so that the compiler's messages can name the line of the document.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { snippetsOf } from './markdown-snippets.ts';

const root = join(import.meta.dirname, '..');
// Within the package, so that the blocks import 'tskubeop' as the package itself.
const folder = join(root, '.cache', 'docs');

function writeSnippets(): Map<string, string> {
  const documents = new Map<string, string>();
  for (const document of ['README.md', ...globSync('docs/**/*.md', { cwd: root })].filter((name) => existsSync(join(root, name)))) {
    for (const snippet of snippetsOf(readFileSync(join(root, document), 'utf8'), ['ts', 'typescript'])) {
      const name = `${document.replaceAll(/[^\w-]/g, '-')}-${snippet.line}.ts`;
      writeFileSync(join(folder, name), `${snippet.text}\nexport {};\n`);
      documents.set(name, document);
    }
  }
  return documents;
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const documents = writeSnippets();
process.exitCode = compile();
process.stdout.write(`${documents.size} code blocks in the documents ${process.exitCode ? 'looked at' : 'compile'}\n`);

function compile(): number {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '--project', '.', '--pretty', 'false'], { cwd: root, encoding: 'utf8' });
  const named = stdout.replaceAll(
    /^\.cache\/docs\/([\w-]+\.ts)\((\d+),(\d+)\)/gm,
    (_, name, line, column) => `${documents.get(name) ?? name}:${line}:${column}`,
  );
  process.stdout.write(named);
  return status ?? 1;
}
