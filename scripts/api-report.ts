/**
 * Writes etc/api-report.md: every exported name with its declaration, and the declarations that those are made of. A change of it
 * is a change for users, to be seen in review; spec/package/api-report.spec.ts compares it with the code.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiEntry, apiReport } from './declaration-index.ts';

const root = join(import.meta.dirname, '..');

/** The committed report. */
export const REPORT = join(root, 'etc', 'api-report.md');

const ENTRIES: readonly ApiEntry[] = [
  { name: 'tskubeop', file: 'lib/index.d.ts' },
  { name: 'tskubeop/testing', file: 'lib/testing/index.d.ts' },
];

/** The report of the sources as they are. Types are not checked, which takes the compiler most of its time. */
export function currentReport(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tskubeop-api-'));
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const options = ['--emitDeclarationOnly', '--declarationMap', 'false', '--noCheck', '--outDir', folder];
    const { status, stdout } = spawnSync(process.execPath, [tsc, '--project', 'tsconfig.build.json', ...options], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the declarations can't be made:\n${stdout}`);
    const files = globSync('**/*.d.ts', { cwd: folder }).map((file) => file.replaceAll('\\', '/'));
    return apiReport(ENTRIES, new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')])));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) writeFileSync(REPORT, currentReport());
