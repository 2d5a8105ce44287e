/**
 * The command line of one command, read as strictly as an operator's.
 */
import yargs, { type Argv } from 'yargs';
import { UsageError } from '../base/errors.ts';
import { type GivenOption, readCommandLine } from '../operator/command-line.ts';
import { camelCase, type KnownOption, knownOptions } from '../operator/known-options.ts';
import { optionValue } from '../operator/option-value.ts';
import { SDK_OPTION_RULES } from '../operator/sdk-options.ts';
import type { Command, CommandArguments } from './command.ts';

/**
 * What was given to a command.
 *
 * @throws UsageError it cannot be understood; `usage` is the command's help
 */
export function commandArguments(command: Command, argv: readonly string[]): CommandArguments {
  const parser = commandParser(command);
  const known = knownOptions(parser, new Set());
  const defaults = (parser as Argv & { getOptions(): { default: Record<string, unknown> } }).getOptions().default;
  try {
    const { given, operands } = readCommandLine(argv, known);
    if (command.needsFiles && operands.length === 0) throw new UsageError(`${command.name} needs a file`);
    const values = known.map((option) => {
      const ofOption = given.filter((each) => each.option === option);
      return [camelCase(option.name), ofOption.length > 0 ? givenValue(option, ofOption) : defaults[option.name]] as const;
    });
    return { options: Object.fromEntries(values.filter(([, value]) => value !== undefined)), files: operands };
  } catch (error) {
    if (!UsageError.is(error)) throw error;
    throw new UsageError(error.message, { usage: commandHelp(command) });
  }
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  let text = '';
  commandParser(command)
    .option('help', { alias: 'h', type: 'boolean', describe: 'Show this and end' })
    .showHelp((help) => {
      text = help;
    });
  return text;
}

function commandParser(command: Command): Argv {
  const usage = `Usage: tskubeop ${command.name} ${command.synopsis}\n\n${command.summary}.`;
  return command.declare(yargs([]).help(false).version(false).exitProcess(false).locale('en').wrap(null).usage(usage));
}

/** Names that an operator has too, such as `--namespace`, follow the same rules. */
function givenValue(option: KnownOption, given: readonly GivenOption[]): unknown {
  const rules = SDK_OPTION_RULES[option.name] ?? {};
  const values = given.flatMap(({ text, source }) => {
    if (typeof text === 'boolean') return [text];
    const parts = rules.commas ? text.split(',').map((part) => part.trim()) : [text];
    return parts.map((part) => optionValue(option, { text: part, source, whole: text }, rules));
  });
  return option.list ? [...new Set(values)] : values[0];
}
