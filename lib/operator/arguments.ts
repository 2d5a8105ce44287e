/**
 * An operator's arguments: the SDK's flags and those of addArguments, from the command line and the environment.
 *
 * Yargs holds the declarations, applies defaults, coerce, check, implies and conflicts, and renders the help; reading the
 * words is strict and our own (argument-reading.ts). Nothing here prints, exits, or looks at process.
 */
import type { Argv } from 'yargs';
import { InvalidClassError, messageOf, UsageError } from '../base/errors.ts';
import { REDACTED } from '../base/redaction.ts';
import { type DeclareArgumentsOptions, declareArguments } from './argument-declarations.ts';
import { helpText } from './argument-help.ts';
import { type GivenArguments, type ReadArguments, readArguments } from './argument-reading.ts';
import { hasSwitch } from './command-line.ts';
import type { KnownOption } from './known-options.ts';

/** What parseArguments is given, besides the declarations. */
export interface ParseArgumentsOptions extends DeclareArgumentsOptions, GivenArguments {
  /** What `--version` prints. */
  version: string;
}

/** What came of a command line. */
export type ParsedArguments = ReadArguments | { kind: 'help' | 'version'; text: string };

/**
 * Reads the arguments of an operator.
 *
 * @throws UsageError what was given cannot be understood; its `usage` is the help's text
 * @throws InvalidClassError what addArguments declares cannot work
 */
export function parseArguments(options: ParseArgumentsOptions): ParsedArguments {
  const declared = declareArguments(options);
  if (hasSwitch(options.argv, ['--help', '-h'])) return { kind: 'help', text: helpText(declared) };
  if (hasSwitch(options.argv, ['--version'])) return { kind: 'version', text: options.version };
  try {
    return readArguments(options, declared, (values, secrets) => finishByYargs(declared.parser, values, secrets));
  } catch (error) {
    if (!UsageError.is(error)) throw error;
    throw new UsageError(error.message, { usage: helpText(declared), cause: error.cause });
  }
}

/** Defaults, and whatever of yargs' own the operator has declared: coerce, check, implies, conflicts, middleware. */
function finishByYargs(parser: Argv, values: ReadonlyMap<KnownOption, unknown>, secrets: readonly string[]): Record<string, unknown> {
  const context: Record<string, unknown> = {};
  for (const [option, value] of values) for (const key of [...option.names, ...option.keys]) context[key] = value;
  parser.fail((message, error) => {
    throw new UsageError(yargsMessage(message || messageOf(error), secrets), { cause: secrets.length > 0 ? undefined : error });
  });
  const result = (parser.parse as (argv: readonly string[], context: object) => unknown).call(parser, [], context);
  if (result instanceof Promise) {
    result.catch(() => {}); // what it rejects with matters less than that it is a promise at all
    throw new InvalidClassError('addArguments declares an asynchronous check, coerce or middleware; they must be synchronous');
  }
  return result as Record<string, unknown>;
}

/** In one line, without the source of a check's function, and without secrets. */
function yargsMessage(message: string, secrets: readonly string[]): string {
  const text = message.startsWith('Argument check failed:')
    ? 'the arguments fail a check of the operator'
    : message.trim().replace(/\s*\n\s*/g, ' ');
  return secrets.reduce((sofar, secret) => sofar.replaceAll(secret, REDACTED), text);
}
