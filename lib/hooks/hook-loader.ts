/**
 * Makes a hook of a file: asks it for its configuration, and notes by which content it will be recognised.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../base/clock.ts';
import { HookConfigError, messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { type ConfigReader, readConfig } from './config-reading.ts';
import type { HookConfig } from './hook-config.ts';
import type { HookFile } from './hook-discovery.ts';
import { describeExit, HookProcess } from './hook-process.ts';

/** What a hook is loaded with. */
export interface HookLoaderOptions {
  /** The hooks folder: hooks are asked for their configuration from there. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly reader: ConfigReader;
  /** How long `--config` may take. @default 30 */
  readonly configSeconds?: number;
}

/** A hook that has said what it wants. */
export interface LoadedHook extends HookFile {
  readonly config: HookConfig;
  /** What the file held then. */
  readonly version: FileVersion;
}

/** A file's content, and signs by which it is seen without reading that it is still the same. */
export interface FileVersion {
  readonly hash: string;
  readonly signs: string;
}

/** The longest configuration, in bytes. */
const MOST_OUTPUT = 1024 * 1024;

const DEFAULT_CONFIG_SECONDS = 30;

/**
 * Loads a hook.
 *
 * @throws HookConfigError `--config` failed, took too long, or printed no valid configuration
 */
export async function loadHook(file: HookFile, options: HookLoaderOptions, signal: AbortSignal): Promise<LoadedHook> {
  // Read before it is asked: when it is replaced meanwhile, it is found to have changed.
  const version = await versionOf(file);
  const { logger } = options;
  logger.debug('asking a hook for its configuration', { hook: file.name });
  const output = await printedConfig(file, options, signal);
  const config = await readConfig(file.name, output, options.reader);
  for (const warning of config.warnings)
    logger.warn('the configuration of a hook has something without effect', { hook: file.name, warning });
  return { ...file, config, version };
}

/** The version of a file. @throws HookConfigError it is gone, or can't be read */
export async function versionOf({ name, path }: HookFile): Promise<FileVersion> {
  try {
    const signs = await signsOf(path);
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return { hash: hash.digest('hex'), signs };
  } catch (error) {
    throw new HookConfigError(name, `it can't be read: ${messageOf(error)}`, { cause: error });
  }
}

/** What tells that a file has changed, or been replaced, without reading it. */
export async function signsOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeMs, ctimeMs } = await stat(path);
  return [dev, ino, size, mtimeMs, ctimeMs].join(':');
}

async function printedConfig(file: HookFile, options: HookLoaderOptions, signal: AbortSignal): Promise<string> {
  const { folder, env, clock, configSeconds = DEFAULT_CONFIG_SECONDS } = options;
  const printed = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let size = 0;
  const { path, name } = file;
  const child: HookProcess = new HookProcess({
    path,
    args: ['--config'],
    folder,
    env,
    clock,
    signal,
    timeoutSeconds: configSeconds,
    onOutput: (stream, chunk) => {
      size += chunk.length;
      if (size <= MOST_OUTPUT) printed[stream].push(chunk);
      else child.end('output');
      return false;
    },
  });
  const exit = await child.run();
  const text = (stream: 'stdout' | 'stderr') => Buffer.concat(printed[stream]).toString('utf8');
  const failure = failureOf(exit.ended, configSeconds) ?? describeExit(exit);
  if (failure === undefined) return text('stdout');
  const said = text('stderr').trim() || text('stdout').trim();
  throw new HookConfigError(name, `--config failed: ${failure}${said === '' ? '' : `\n${said.slice(-2000)}`}`, { cause: exit.error });
}

function failureOf(ended: string | undefined, seconds: number): string | undefined {
  if (ended === 'timeout') return `it did not end within ${seconds} s; does it check for --config?`;
  if (ended === 'output') return `it printed more than ${MOST_OUTPUT / 1024 / 1024} MiB; does it check for --config?`;
  return undefined;
}
