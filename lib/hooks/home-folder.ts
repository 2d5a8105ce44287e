/**
 * The folder in which a program keeps the files of its hooks' runs. One that was killed leaves it behind, and a container that is
 * started again finds the same temporary folder: what a dead predecessor on this machine has left is removed.
 */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Who makes a folder: a process, which is known by machine, number and beginning, since in containers numbers come again. */
export interface FolderOwner {
  readonly host: string;
  readonly pid: number;
  /** When it began, in milliseconds since the epoch. */
  readonly begun: number;
}

const PREFIX = 'tskubeop-hooks';

/** Makes a folder of one's own. */
export async function makeHome(temporaryFolder: string, owner: FolderOwner = thisProcess()): Promise<string> {
  await mkdir(temporaryFolder, { recursive: true });
  for (const name of await readdir(temporaryFolder)) {
    // What can't be removed, for it is another user's, harms nobody.
    if (isLeftOver(name, owner)) await rm(join(temporaryFolder, name), { recursive: true, force: true }).catch(() => undefined);
  }
  const { host, pid, begun } = owner;
  return await mkdtemp(join(temporaryFolder, `${PREFIX}-${host}.${pid}.${begun}-`));
}

/** Whether a folder is that of a process of this machine that is no more. */
function isLeftOver(name: string, { host, pid, begun }: FolderOwner): boolean {
  const [, itsHost, itsPid, itsBegin] = /^tskubeop-hooks-(.+)\.([0-9]+)\.([0-9]+)-[^.]+$/.exec(name) ?? [];
  if (itsHost !== host) return false;
  return Number(itsPid) === pid ? Number(itsBegin) !== begun : !isAlive(Number(itsPid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function thisProcess(): FolderOwner {
  return { host: hostname(), pid: process.pid, begun: Math.floor(performance.timeOrigin) };
}
