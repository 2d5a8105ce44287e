/**
 * One run of a hook: its files, the process, and what it asks for. Files are read only after it has ended well, and everything in
 * them is checked before anything of it is done.
 */
import { dirname } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { HookRunError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { describeExit, HookProcess } from './hook-process.ts';
import { type MetricFile, readMetricFile } from './metric-document.ts';
import { OutputLog } from './output-log.ts';
import { type PatchOperation, readPatchFile } from './patch-document.ts';
import type { RunFiles, RunFolders } from './run-files.ts';

/** What a run is made of. */
export interface HookRunOptions {
  /** The hook's name. */
  readonly hook: string;
  /** The program, which is the hook's file, or a copy of the version in force. */
  readonly program: string;
  /** The hook's file: it runs in this one's folder. */
  readonly path: string;
  /** The content of BINDING_CONTEXT_PATH. */
  readonly context: string;
  /** Where its files are made and removed. */
  readonly folders: RunFolders;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** Carries the fields of what the hook prints. */
  readonly logger: Logger;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/** What a run asks for. */
export interface HookOutcome {
  readonly patches: readonly PatchOperation[];
  readonly metrics: MetricFile;
}

/**
 * Runs a hook.
 *
 * @throws HookRunError it ended badly, or what it wrote can't be understood: then nothing of it has been done
 */
export async function runHook(options: HookRunOptions): Promise<HookOutcome> {
  const { folders, hook, context } = options;
  const files = folders.make(hook, context);
  try {
    await runProcess(options, files);
    const metrics = readMetricFile(await files.read('METRICS_PATH'), hook);
    return { metrics, patches: readPatchFile(await files.read('KUBERNETES_PATCH_PATH')) };
  } finally {
    folders.remove(files);
  }
}

async function runProcess(options: HookRunOptions, files: RunFiles): Promise<void> {
  const { program, path, env, clock, signal, timeoutSeconds, logger } = options;
  const output = new OutputLog(logger);
  const child = new HookProcess({
    path: program,
    args: [],
    folder: dirname(path),
    env: { ...env, ...files.variables },
    clock,
    signal,
    timeoutSeconds,
    onOutput: (stream, chunk) => output.take(stream, chunk),
  });
  const look = files.watchSize(clock, () => child.end('output'));
  const exit = await child.run();
  look.cancel();
  output.end();
  const failure = describeExit(exit);
  if (failure === undefined) return;
  throw new HookRunError(output.error === '' ? failure : `${failure}: ${output.error}`, { cause: exit.error });
}
