/**
 * Keeps a copy of each hook as it was when it was found to be good. A run uses the file itself while it is that version; once it
 * has been replaced, the copy runs until the new version has been found to be good, or for good if it is broken.
 */
import { copyFile, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { HookFile } from './hook-discovery.ts';
import { type FileVersion, signsOf } from './hook-loader.ts';

/** A version of a hook's file. */
export interface KeptVersion extends HookFile {
  readonly version: FileVersion;
  /** The copy. */
  readonly copy: string;
}

/** See the file's comment. */
export class VersionKeeper {
  readonly #hooks: string;
  readonly #folder: string;
  #count = 0;

  /**
   * @param hooks the hooks folder
   * @param folder where copies go; whoever owns it removes it
   */
  constructor(hooks: string, folder: string) {
    this.#hooks = hooks;
    this.#folder = folder;
  }

  /** Copies a file. @returns the copy's path */
  async keep(file: HookFile): Promise<string> {
    const copy = join(this.#folder, String(++this.#count), basename(file.path));
    await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
    await copyFile(file.path, copy);
    return copy;
  }

  /** Removes a copy that is of no use any more. */
  async forget(copy: string): Promise<void> {
    await rm(dirname(copy), { recursive: true, force: true });
  }

  /** What is to be run: the file itself, or its copy when the file has changed since. */
  async program(kept: KeptVersion): Promise<string> {
    try {
      if ((await signsOf(kept.path)) === kept.version.signs) return kept.path;
    } catch {
      // Gone, so that only the copy is left.
    }
    return await this.#place(kept);
  }

  /**
   * A folder that looks as the hooks folder does, but for this hook: what it reads beside itself is found at the same relative
   * place.
   */
  async #place({ copy, name }: KeptVersion): Promise<string> {
    const root = join(dirname(copy), 'tree');
    const place = join(root, name);
    await rm(root, { recursive: true, force: true });
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    const parts = name.split('/');
    for (let depth = 0; depth < parts.length; depth++) {
      const below = parts.slice(0, depth).join('/');
      const entries = await readdir(join(this.#hooks, below)).catch(() => []); // gone with the hook: nothing lies beside it
      for (const entry of entries) {
        if (entry !== parts[depth]) await symlink(join(this.#hooks, below, entry), join(root, below, entry));
      }
    }
    await copyFile(copy, place);
    return place;
  }
}
