/**
 * Says that something in some folders may have changed: as soon as the system says so, once for several changes in a row; and now
 * and then in any case, since not every file system tells.
 */
import { type FSWatcher, watch } from 'node:fs';
import type { Clock, Timer } from '../base/clock.ts';

/** What a FolderWatch is given. */
export interface FolderWatchOptions {
  readonly clock: Clock;
  /** @param told true when the system said so, false when it is only time to look again */
  readonly onChange: (told: boolean) => void;
  /** How long nothing must change. @default 200 */
  readonly quietMilliseconds?: number;
  /** How often is looked in any case. @default 10 */
  readonly lookSeconds?: number;
}

/** See the file's comment. */
export class FolderWatch implements Disposable {
  readonly #options: FolderWatchOptions;
  readonly #watchers = new Map<string, FSWatcher>();
  #quiet: Timer | undefined;
  #look: Timer | undefined;
  #disposed = false;

  constructor(options: FolderWatchOptions) {
    this.#options = options;
    this.#plan();
  }

  /** Watches these folders, and no others. */
  watch(folders: readonly string[]): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.includes(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) if (!this.#watchers.has(folder) && !this.#disposed) this.#watch(folder);
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.watch([]);
    this.#quiet?.cancel();
    this.#look?.cancel();
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#changed());
      // Gone, or no more to be watched: looking now and then goes on.
      watcher.on('error', () => this.#changed());
      this.#watchers.set(folder, watcher);
      // What has changed between the look that found it and now has not been told.
      this.#changed();
    } catch {
      // Gone since it was found, or the system watches too many already: looking now and then goes on.
    }
  }

  #changed(): void {
    if (this.#disposed) return;
    const { clock, quietMilliseconds = 200, onChange } = this.#options;
    this.#quiet?.cancel();
    this.#quiet = clock.setTimeout(() => onChange(true), quietMilliseconds);
  }

  #plan(): void {
    const { clock, lookSeconds = 10, onChange } = this.#options;
    this.#look = clock.setTimeout(() => {
      onChange(false);
      this.#plan();
    }, lookSeconds * 1000);
  }
}
