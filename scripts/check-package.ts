/**
 * Packs the package as it would be published and has publint and arethetypeswrong look at the tarball. It is kept for the specs
 * when TSKUBEOP_TEST_TARBALL says where.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'tskubeop-package-'));

function run(command: string, args: string[]): string {
  const { status, stdout, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${stdout}\n${command} ${args.join(' ')} ended with exit code ${status}`);
  return stdout;
}

/** A program of node_modules, run on this Node. */
function runTool(path: string, ...args: string[]): void {
  process.stdout.write(run(process.execPath, [join(root, 'node_modules', path), ...args]));
}

try {
  const packed = run('npm', ['pack', '--json', '--pack-destination', folder]);
  // The build, which npm runs first, may print too; npm 12 keys its answer by the package's name.
  const answer = JSON.parse(packed.slice(packed.search(/^[[{]/m)));
  const [{ filename, size, entryCount }] = Object.values(answer) as [{ filename: string; size: number; entryCount: number }];
  process.stdout.write(`${filename}: ${entryCount} files, ${Math.round(size / 1000)} kB\n`);
  const tarball = join(folder, filename);
  runTool('publint/src/cli.js', 'run', tarball, '--strict');
  runTool('@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only', '--no-emoji');
  const kept = process.env.TSKUBEOP_TEST_TARBALL;
  if (kept) {
    mkdirSync(dirname(kept), { recursive: true });
    copyFileSync(tarball, kept);
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
