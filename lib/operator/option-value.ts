/**
 * One option's value out of its text, strictly: what is not exactly a boolean, a number or one of the choices is a
 * UsageError that names where it was given, what was given, and what would do. A secret's value is never shown.
 */
import { describeValue, UsageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { KnownOption } from './known-options.ts';

/** What an option has beyond its declaration in yargs; only the SDK's own do. */
export interface OptionRules {
  /** The text as the choices have it. @default unchanged */
  normalise?: (text: string) => string;
  /** What the value must be, as in "must be …", when it is not that. @default anything will do */
  expected?: (value: OptionValue) => string | undefined;
  /** True for a set of names: the command line's values, too, are split at commas, and each counts once. @default false */
  commas?: boolean;
}

/** A text that was given to an option. */
export interface GivenText {
  readonly text: string;
  /** Where it was given: the flag or the environment variable. */
  readonly source: string;
  /** What it was split off from. @default nothing */
  readonly whole?: string;
}

/** One value. */
export type OptionValue = string | number | boolean;

/** What counts as true and false, in any case. */
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, yes: true, 1: true, false: false, no: false, 0: false };

/** What a value of each kind must be. */
const EXPECTED_FORMS = { boolean: 'true or false', number: 'a number', count: 'a number', string: 'a text' } as const;

/**
 * The value of a text.
 *
 * @throws UsageError it is none
 */
export function optionValue(option: KnownOption, given: GivenText, rules: OptionRules = {}): OptionValue {
  const normalised = rules.normalise?.(given.text) ?? given.text;
  const value = converted(option, normalised);
  if (value === undefined) throw mustBe(option, given, EXPECTED_FORMS[option.kind]);
  if (option.choices && !option.choices.includes(value)) {
    const known = option.choices.map(String);
    const nearest = option.secret ? '' : didYouMean(normalised, known);
    throw mustBe(option, given, [known.slice(0, -1).join(', '), known.at(-1)].filter(Boolean).join(' or '), nearest);
  }
  const expected = rules.expected?.(value);
  if (expected !== undefined) throw mustBe(option, given, expected);
  return value;
}

/** A given text as a message may show it. */
export function shown(option: KnownOption, text: string): string {
  return option.secret ? 'what was given (its value is secret)' : describeValue(text);
}

function mustBe(option: KnownOption, { text, source, whole }: GivenText, expected: string, nearest = ''): UsageError {
  const where = option.secret || whole === undefined || whole === text ? '' : ` in ${describeValue(whole)}`;
  return new UsageError(`${source} must be ${expected}, not ${shown(option, text)}${where}${nearest}`);
}

function converted(option: KnownOption, text: string): OptionValue | undefined {
  if (option.kind === 'string') return text;
  if (option.kind === 'boolean') return Object.hasOwn(BOOLEANS, text.toLowerCase()) ? BOOLEANS[text.toLowerCase()] : undefined;
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : undefined;
}
