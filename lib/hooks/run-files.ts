/**
 * The files of runs: each run has a folder of its own with those of the contract, under names that no other run has, so that what
 * a process of an earlier run still writes reaches nobody. They are removed while the next run is under way already: on a disk,
 * that takes longer than all else that is done with them.
 */
import { closeSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { lstat, opendir, readFile, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Timer } from '../base/clock.ts';
import { HookRunError, messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';

/** The most that a run may write into one of its files. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The most that may lie in a run's folder, with what it puts there besides. */
const MOST_FOLDER_BYTES = 256 * 1024 * 1024;
const MOST_FOLDER_FILES = 10_000;

/** How often they are looked at while it runs. */
const LOOK_MILLISECONDS = 1000;

/** The files that a hook may write, by variable. Two variables mean one file. */
const OUTPUTS: readonly (readonly [string, string])[] = [
  ['METRICS_PATH', 'metrics.json'],
  ['CONVERSION_RESPONSE_PATH', 'conversion-response.json'],
  ['VALIDATING_RESPONSE_PATH', 'admission-response.json'],
  ['ADMISSION_RESPONSE_PATH', 'admission-response.json'],
  ['KUBERNETES_PATCH_PATH', 'object-patch'],
];

/** Makes the files of runs, and removes them. */
export class RunFolders {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #removals = new Set<Promise<void>>();
  #count = 0;

  /** @param folder where the folders of runs are made; it is there */
  constructor(folder: string, logger: Logger) {
    this.#folder = folder;
    this.#logger = logger;
  }

  /** Makes the files of a run. A few small ones: waiting for each of them would take longer than to make them. */
  make(hook: string, context: string): RunFiles {
    const folder = join(this.#folder, `run-${++this.#count}`);
    mkdirSync(folder, { mode: 0o700 });
    const files = new RunFiles(folder, hook);
    try {
      files.make(context);
    } catch (error) {
      this.remove(files);
      throw error;
    }
    return files;
  }

  /** Removes them; nobody needs to wait for it. */
  remove(files: RunFiles): void {
    const removal = files
      .remove()
      .catch((error: unknown) => this.#logger.warn("the files of a hook's run can't be removed", { error: messageOf(error) }))
      .finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }

  /** Resolves when all that was to be removed is gone. */
  async untilRemoved(): Promise<void> {
    await Promise.all(this.#removals);
  }
}

/** The files of one run. */
export class RunFiles {
  /** Their paths, by the variables that name them to the hook. */
  readonly variables: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #paths: readonly string[];

  /** @param folder is there, and its own */
  constructor(folder: string, hook: string) {
    const begin = join(folder, `hook-${safeName(hook)}-`);
    const outputs = OUTPUTS.map(([variable, name]) => [variable, begin + name]);
    this.variables = { BINDING_CONTEXT_PATH: `${begin}binding-context.json`, ...Object.fromEntries(outputs) };
    this.#folder = folder;
    this.#paths = [...new Set(Object.values(this.variables))];
  }

  /** Makes all files, empty but for the context. */
  make(context: string): void {
    for (const path of this.#paths) {
      const file = openSync(path, 'w', 0o644);
      try {
        if (path === this.variables.BINDING_CONTEXT_PATH) writeAll(file, Buffer.from(context));
      } finally {
        closeSync(file);
      }
    }
  }

  /** What the hook has written into one of them. @throws HookRunError it is too much */
  async read(variable: 'METRICS_PATH' | 'KUBERNETES_PATCH_PATH'): Promise<string> {
    const path = this.variables[variable] as string;
    const file = statSync(path, { throwIfNoEntry: false });
    if (!file?.isFile() || file.size === 0) return '';
    if (file.size > MOST_BYTES) throw new HookRunError(`${path} has ${file.size} bytes, more than the ${MOST_BYTES} that are read`);
    return await readFile(path, 'utf8');
  }

  /** Calls back when they have become too big, or too much lies beside them. */
  watchSize(clock: Clock, tooBig: () => void): Timer {
    let timer: Timer | undefined;
    let isOver = false;
    const look = async () => {
      const isTooBig = await this.#isTooBig();
      if (isOver) return;
      if (isTooBig) tooBig();
      else plan();
    };
    const plan = () => {
      timer = clock.setTimeout(() => void look(), LOOK_MILLISECONDS);
    };
    plan();
    return {
      cancel: () => {
        isOver = true;
        timer?.cancel();
      },
    };
  }

  async #isTooBig(): Promise<boolean> {
    let [bytes, files] = [0, 0];
    try {
      for await (const entry of await opendir(this.#folder, { recursive: true })) {
        const path = join(entry.parentPath, entry.name);
        // Whoever makes and removes files all the time isn't to hide what else there is.
        const { size } = await lstat(path).catch(() => ({ size: 0 }));
        bytes += size;
        files += 1;
        if (bytes > MOST_FOLDER_BYTES || files > MOST_FOLDER_FILES || (size > MOST_BYTES && this.#paths.includes(path))) return true;
      }
    } catch {
      // Something goes while it is looked at: the next look sees the rest.
    }
    return false;
  }

  /** File by file, which is much faster than to look for what there is; that is done where the hook has made files of its own. */
  async remove(): Promise<void> {
    try {
      await Promise.all(this.#paths.map((path) => unlink(path)));
      await rmdir(this.#folder);
    } catch {
      // One is gone, is no file, or another one is there.
      await rm(this.#folder, { recursive: true, force: true });
    }
  }
}

/** `002-cool/monitor.py` as a part of a file's name. */
export function safeName(hook: string): string {
  return hook.replace(/[^A-Za-z0-9]+/g, '-');
}

function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
