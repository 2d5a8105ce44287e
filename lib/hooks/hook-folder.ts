/**
 * The hooks of a folder as they are in force, and what has changed since they were last looked at. A version is in force once its
 * `--config` has been understood; a broken one changes nothing.
 */
import { HookConfigError } from '../base/errors.ts';
import type { HookConfig } from './hook-config.ts';
import { type FoundHooks, findHooks, type HookFile } from './hook-discovery.ts';
import { type HookLoaderOptions, loadHook, signsOf, versionOf } from './hook-loader.ts';
import type { KeptVersion, VersionKeeper } from './version-keeper.ts';

/** What has changed. */
export type FolderChange =
  /** A new hook, or a new version that wants something else. */
  | { readonly type: 'added' | 'changed'; readonly kept: KeptVersion; readonly config: HookConfig }
  /** A new version that wants the same as the one before. */
  | { readonly type: 'renewed'; readonly kept: KeptVersion }
  | { readonly type: 'removed'; readonly name: string }
  /** A version that can't be used. */
  | { readonly type: 'failed'; readonly name: string; readonly error: HookConfigError }
  /** What couldn't be used is no more: the file is again the version that is in force, or gone. */
  | { readonly type: 'mended'; readonly name: string };

/** What a look at the folder has found. */
export interface FolderScan {
  readonly changes: readonly FolderChange[];
  readonly found: FoundHooks;
}

interface InForce {
  readonly kept: KeptVersion;
  readonly config: HookConfig;
}

/** How many hooks are asked for their configuration at a time. */
const AT_A_TIME = 4;

/** How often a hook is asked that changes while it is being asked. */
const MOST_TRIES = 3;

/** See the file's comment. */
export class HookFolder {
  readonly #options: HookLoaderOptions;
  readonly #keeper: VersionKeeper;
  readonly #inForce = new Map<string, InForce>();
  /** The signs of versions that can't be used. */
  readonly #failed = new Map<string, string>();

  constructor(options: HookLoaderOptions, keeper: VersionKeeper) {
    this.#options = options;
    this.#keeper = keeper;
  }

  /**
   * Looks at the folder.
   *
   * @param again also asks hooks that have failed and are as they were: something beside them may have changed
   * @throws HookConfigError the folder can't be read; nothing changes then
   */
  async scan(signal: AbortSignal, again: boolean): Promise<FolderScan> {
    const found = await findHooks(this.#options.folder);
    const changes: (FolderChange | undefined)[] = this.#removed(found.hooks);
    const waiting = [...found.hooks.entries()];
    const looked: (FolderChange | undefined)[] = [];
    const look = async () => {
      for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift())
        looked[next[0]] = await this.#look(next[1], again, signal);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, look));
    changes.push(...looked);
    return { changes: changes.filter((change) => change !== undefined), found };
  }

  #removed(hooks: readonly HookFile[]): FolderChange[] {
    const names = new Set(hooks.map(({ name }) => name));
    const gone = (name: string) => !names.has(name);
    const mended = [...this.#failed.keys()].filter(gone).map((name): FolderChange => ({ type: 'mended', name }));
    const removed = [...this.#inForce.keys()].filter(gone).map((name): FolderChange => ({ type: 'removed', name }));
    for (const { name } of mended as { name: string }[]) this.#failed.delete(name);
    for (const { name } of removed as { name: string }[]) this.#inForce.delete(name);
    return [...mended, ...removed];
  }

  async #look(file: HookFile, again: boolean, signal: AbortSignal): Promise<FolderChange | undefined> {
    const { name, path } = file;
    const known = this.#inForce.get(name);
    let signs = '';
    try {
      signs = await signsOf(path).catch(() => ''); // gone again: loading it says so
      if (known?.kept.version.signs === signs) return this.#asInForce(name);
      if (!again && this.#failed.get(name) === signs) return undefined;
      const version = await versionOf(file);
      if (known?.kept.version.hash === version.hash) {
        // Touched, or put in its place again: no other version.
        const kept = { ...known.kept, version };
        this.#inForce.set(name, { ...known, kept });
        return this.#failed.delete(name) ? { type: 'mended', name } : { type: 'renewed', kept };
      }
      return await this.#load(file, known, signal);
    } catch (error) {
      if (!HookConfigError.is(error)) throw error;
      if (signal.aborted) return undefined;
      const said = this.#failed.get(name) === signs;
      this.#failed.set(name, signs);
      return said ? undefined : { type: 'failed', name, error };
    }
  }

  #asInForce(name: string): FolderChange | undefined {
    return this.#failed.delete(name) ? { type: 'mended', name } : undefined;
  }

  async #load(file: HookFile, known: InForce | undefined, signal: AbortSignal): Promise<FolderChange> {
    for (let attempt = 1; ; attempt++) {
      const copy = await this.#copy(file);
      try {
        const { config, version } = await loadHook(file, this.#options, signal);
        // What was copied, asked and read must be one and the same.
        const same =
          (await signsOf(file.path)) === version.signs && (await versionOf({ name: file.name, path: copy })).hash === version.hash;
        if (!same && attempt < MOST_TRIES) continue;
        if (!same) throw new HookConfigError(file.name, 'it changes while it is being asked for its configuration');
        const kept = { ...file, version, copy };
        this.#inForce.set(file.name, { kept, config });
        this.#failed.delete(file.name);
        if (!known) return { type: 'added', kept, config };
        return wantsTheSame(known.config, config) ? { type: 'renewed', kept } : { type: 'changed', kept, config };
      } catch (error) {
        await this.#keeper.forget(copy);
        throw error;
      }
    }
  }

  async #copy(file: HookFile): Promise<string> {
    try {
      return await this.#keeper.keep(file);
    } catch (error) {
      throw new HookConfigError(file.name, `it can't be copied: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** Crontabs are compared by their texts, which is what JSON has of them. */
function wantsTheSame(left: HookConfig, right: HookConfig): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
