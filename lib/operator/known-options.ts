/**
 * What options a parser knows: yargs' declarations read into one plain table, which the command line, the environment and
 * the error messages are all read by. What operators do not support of yargs is refused here, by name.
 */
import type { Argv, Options } from 'yargs';
import { InvalidClassError } from '../base/errors.ts';

/** What an option's value is; a count is the number of times that the flag is given. */
export type OptionKind = 'boolean' | 'number' | 'string' | 'count';

/** One declared option. */
export interface KnownOption {
  /** The name it was declared under. */
  readonly name: string;
  /** Every name that the command line may use, without dashes. */
  readonly names: readonly string[];
  /** The keys that its value has in `args`. */
  readonly keys: readonly string[];
  /** The flag as messages show it, such as `--namespace`. */
  readonly flag: string;
  /** The environment variable, such as `TSKUBEOP_NAMESPACE`. */
  readonly variable: string;
  readonly kind: OptionKind;
  /** True when it may be given more than once. */
  readonly list: boolean;
  /** The values that it may have, or undefined for any. */
  readonly choices: readonly unknown[] | undefined;
  readonly required: boolean;
  /** True when its value must appear nowhere. */
  readonly secret: boolean;
}

/** What every environment variable of an operator begins with. */
export const VARIABLE_PREFIX = 'TSKUBEOP_';

/** The part of yargs' own record of the declarations that is read here; @types/yargs has no type of it. */
interface YargsDeclarations {
  key: Record<string, boolean>;
  alias: Record<string, string[]>;
  default: Record<string, unknown>;
  choices: Record<string, unknown[]>;
  demandedOptions: Record<string, unknown>;
  narg: Record<string, number>;
  config: Record<string, unknown>;
  array: string[];
  boolean: string[];
  count: string[];
  number: string[];
}

type YargsInternals = Argv & {
  getOptions(): YargsDeclarations;
  getInternalMethods(): { getCommandInstance(): { getCommands(): string[] } };
};

/**
 * The options that a parser knows, in the order of their declaration.
 *
 * @param secrets the names that were declared with `secret: true`
 * @throws InvalidClassError something is declared that an operator's command line does not support
 */
export function knownOptions(parser: Argv, secrets: ReadonlySet<string>): KnownOption[] {
  const internals = parser as YargsInternals;
  const declarations = internals.getOptions();
  const [command] = internals.getInternalMethods().getCommandInstance().getCommands();
  if (command !== undefined) throw new InvalidClassError(`addArguments declares the command ${command}; an operator has options only`);
  return groupAliases(declarations).map((group) => describeOption(group, declarations, secrets));
}

/** The options of a table such as `parser.options` takes, which is the same as to declare them there, without a parser. */
export function tableOptions(table: Readonly<Record<string, Options>>): KnownOption[] {
  const declarations = declarationsOf(table);
  return groupAliases(declarations).map((group) => describeOption(group, declarations, new Set()));
}

/** The table's look-up by the names of the command line. */
export function optionsByName(options: readonly KnownOption[]): Map<string, KnownOption> {
  return new Map(options.flatMap((option) => option.names.map((name) => [name, option])));
}

/** `max-size` → `maxSize`; a name without dashes is left as it is. */
export function camelCase(name: string): string {
  return name.replace(/-+(.)?/g, (_, letter: string | undefined, index: number) =>
    index === 0 ? (letter ?? '') : (letter ?? '').toUpperCase(),
  );
}

