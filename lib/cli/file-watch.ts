/**
 * Says when files have been saved. Their folders are watched, since editors replace a file rather than write into it; several
 * changes in a row, as one save makes them, are said once.
 */
import { watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Clock, Timer } from '../base/clock.ts';

/** What watchFiles is given. */
export interface WatchFilesOptions {
  /** Called with the files that have changed, as they were named. */
  onChange: (files: string[]) => void;
  clock: Clock;
  /** How long nothing must change. @default 100 */
  quietMilliseconds?: number;
}

/** Watches files until it is disposed. */
export function watchFiles(files: readonly string[], { onChange, clock, quietMilliseconds = 100 }: WatchFilesOptions): Disposable {
  const named = new Map(files.map((file) => [resolve(file), file]));
  const changed = new Set<string>();
  let timer: Timer | undefined;
  const tell = () => {
    const told = [...changed];
    changed.clear();
    onChange(told);
  };
  const watchers = [...new Set([...named.keys()].map((path) => dirname(path)))].map((folder) =>
    watch(folder, (_, name) => {
      const file = name === null ? undefined : named.get(resolve(folder, basename(name)));
      if (file === undefined) return;
      changed.add(file);
      timer?.cancel();
      timer = clock.setTimeout(tell, quietMilliseconds);
    }),
  );
  return {
    [Symbol.dispose]() {
      timer?.cancel();
      for (const watcher of watchers) watcher.close();
    },
  };
}
