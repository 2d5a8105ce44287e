/**
 * Where `tskubeop cluster` leaves the kubeconfig: in a temporary file that goes with it, or in a file that was named – never
 * over somebody's own kubeconfig.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FileError, messageOf } from '../base/errors.ts';

/** A written kubeconfig. */
export interface WrittenKubeconfig extends AsyncDisposable {
  readonly path: string;
}

/** The first line of every file that is written here. */
const MARK = '# Written by tskubeop cluster; it is of use only while that runs.\n';

/**
 * Writes a kubeconfig, for the owner's eyes only. Disposing removes it.
 *
 * @param file where to, or undefined for a temporary file
 * @throws FileError the file is somebody else's, or can't be written
 */
export async function writeKubeconfig(text: string, file: string | undefined): Promise<WrittenKubeconfig> {
  const folder = file === undefined ? await mkdtemp(join(tmpdir(), 'tskubeop-')) : undefined;
  const path = resolve(folder === undefined ? (file ?? '') : join(folder, 'kubeconfig'));
  try {
    const present = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (present !== undefined && present !== '' && !present.startsWith(MARK)) {
      throw new FileError(`${path} is there already and not of tskubeop's making; name another file with --kubeconfig`);
    }
    await writeFile(path, MARK + text, { mode: 0o600 });
  } catch (error) {
    if (FileError.is(error)) throw error;
    throw new FileError(`the kubeconfig cannot be written: ${messageOf(error)}`, { cause: error });
  }
  return { path, [Symbol.asyncDispose]: () => rm(folder ?? path, { recursive: true, force: true }) };
}
