/**
 * The arguments of an operator that declares none of its own: the SDK's flags need no yargs, which takes longer to load than all that
 * reads them. Whatever asks for a text, the help or what is wrong with the usage, is left to those who have it (arguments.ts).
 */
import { UsageError } from '../base/errors.ts';
import { type GivenArguments, type ReadArguments, readArguments } from './argument-reading.ts';
import { hasSwitch } from './command-line.ts';
import { tableOptions } from './known-options.ts';
import { sdkOptionTable } from './sdk-options.ts';

/** What plainArguments is given. */
export interface PlainArgumentsOptions extends GivenArguments {
  /** True when the log goes to a terminal. */
  isTerminal: boolean;
}

/** The values; undefined when they ask for help or version, or cannot be understood. */
export function plainArguments(given: PlainArgumentsOptions): ReadArguments | undefined {
  if (hasSwitch(given.argv, ['--help', '-h', '--version'])) return undefined;
  const table = sdkOptionTable(given.isTerminal);
  const options = tableOptions(table);
  try {
    return readArguments(given, { options, sdkOptions: options }, (values) =>
      Object.fromEntries(options.map((option) => [option.name, values.has(option) ? values.get(option) : table[option.name]?.default])),
    );
  } catch (error) {
    if (UsageError.is(error)) return undefined;
    throw error;
  }
}
