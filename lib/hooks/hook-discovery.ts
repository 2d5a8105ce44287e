/**
 * Which files of a folder are hooks: executable ones at any depth, in the byte order of their paths. What is passed over for a
 * reason that its author may not have thought of is reported.
 */
import { constants } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { HookConfigError } from '../base/errors.ts';

/** A hook's file. */
export interface HookFile {
  /** The path below the hooks folder, with slashes: the hook's name. */
  readonly name: string;
  /** The absolute path. */
  readonly path: string;
}

/** A file or folder that is no hook, and why. */
export interface PassedOver {
  readonly name: string;
  readonly reason: string;
  /** True when somebody probably wanted it to be one. */
  readonly suspicious: boolean;
}

/** What a folder holds. */
export interface FoundHooks {
  readonly hooks: readonly HookFile[];
  readonly passedOver: readonly PassedOver[];
  /** The folders that were looked through, the root among them. */
  readonly folders: readonly string[];
}

/** Files beside hooks that are none, also when they are executable, as on some mounted file systems all are. */
const OTHER_FILES: ReadonlySet<string> = new Set(['.yaml', '.json', '.md', '.txt']);

const EXECUTABLE = constants.S_IXUSR | constants.S_IXGRP | constants.S_IXOTH;

/**
 * Looks through a folder.
 *
 * @throws HookConfigError it isn't there, or can't be read
 */
export async function findHooks(folder: string): Promise<FoundHooks> {
  const root = resolve(folder);
  const found = { hooks: [] as HookFile[], passedOver: [] as PassedOver[], folders: [] as string[] };
  try {
    await look(root, '', found);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what =
      code === 'ENOENT' ? 'does not exist' : code === 'ENOTDIR' ? 'is not a folder' : `can't be read (${code ?? 'unknown error'})`;
    throw new HookConfigError('', `the hooks folder ${root} ${what}`, { cause: error });
  }
  found.hooks.sort((left, right) => Buffer.compare(Buffer.from(left.path), Buffer.from(right.path)));
  return found;
}

interface Finding {
  readonly hooks: HookFile[];
  readonly passedOver: PassedOver[];
  readonly folders: string[];
}

async function look(path: string, name: string, found: Finding): Promise<void> {
  found.folders.push(path);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const inner = { path: join(path, entry.name), name: name === '' ? entry.name : `${name}/${entry.name}` };
    if (entry.isDirectory()) await lookInto(inner, found);
    else if (entry.isSymbolicLink() && (await pointsAtFolder(inner.path))) passLinkOver(inner, found);
    else if (entry.isFile() || entry.isSymbolicLink()) await take(inner, found);
  }
}

async function lookInto(folder: HookFile, found: Finding): Promise<void> {
  const own = basename(folder.path);
  if (own.startsWith('.')) return;
  if (own !== 'lib') {
    await look(folder.path, folder.name, found);
    return;
  }
  for (const entry of await readdir(folder.path, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !(await isExecutable(join(entry.parentPath, entry.name)))) continue;
    const name = `${folder.name}${join(entry.parentPath, entry.name).slice(folder.path.length)}`;
    found.passedOver.push({ name, reason: "it is executable, but lies in a folder 'lib', which holds no hooks", suspicious: true });
  }
}

/** It is not followed. A mounted ConfigMap links the folders in it likewise, of which mostly there is a `lib`. */
function passLinkOver({ name }: HookFile, found: Finding): void {
  const own = basename(name);
  if (own.startsWith('.')) return;
  found.passedOver.push({ name, reason: 'it is a link to a folder, which is not followed', suspicious: own !== 'lib' });
}

async function pointsAtFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // points at nothing: said when it is asked for its configuration
  }
}

async function take(file: HookFile, found: Finding): Promise<void> {
  const { name } = file;
  if (basename(name).startsWith('.')) return;
  if (OTHER_FILES.has(extname(name))) {
    found.passedOver.push({ name, reason: `files named *${extname(name)} are no hooks`, suspicious: false });
    return;
  }
  // A link counts by itself, and a link's own mode has every bit: what it points at is seen when it is run.
  if (await isExecutable(file.path)) found.hooks.push(file);
  else found.passedOver.push({ name, reason: 'it is not executable; chmod +x makes it a hook', suspicious: true });
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    return ((await lstat(path)).mode & EXECUTABLE) !== 0;
  } catch (error) {
    // Gone since the folder was read.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
