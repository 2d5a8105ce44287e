/**
 * What a program sets of the Node.js that runs it. `run()` does; `start()`, which lives in somebody else's process, does not.
 */
// Not by name: a Node.js without it would say so before checkNodeVersion can say what to do.
import nodeModule from 'node:module';
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** The process, as far as it is set. */
export interface ProgramRuntime {
  /** The options that Node.js was started with, those of NODE_OPTIONS included. */
  readonly options: string;
  /** Bytes of V8's young generation. */
  youngBytes(): number;
  /** Calls back after collections, until the function that it returns is called. */
  onCollected(listener: () => void): () => void;
  setFlag(flag: string): void;
  enableCompileCache(): unknown;
}

/** From this size on the young generation grows no more. */
export const ENOUGH_YOUNG_BYTES = 16 * 1024 * 1024;

/**
 * Lets Node.js keep what it makes of modules for the next start, in the folder of NODE_COMPILE_CACHE or one for temporary files.
 * Where it can't be written nothing is kept; NODE_DISABLE_COMPILE_CACHE=1 forbids it.
 */
export function keepCompiledModules(runtime: Pick<ProgramRuntime, 'enableCompileCache'> = nodeRuntime()): void {
  runtime.enableCompileCache();
}

/**
 * Keeps V8's young generation small. While many objects are listed it would grow to 134 MB, and stay so; but what a handler leaves
 * behind dies at once, and is collected as cheaply out of a small one.
 *
 * V8 takes a limit only at its start. At each growth, though, it asks by how much: from some size on by nothing. Whoever has set its
 * size on the command line is obeyed.
 */
export function limitYoungGeneration(runtime: Omit<ProgramRuntime, 'enableCompileCache'> = nodeRuntime()): void {
  if (/semi[-_]space/.test(runtime.options)) return;
  const forget = runtime.onCollected(() => {
    if (runtime.youngBytes() < ENOUGH_YOUNG_BYTES) return;
    forget();
    runtime.setFlag('--semi-space-growth-factor=1');
  });
}

function nodeRuntime(): ProgramRuntime {
  return {
    options: [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' '),
    youngBytes: () => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0,
    onCollected: (listener) => {
      const observer = new PerformanceObserver(listener);
      observer.observe({ entryTypes: ['gc'] });
      return () => observer.disconnect();
    },
    setFlag: (flag) => setFlagsFromString(flag),
    enableCompileCache: () => nodeModule.enableCompileCache?.(),
  };
}
