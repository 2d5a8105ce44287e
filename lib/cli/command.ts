/**
 * What a command of `tskubeop` is: a name, its options, and a function that ends with an exit code. One file a command; what
 * a command needs is loaded when it runs.
 */
import type { Argv } from 'yargs';
import type { Clock } from '../base/clock.ts';

/** Where text goes. */
export interface TextOutput {
  write(text: string): unknown;
}

/** The surroundings of a command. */
export interface CommandContext {
  /** What the command is asked for. */
  readonly stdout: TextOutput;
  /** What it says beside it. */
  readonly stderr: TextOutput;
  readonly env: NodeJS.ProcessEnv;
  /** Aborts when the command is to stop. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** What was given to a command. */
export interface CommandArguments {
  /** The options, under camelCase names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The files. */
  readonly files: readonly string[];
}

/** A command. */
export interface Command {
  readonly name: string;
  /** What follows the name, such as `[options] FILE…`. */
  readonly synopsis: string;
  /** One line. */
  readonly summary: string;
  /** True when it makes no sense without a file. */
  readonly needsFiles: boolean;
  /** Declares the options. */
  declare(parser: Argv): Argv;
  /** @returns the exit code */
  run(given: CommandArguments, context: CommandContext): Promise<number>;
}
