/**
 * The values of an operator's options: the program's own outrank the command line, which outranks the environment, which outranks the
 * defaults. By the table of known options, and strict; nothing here knows yargs.
 */
import { UsageError } from '../base/errors.ts';
import type { SdkArguments } from './argument-parser.ts';
import { readArgumentValues } from './argument-values.ts';
import { type GivenOption, readCommandLine, refuseOperands } from './command-line.ts';
import { readEnvironment } from './environment-arguments.ts';
import { camelCase, type KnownOption } from './known-options.ts';
import { type OptionValue, optionValue } from './option-value.ts';
import { SDK_OPTION_RULES } from './sdk-options.ts';

/** Where values come from. */
export interface GivenArguments {
  /** What follows the program's name on the command line. */
  argv: readonly string[];
  /** The environment. */
  env: NodeJS.ProcessEnv;
  /** Values that outrank both, under the options' names. @default none */
  values?: Readonly<Record<string, unknown>>;
}

/** The options that there are. */
export interface DeclaredOptions {
  /** The SDK's options, then the operator's. */
  readonly options: readonly KnownOption[];
  /** The SDK's alone. */
  readonly sdkOptions: readonly KnownOption[];
}

/** What was read. */
export interface ReadArguments {
  kind: 'run';
  /** The values, under camelCase keys. */
  args: SdkArguments & Record<string, unknown>;
  /** The values of the options marked `secret: true`, for the logger to leave out. */
  secrets: string[];
  /** One line for each thing that is odd but does no harm. */
  warnings: string[];
}

/** Adds the defaults, and what else is declared of values; the result has them under the options' names. */
export type FinishValues = (values: ReadonlyMap<KnownOption, unknown>, secrets: readonly string[]) => Record<string, unknown>;

/** @throws UsageError what was given cannot be understood */
export function readArguments(
  { argv, env, values: given = {} }: GivenArguments,
  declared: DeclaredOptions,
  finish: FinishValues,
): ReadArguments {
  const commandLine = readCommandLine(argv, declared.options);
  refuseOperands(commandLine, declared.options);
  const options = declared.options.filter(({ name }) => name !== 'help' && name !== 'version');
  const environment = readEnvironment(env, options);
  const values = readArgumentValues(given, options, declared.sdkOptions);
  for (const option of options) {
    if (values.has(option)) continue;
    const ofOption = commandLine.given.filter((each) => each.option === option);
    const value = ofOption.length > 0 ? givenValue(option, ofOption) : environmentValue(option, environment.texts.get(option));
    if (value !== undefined) values.set(option, value);
  }
  refuseMissing(options.filter((option) => option.required && !values.has(option)));
  const secret = options.filter((option) => option.secret);
  const givenSecrets = secret.flatMap((option) => textsOf(values.get(option)));
  const finished = finish(values, givenSecrets);
  const args: Record<string, unknown> = {};
  for (const option of options) {
    const keys = declared.sdkOptions.includes(option) ? [camelCase(option.name)] : option.keys;
    for (const key of keys) args[key] = finished[option.name];
  }
  refuseBoth(args as unknown as SdkArguments);
  const secrets = new Set([...givenSecrets, ...secret.flatMap((option) => textsOf(finished[option.name]))]);
  const scopeGiven = declared.sdkOptions.some((option) => option.name === 'scope' && values.has(option));
  const impliedWarnings = implyScope(args as unknown as SdkArguments, scopeGiven);
  return {
    kind: 'run',
    args: args as SdkArguments & typeof args,
    secrets: [...secrets],
    warnings: [...environment.warnings, ...impliedWarnings],
  };
}

/** The value of an option out of the command line. */
function givenValue(option: KnownOption, given: readonly GivenOption[]): unknown {
  const rules = SDK_OPTION_RULES[option.name] ?? {};
  const values = given.flatMap(({ text, source }): OptionValue[] => {
    if (typeof text === 'boolean') return [text];
    if (!rules.commas) return [optionValue(option, { text, source }, rules)];
    return text.split(',').map((part) => optionValue(option, { text: part.trim(), source, whole: text }, rules));
  });
  if (option.kind === 'count') return values.reduce<number>((sum, value) => sum + Number(value), 0);
  if (!option.list) return values[0];
  return rules.commas ? [...new Set(values)] : values;
}

/** The value of an option out of its environment variable; lists are split at commas. */
function environmentValue(option: KnownOption, text: string | undefined): unknown {
  const rules = SDK_OPTION_RULES[option.name] ?? {};
  if (text === undefined) return undefined;
  const source = option.variable;
  if (!option.list) return optionValue(option, { text, source }, rules);
  if (text === '' && !rules.expected) return [];
  const values = text.split(',').map((part) => optionValue(option, { text: part.trim(), source, whole: text }, rules));
  return rules.commas ? [...new Set(values)] : values;
}

function refuseMissing(missing: readonly KnownOption[]): void {
  if (missing.length === 0) return;
  throw new UsageError(`required and not given: ${missing.map(({ flag, variable }) => `${flag} (or ${variable})`).join(', ')}`);
}

/** Whether one replica works or all do can't be both. */
function refuseBoth({ leaderElect, shards }: SdkArguments): void {
  if (!leaderElect || !shards) return;
  const choice = 'with --leader-elect one replica handles all objects, with --shards each handles its share';
  throw new UsageError(`--shards and --leader-elect exclude each other: ${choice}; give one of them`);
}

/** A namespace is the scope: what design says of `--namespace`, told to those who say otherwise. */
function implyScope(args: SdkArguments, scopeGiven: boolean): string[] {
  if (args.namespace.length === 0) return [];
  const contradicted = scopeGiven && args.scope === 'cluster';
  args.scope = 'namespaced';
  return contradicted ? ['--scope cluster has no effect beside --namespace'] : [];
}

function textsOf(value: unknown): string[] {
  return [value]
    .flat()
    .filter((each) => (typeof each === 'string' && each !== '') || typeof each === 'number')
    .map(String);
}
