/**
 * A command line taken apart by the table of known options: which option was given which text. Strict where yargs guesses:
 * unknown options, missing and repeated values are UsageErrors. Converting the texts is option-value's part.
 */
import { describeValue, UsageError } from '../base/errors.ts';
import { nearestName } from '../base/nearest-name.ts';
import { flagOf, type KnownOption, optionsByName } from './known-options.ts';
import { shown } from './option-value.ts';

/** One option as it was given. */
export interface GivenOption {
  readonly option: KnownOption;
  /** How it was written: `--log-level` or `-L`. */
  readonly source: string;
  /** Its text; true for a switch without one, false for a switch behind `--no-`. */
  readonly text: string | boolean;
}

/** A command line taken apart. */
export interface CommandLine {
  readonly given: readonly GivenOption[];
  /** The words that belong to no option. */
  readonly operands: readonly string[];
}

/** A number below zero looks like an option, and is none. */
const NEGATIVE_NUMBER = /^-(\d|\.\d)/;

/**
 * Takes a command line apart.
 *
 * @param argv what follows the program's name
 * @throws UsageError unknown option, missing value, or a single option given twice
 */
export function readCommandLine(argv: readonly string[], options: readonly KnownOption[]): CommandLine {
  const known = optionsByName(options);
  const given: GivenOption[] = [];
  const operands: string[] = [];
  for (let index = 0; index < argv.length; ) {
    const token = argv[index] ?? '';
    if (token === '--') {
      operands.push(...argv.slice(index + 1));
      break;
    }
    if (token === '-' || !token.startsWith('-')) {
      operands.push(token);
      index += 1;
      continue;
    }
    const read = token.startsWith('--')
      ? readLong(token, argv[index + 1], known, options)
      : readShort(token, argv[index + 1], known, options);
    given.push(...read.given);
    index += read.tokens;
  }
  refuseRepeated(given);
  return { given, operands };
}

/** @throws UsageError there are words that belong to no option */
export function refuseOperands({ operands }: CommandLine, options: readonly KnownOption[]): void {
  const [word] = operands;
  if (word === undefined) return;
  const names = word.startsWith('-') ? [] : options.map((option) => option.flag.replace(/^-+/, ''));
  const nearest = nearestName(word, names);
  throw new UsageError(`unexpected argument ${describeValue(word)}${nearest === undefined ? '' : `; did you mean ${flagOf(nearest)}?`}`);
}

/** True when a switch that outranks everything else, such as `--help`, is on the command line. */
export function hasSwitch(argv: readonly string[], flags: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).some((token) => flags.includes(token));
}

interface Read {
  given: GivenOption[];
  /** How many words of the command line it took. */
  tokens: number;
}

function readLong(token: string, next: string | undefined, known: Map<string, KnownOption>, options: readonly KnownOption[]): Read {
  const equals = token.indexOf('=');
  const name = equals < 0 ? token.slice(2) : token.slice(2, equals);
  const source = `--${name}`;
  const found = known.get(name);
  // A letter has one dash, but for an option that has no other name.
  const option = name.length > 1 || found?.name === name ? found : undefined;
  if (option) {
    if (equals >= 0) return { given: [{ option, source, text: token.slice(equals + 1) }], tokens: 1 };
    return withNext(option, source, next);
  }
  const negated = name.startsWith('no-') ? known.get(name.slice(3)) : undefined;
  if (negated?.kind !== 'boolean') throw unknownOption(source, options);
  if (equals >= 0) throw new UsageError(`${source} takes no value`);
  return { given: [{ option: negated, source, text: false }], tokens: 1 };
}

/** `-L debug`, `-Ldebug`, `-L=debug`, and switches in a row: `-ab`. */
function readShort(token: string, next: string | undefined, known: Map<string, KnownOption>, options: readonly KnownOption[]): Read {
  const given: GivenOption[] = [];
  for (let index = 1; index < token.length; index++) {
    const letter = token.charAt(index);
    const option = known.get(letter);
    if (!option) throw unknownOption(token.replace(/=.*/s, ''), options);
    const source = `-${letter}`;
    const rest = token.slice(index + 1);
    if (rest === '') {
      const last = withNext(option, source, next);
      return { given: [...given, ...last.given], tokens: last.tokens };
    }
    if (rest.startsWith('=') || !isSwitch(option)) {
      given.push({ option, source, text: rest.replace(/^=/, '') });
      break;
    }
    given.push({ option, source, text: true });
  }
  return { given, tokens: 1 };
}

/** An option without `=`: a switch stands alone, unless true or false follows; any other takes the next word. */
function withNext(option: KnownOption, source: string, next: string | undefined): Read {
  if (option.kind === 'count') return { given: [{ option, source, text: true }], tokens: 1 };
  if (option.kind === 'boolean') {
    if (next === 'true' || next === 'false') return { given: [{ option, source, text: next }], tokens: 2 };
    return { given: [{ option, source, text: true }], tokens: 1 };
  }
  if (next === undefined || next === '--') throw new UsageError(`${source} needs a value`);
  if (next.startsWith('-') && next !== '-' && !(option.kind === 'number' && NEGATIVE_NUMBER.test(next))) {
    throw new UsageError(`${source} needs a value; one that begins with a dash is given as ${source}=…`);
  }
  return { given: [{ option, source, text: next }], tokens: 2 };
}

function isSwitch(option: KnownOption): boolean {
  return option.kind === 'boolean' || option.kind === 'count';
}

function refuseRepeated(given: readonly GivenOption[]): void {
  const first = new Map<KnownOption, GivenOption>();
  for (const each of given) {
    const { option } = each;
    const earlier = first.get(option);
    if (!earlier) first.set(option, each);
    else if (!option.list && option.kind !== 'count') {
      const values = [earlier.text, each.text].map((text) => (typeof text === 'string' ? shown(option, text) : ''));
      const which = option.secret || values.includes('') ? '' : `, as ${values.join(' and as ')}`;
      throw new UsageError(`${option.flag} is given twice${which}; it takes one value`);
    }
  }
}

function unknownOption(flag: string, options: readonly KnownOption[]): UsageError {
  const wanted = flag.replace(/^-+/, '');
  const names = options.flatMap((option) => option.names.filter((name) => !/[A-Z]./.test(name) || name === option.name));
  const nearest = nearestName(wanted, names);
  return new UsageError(`unknown option ${flag}${nearest === undefined ? '' : `; did you mean ${flagOf(nearest)}?`}`);
}
