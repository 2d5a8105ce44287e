/**
 * The hooks in force, by name: loaded from their folder, and kept as the folder is. A run that is under way is not disturbed by
 * any change.
 */
import { HookConfigError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { Hook, type HookSurroundings } from './hook.ts';
import type { FolderChange, HookFolder } from './hook-folder.ts';
import type { HookReports } from './hook-reports.ts';
import type { KeptVersion, VersionKeeper } from './version-keeper.ts';

/** What hooks are kept with. */
export interface HookRosterOptions {
  readonly folder: Pick<HookFolder, 'scan'>;
  readonly keeper: Pick<VersionKeeper, 'forget'>;
  readonly reports: HookReports;
  readonly surroundings: HookSurroundings;
  readonly logger: Logger;
  /** Drops what waits for a hook. */
  readonly drop: (hook: Hook) => void;
  /** Begins with a hook that has come, or has changed what it wants, while others are at work. */
  readonly begin: (hook: Hook) => void;
}

/** See the file's comment. */
export class HookRoster {
  readonly #options: HookRosterOptions;
  readonly #hooks = new Map<string, Hook>();
  /** Versions that are no longer in force, with the hook that may still be running one. */
  #retired: { readonly hook: Hook; readonly copy: string }[] = [];
  #folders: readonly string[] = [];

  constructor(options: HookRosterOptions) {
    this.#options = options;
  }

  /** The hooks, by name; at the start in the order of their paths. */
  get hooks(): ReadonlyMap<string, Hook> {
    return this.#hooks;
  }

  /** The folders that have been looked through. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  /**
   * Loads the hooks; begins with none.
   *
   * @throws HookConfigError a hook can't be used and none may be skipped, or the folder can't be read
   */
  async load(signal: AbortSignal, skipInvalid: boolean): Promise<void> {
    const changes = await this.#scan(signal, true);
    const errors = changes.flatMap((change) => (change.type === 'failed' ? [change.error] : []));
    const [first] = errors;
    if (first && !skipInvalid) {
      throw errors.length === 1 ? first : new HookConfigError('', errors.map(({ message }) => message).join('\n'), { cause: first });
    }
    for (const change of changes) this.#apply(change, false);
    this.#options.reports.folder(undefined);
  }

  /**
   * Takes up what has changed. A folder that can't be read is reported, and its hooks stay in force.
   *
   * @param told whether something is known to have changed
   */
  async reload(signal: AbortSignal, told: boolean): Promise<void> {
    const { reports } = this.#options;
    try {
      const changes = await this.#scan(signal, told);
      if (signal.aborted) return;
      for (const change of changes) this.#apply(change, true);
      reports.folder(undefined);
      await this.#forgetRetired();
    } catch (error) {
      if (!HookConfigError.is(error)) throw error;
      if (!signal.aborted) reports.folder(error);
    }
  }

  /** Ends the bindings of all. */
  end(): void {
    for (const hook of this.#hooks.values()) hook.end();
  }

  async #scan(signal: AbortSignal, told: boolean): Promise<readonly FolderChange[]> {
    const { changes, found } = await this.#options.folder.scan(signal, told);
    if (signal.aborted) return changes;
    this.#folders = found.folders;
    this.#options.reports.passedOver(found.passedOver);
    return changes;
  }

  #apply(change: FolderChange, running: boolean): void {
    const { reports } = this.#options;
    switch (change.type) {
      case 'added':
      case 'changed':
        this.#put(change.kept, change, running);
        return;
      case 'renewed':
        this.#renew(change.kept);
        return;
      case 'removed':
        this.#end(change.name);
        reports.removed(change.name);
        return;
      case 'mended':
        reports.valid(change.name);
        return;
      default:
        reports.invalid(change.name, change.error, this.#hooks.has(change.name));
    }
  }

  #put(kept: KeptVersion, { config }: Extract<FolderChange, { config: unknown }>, running: boolean): void {
    const { logger, reports, surroundings, begin } = this.#options;
    const message = this.#hooks.has(kept.name) ? 'a hook has changed what it wants; it begins anew' : 'a hook has been added';
    if (running) logger.info(message, { hook: kept.name });
    this.#end(kept.name);
    const hook = new Hook(kept, config, surroundings);
    this.#hooks.set(kept.name, hook);
    reports.valid(kept.name);
    if (running) begin(hook);
  }

  #renew(kept: KeptVersion): void {
    const hook = this.#hooks.get(kept.name);
    if (!hook) return;
    if (hook.kept.copy !== kept.copy) {
      this.#options.logger.info('a hook has a new version, which wants the same', { hook: kept.name });
      this.#retired.push({ hook, copy: hook.kept.copy });
    }
    hook.renew(kept);
    this.#options.reports.valid(kept.name);
  }

  /** A run that is under way goes on; what waits is dropped. */
  #end(name: string): void {
    const hook = this.#hooks.get(name);
    if (!hook) return;
    this.#hooks.delete(name);
    hook.end();
    this.#options.drop(hook);
    this.#retired.push({ hook, copy: hook.kept.copy });
    this.#options.reports.ended(name);
  }

  async #forgetRetired(): Promise<void> {
    const idle = this.#retired.filter(({ hook }) => hook.runs === 0);
    this.#retired = this.#retired.filter(({ hook }) => hook.runs > 0);
    for (const { copy } of idle) await this.#options.keeper.forget(copy);
  }
}
