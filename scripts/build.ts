/**
 * Makes dist/ out of lib/ and bin/, from nothing, so that no file of an earlier build is ever published: the declarations, one for each
 * source file, and the programs, in a few files (docs/decisions/0039). `npm run typecheck` has looked at the types.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** The compiler rewrites `./x.ts` in its JavaScript but not in declarations; same length, so declaration maps stay true. */
function pointDeclarationsAtJavaScript(): void {
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    const file = join(dist, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/(\b(?:from|import) ?\(?\s*["']\.\.?\/[^"']*)\.ts(["'])/g, '$1.js$2'));
  }
}

rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--project', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status === 0) {
  pointDeclarationsAtJavaScript();
  await bundle(root, dist);
}
process.exitCode = status ?? 1;
