/**
 * The `tskubeop` command: finds the command that is meant, and turns whatever it ends with into an exit code.
 * 0 done, 1 failed, 2 wrong usage. Only bugs reject.
 */
import { readFile } from 'node:fs/promises';
import { type Clock, systemClock } from '../base/clock.ts';
import { describeValue, UsageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { hasSwitch } from '../operator/command-line.ts';
import { reportFailure } from '../operator/report-failure.ts';
import type { Command, TextOutput } from './command.ts';
import { commandArguments, commandHelp } from './command-arguments.ts';
import { COMMANDS } from './commands.ts';

/** The surroundings of the program. */
export interface MainContext {
  stdout: TextOutput;
  stderr: TextOutput;
  env: NodeJS.ProcessEnv;
  /** Aborts when the program is to stop. @default never */
  signal?: AbortSignal;
  /** @default the system's */
  clock?: Clock;
  /** @default those of tskubeop */
  commands?: readonly Command[];
}

/**
 * Runs the program.
 *
 * @param argv what follows the program's name
 * @returns the exit code
 */
export async function main(argv: readonly string[], context: MainContext): Promise<number> {
  const { stdout, stderr, env, signal = new AbortController().signal, clock = systemClock, commands = COMMANDS } = context;
  try {
    const [name, ...rest] = argv;
    if (name === '--version') {
      stdout.write(`${await packageVersion()}\n`);
      return 0;
    }
    if (name === '--help' || name === '-h' || name === 'help') {
      stdout.write(`${mainHelp(commands)}\n`);
      return 0;
    }
    const command = findCommand(name, commands);
    if (hasSwitch(rest, ['--help', '-h'])) {
      stdout.write(`${commandHelp(command)}\n`);
      return 0;
    }
    return await command.run(commandArguments(command, rest), { stdout, stderr, env, signal, clock });
  } catch (error) {
    const { exitCode, message } = reportFailure(error);
    stderr.write(message);
    return exitCode;
  }
}

function findCommand(name: string | undefined, commands: readonly Command[]): Command {
  const usage = mainHelp(commands);
  if (name === undefined) throw new UsageError('which command?', { usage });
  const command = commands.find((each) => each.name === name);
  if (command) return command;
  const what = name.startsWith('-') ? `unknown option ${name}` : `unknown command ${describeValue(name)}`;
  const known = commands.map((each) => each.name);
  throw new UsageError(`${what}${didYouMean(name, name.startsWith('-') ? ['--help', '--version'] : known)}`, { usage });
}

function mainHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: tskubeop COMMAND [options] [FILE…]',
    '',
    'Commands:',
    ...lines,
    '',
    'tskubeop COMMAND --help says more; tskubeop --version.',
  ].join('\n');
}

/** The package's version: its package.json lies above this file in the sources, and one folder higher in what is built. */
async function packageVersion(): Promise<string> {
  for (const path of ['../../package.json', '../../../package.json']) {
    const text = await readFile(new URL(path, import.meta.url), 'utf8').catch(() => undefined); // not there: the next place
    const { name, version } = (text === undefined ? {} : JSON.parse(text)) as { name?: string; version?: string };
    if (name === 'tskubeop' && version !== undefined) return version;
  }
  return 'unknown';
}
