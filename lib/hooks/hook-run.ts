/**
 * One run of a hook: a folder of its own with the files of the contract, the process, and what it asks for. Files are read only
 * after it has ended well, and everything in them is checked before anything of it is done.
 */
import { closeSync, mkdirSync, openSync, rmdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock, Timer } from '../base/clock.ts';
import { HookRunError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { describeExit, HookProcess } from './hook-process.ts';
import { type MetricFile, readMetricFile } from './metric-document.ts';
import { OutputLog } from './output-log.ts';
import { type PatchOperation, readPatchFile } from './patch-document.ts';

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
  /** A folder that is there for this run; it is made and removed. */
  readonly folder: string;
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

/** The most that a run may write into its files. */
const MOST_BYTES = 64 * 1024 * 1024;

/** How often it is looked at while it runs. */
const LOOK_MILLISECONDS = 1000;

/** The files that a hook may write, by variable. Two variables mean one file. */
const OUTPUTS: readonly (readonly [string, string])[] = [
  ['METRICS_PATH', 'metrics.json'],
  ['CONVERSION_RESPONSE_PATH', 'conversion-response.json'],
  ['VALIDATING_RESPONSE_PATH', 'admission-response.json'],
  ['ADMISSION_RESPONSE_PATH', 'admission-response.json'],
  ['KUBERNETES_PATCH_PATH', 'object-patch'],
];

/**
 * Runs a hook.
 *
 * @throws HookRunError it ended badly, or what it wrote can't be understood: then nothing of it has been done
 */
export async function runHook(options: HookRunOptions): Promise<HookOutcome> {
  const { folder, hook } = options;
  const files = filesOf(options);
  try {
    prepare(options, files);
    await runProcess(options, files);
    const metrics = readMetricFile(await readOutput(files.METRICS_PATH as string), hook);
    return { metrics, patches: readPatchFile(await readOutput(files.KUBERNETES_PATCH_PATH as string)) };
  } finally {
    remove(folder, files);
  }
}

/** `002-cool/monitor.py` as a part of a file's name. */
export function safeName(hook: string): string {
  return hook.replace(/[^A-Za-z0-9]+/g, '-');
}

function filesOf({ folder, hook }: HookRunOptions): Record<string, string> {
  const begin = join(folder, `hook-${safeName(hook)}-`);
  const outputs = OUTPUTS.map(([variable, name]) => [variable, begin + name]);
  return { BINDING_CONTEXT_PATH: `${begin}binding-context.json`, ...Object.fromEntries(outputs) };
}

/** A few small files: waiting for each of them would take longer than to write them. */
function prepare({ folder, context }: HookRunOptions, files: Record<string, string>): void {
  mkdirSync(folder, { mode: 0o700 });
  for (const path of new Set(Object.values(files))) closeSync(openSync(path, 'w', 0o644));
  writeFileSync(files.BINDING_CONTEXT_PATH as string, context);
}

/** File by file, which is much faster than to look for what there is; that is done where the hook has made files of its own. */
function remove(folder: string, files: Record<string, string>): void {
  try {
    for (const path of new Set(Object.values(files))) unlinkSync(path);
    rmdirSync(folder);
  } catch {
    // One is gone, is no file, or another one is there.
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runProcess(options: HookRunOptions, files: Record<string, string>): Promise<void> {
  const { program, path, env, clock, signal, timeoutSeconds, logger } = options;
  const output = new OutputLog(logger);
  const child = new HookProcess({
    path: program,
    args: [],
    folder: dirname(path),
    env: { ...env, ...files },
    clock,
    signal,
    timeoutSeconds,
    onOutput: (stream, chunk) => output.take(stream, chunk),
  });
  const look = watchSize(files, clock, () => child.end('output'));
  const exit = await child.run();
  look.cancel();
  output.end();
  const failure = describeExit(exit);
  if (failure === undefined) return;
  throw new HookRunError(output.error === '' ? failure : `${failure}: ${output.error}`, { cause: exit.error });
}

/** Calls back when the files have become too big. */
function watchSize(files: Record<string, string>, clock: Clock, tooBig: () => void): Timer {
  let timer: Timer;
  const look = () => {
    const sizes = [...new Set(Object.values(files))].map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    if (sizes.some((size) => size > MOST_BYTES)) tooBig();
    else timer = clock.setTimeout(look, LOOK_MILLISECONDS);
  };
  timer = clock.setTimeout(look, LOOK_MILLISECONDS);
  return { cancel: () => timer.cancel() };
}

async function readOutput(path: string): Promise<string> {
  const file = statSync(path, { throwIfNoEntry: false });
  if (!file?.isFile() || file.size === 0) return '';
  if (file.size > MOST_BYTES) throw new HookRunError(`${path} has ${file.size} bytes, more than the ${MOST_BYTES} that are read`);
  return await readFile(path, 'utf8');
}
