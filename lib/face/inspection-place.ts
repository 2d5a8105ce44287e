/**
 * Where operators of this user can be asked: each listens on a Unix domain socket in one folder that is the user's alone.
 */
import { chmod, lstat, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { isListening } from './inspection-client.ts';

/** Longer paths don't fit into a socket's address on all systems. */
export const MAX_SOCKET_PATH = 103;

/** The end of every socket's name. */
const ENDING = '.sock';

/** As many operators of one name in one process are told apart. */
const MOST_IN_ONE_PROCESS = 100;

/** The folder of this user's sockets. */
export function socketFolder(temporary = tmpdir()): string {
  return join(temporary, `tskubeop-${process.getuid?.() ?? userInfo().username}`);
}

/**
 * Makes the folder, and makes sure that it is this user's alone: the temporary folder is everybody's.
 *
 * @throws Error it is somebody else's, or no folder
 */
export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  const { uid, mode } = found;
  if (!found.isDirectory() || (process.getuid && uid !== process.getuid())) throw new Error(`${folder} belongs to somebody else`);
  if ((mode & 0o077) !== 0) await chmod(folder, 0o700);
}

/** A path in the folder on which nobody listens; what was left there by a process that is gone is removed. */
export async function freePath(folder: string, name: string): Promise<string> {
  for (let number = 1; number <= MOST_IN_ONE_PROCESS; number += 1) {
    const path = join(folder, `${name}-${process.pid}${number === 1 ? '' : `-${number}`}${ENDING}`);
    if (await isFree(path)) return path;
  }
  throw new Error(`there are ${MOST_IN_ONE_PROCESS} sockets of this process in ${folder}`);
}

/** True when nothing listens at a path. A dead socket is removed; anything else that is there is left alone. */
export async function isFree(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return true;
  if (!found.isSocket() || (await isListening(path))) return false;
  await rm(path, { force: true });
  return true;
}

/** The sockets of a folder on which somebody listens, the newest first. */
export async function liveSockets(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []); // no folder: nobody has ever listened
  const paths = names.filter((name) => name.endsWith(ENDING)).map((name) => join(folder, name));
  const found = await Promise.all(
    paths.map(async (path) => {
      const alive = await isListening(path);
      const at = alive
        ? await stat(path)
            .then(({ mtimeMs }) => mtimeMs)
            .catch(() => 0)
        : 0;
      return { path, alive, at };
    }),
  );
  return found
    .filter(({ alive }) => alive)
    .sort((a, b) => b.at - a.at)
    .map(({ path }) => path);
}