/** `maxSize` → `max-size`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter, index: number) => `${index > 0 ? '-' : ''}${letter.toLowerCase()}`);
}

/** The flag of a name: two dashes, or one before a single letter. */
export function flagOf(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

/** What yargs makes of such a table. */
function declarationsOf(table: Readonly<Record<string, Options>>): YargsDeclarations {
  const entries = Object.entries(table);
  const names = (having: (options: Options) => unknown) => entries.filter(([, options]) => having(options)).map(([name]) => name);
  const values = <Value>(key: keyof Options) =>
    Object.fromEntries(entries.filter(([, options]) => options[key] !== undefined).map(([name, options]) => [name, options[key] as Value]));
  return {
    key: Object.fromEntries(entries.map(([name]) => [name, true])),
    alias: Object.fromEntries(entries.map(([name, { alias = [] }]) => [name, [alias].flat() as string[]])),
    default: values('default'),
    choices: values<unknown[]>('choices'),
    demandedOptions: Object.fromEntries(names(({ demandOption }) => demandOption).map((name) => [name, true])),
    narg: values<number>('nargs'),
    config: values('config'),
    array: names(({ array, type }) => array || type === 'array'),
    boolean: names(({ boolean, type }) => boolean || type === 'boolean'),
    count: names(({ count, type }) => count || type === 'count'),
    number: names(({ number, type }) => number || type === 'number'),
  };
}

/** All names of each option, its own first. Aliases may be declared from either side. */
function groupAliases({ key, alias }: YargsDeclarations): string[][] {
  const groups: string[][] = [];
  const merge = (names: string[]) => {
    const touched = groups.filter((group) => group.some((name) => names.includes(name)));
    const merged = [...new Set([...touched.flat(), ...names])];
    const place = touched[0] ? groups.indexOf(touched[0]) : groups.length;
    groups[place] = merged;
    for (const group of touched.slice(1)) groups.splice(groups.indexOf(group), 1);
  };
  for (const name of Object.keys(key)) merge([name]);
  for (const [name, aliases] of Object.entries(alias)) merge([name, ...aliases]);
  return groups.map((group) => [...group].sort((left, right) => Number(left.length === 1) - Number(right.length === 1)));
}

function describeOption(group: string[], declarations: YargsDeclarations, secrets: ReadonlySet<string>): KnownOption {
  const [name = ''] = group;
  const value = firstOf(declarations.default, group);
  const choices = firstOf(declarations.choices, group);
  const nargs = firstOf(declarations.narg, group);
  if (nargs !== undefined && nargs !== 1 && !Number.isNaN(nargs)) {
    throw new InvalidClassError(
      `addArguments declares ${flagOf(name)} with nargs: ${nargs}; use array: true, and give the flag for each value`,
    );
  }
  if (firstOf(declarations.config, group))
    throw new InvalidClassError(`addArguments declares ${flagOf(name)} with config: true, which operators do not support`);
  return Object.freeze({
    name,
    names: [...new Set(group.flatMap((each) => (each.length === 1 ? [each] : [each, kebabCase(each), camelCase(each)])))],
    keys: [...new Set(group.map(camelCase))],
    flag: flagOf(name.length === 1 ? name : kebabCase(name)),
    variable:
      VARIABLE_PREFIX +
      kebabCase(name)
        .replace(/[^A-Za-z0-9]+/g, '_')
        .toUpperCase(),
    kind: kindOf(group, declarations, value, choices),
    list: group.some((each) => declarations.array.includes(each)) || Array.isArray(value),
    choices: choices && [...choices],
    required: group.some((each) => each in declarations.demandedOptions),
    secret: group.some((each) => secrets.has(each)),
  });
}

/** The declared kind; where none is, that of the default or the choices, which is also what the types infer. */
function kindOf(group: string[], declarations: YargsDeclarations, value: unknown, choices: unknown[] | undefined): OptionKind {
  for (const kind of ['count', 'boolean', 'number'] as const) {
    if (group.some((name) => declarations[kind].includes(name))) return kind;
  }
  const sample = choices?.length ? choices[0] : Array.isArray(value) ? value[0] : value;
  return typeof sample === 'boolean' || typeof sample === 'number' ? (typeof sample as OptionKind) : 'string';
}

function firstOf<T>(record: Record<string, T>, names: string[]): T | undefined {
  const name = names.find((each) => Object.hasOwn(record, each));
  return name === undefined ? undefined : record[name];
}
