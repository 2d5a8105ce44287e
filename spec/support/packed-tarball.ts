/**
 * The package as it would be published, packed once for all specs that install it: building it takes seconds, and two builds at
 * once would be in each other's way.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from './clean-environment.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Builds and packs the repository into a folder, and returns the tarball's path. */
export async function packInto(folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--silent', '--pack-destination', folder], {
    ...{ cwd: ROOT, env: cleanEnvironment() },
  });
  return join(folder, stdout.trim().split('\n').at(-1) ?? '');
}

/** Whether somebody has packed it for this run, and said where by TSKUBEOP_TEST_TARBALL. */
export function isPacked(): boolean {
  return existsSync(process.env.TSKUBEOP_TEST_TARBALL ?? '');
}

/** Packs it for all processes of this run, unless that is done; what it returns takes the tarball away again. */
export async function packForAll(): Promise<() => Promise<void>> {
  if (isPacked()) return async () => {};
  const folder = await mkdtemp(join(tmpdir(), 'tskubeop-tarball-'));
  process.env.TSKUBEOP_TEST_TARBALL = await packInto(folder);
  return () => rm(folder, { recursive: true, force: true });
}
