/**
 * The parser of one operator: what addArguments declares, then the SDK's own flags beside it. Whatever addArguments does to
 * the parser, it prints nothing and never exits.
 */
import yargs, { type Argv, type Options } from 'yargs';
import { InvalidClassError } from '../base/errors.ts';
import type { ArgumentParser } from './argument-parser.ts';
import { flagOf, type KnownOption, knownOptions, optionsByName, tableOptions } from './known-options.ts';
import { sdkOptionTable } from './sdk-options.ts';

/** What is declared. */
export interface DeclaredParser {
  readonly parser: Argv;
  /** The SDK's options, then the operator's. */
  readonly options: readonly KnownOption[];
  /** The SDK's alone. */
  readonly sdkOptions: readonly KnownOption[];
}

/** What declareArguments is given. */
export interface DeclareArgumentsOptions {
  /** The operator's name. */
  programName: string;
  /** The operator's own declarations. */
  addArguments: (parser: ArgumentParser) => unknown;
  /** True when the log goes to a terminal. */
  isTerminal: boolean;
}

/** @throws InvalidClassError addArguments does what cannot work */
export function declareArguments({ programName, addArguments, isTerminal }: DeclareArgumentsOptions): DeclaredParser {
  const parser = bareParser().usage('Usage: $0 [options]').group([], 'Options:');
  const secrets = noteSecrets(parser);
  refuseResult(addArguments(parser), parser);
  const own = knownOptions(parser, secrets);
  const table = sdkOptionTable(isTerminal);
  const sdkOptions = tableOptions(table);
  refuseClashes(own, sdkOptions);
  const grouped = new Set(Object.values((parser as Argv & { getGroups(): Record<string, string[]> }).getGroups()).flat());
  for (const { name } of own) if (!grouped.has(name)) parser.group(name, `Options of ${programName}:`);
  parser.options(table);
  quiet(parser).scriptName(programName).locale('en').wrap(null);
  return { parser, options: [...sdkOptions, ...own], sdkOptions };
}

function bareParser(): Argv {
  return quiet(yargs([]));
}

/** Nothing is printed, nothing exits, nothing is read from elsewhere; the words are not for yargs to check. */
function quiet(parser: Argv): Argv {
  const configuration = { 'dot-notation': false, 'boolean-negation': false };
  return parser
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail(false)
    .env(false)
    .strict(false)
    .demandCommand(0)
    .parserConfiguration(configuration);
}

/** Yargs drops what it does not know of an option, so `secret: true` is noted as it passes. */
function noteSecrets(parser: Argv): Set<string> {
  const secrets = new Set<string>();
  const declare = parser.option.bind(parser) as (key: string | Record<string, Options>, details?: Options) => Argv;
  const noting = (key: string | Record<string, Options>, details?: Options): Argv => {
    for (const [name, each] of Object.entries(typeof key === 'string' ? { [key]: details } : key)) {
      if ((each as { secret?: unknown } | undefined)?.secret === true) secrets.add(name);
    }
    return declare(key, details);
  };
  Object.assign(parser, { option: noting, options: noting });
  return secrets;
}

function refuseResult(returned: unknown, parser: Argv): void {
  if (returned === undefined || returned === parser) return;
  if (returned instanceof Promise) {
    returned.catch(() => {}); // what it rejects with matters less than that it is a promise at all
    throw new InvalidClassError('addArguments returns a Promise; it must declare its options at once');
  }
  throw new InvalidClassError('addArguments must return the parser that it was given, or nothing');
}

function refuseClashes(own: readonly KnownOption[], sdkOptions: readonly KnownOption[]): void {
  const taken = optionsByName(sdkOptions);
  const variables = new Map(sdkOptions.map(({ variable, flag }) => [variable, flag]));
  for (const { names, flag, variable } of own) {
    const name = names.find((each) => taken.has(each));
    if (name !== undefined)
      throw new InvalidClassError(`addArguments declares ${flagOf(name)}, which is the SDK's own; give it another name`);
    const rival = variables.get(variable);
    if (rival !== undefined) {
      throw new InvalidClassError(`addArguments declares ${flag}, but ${variable} belongs to ${rival} already; give it another name`);
    }
    variables.set(variable, flag);
  }
}
