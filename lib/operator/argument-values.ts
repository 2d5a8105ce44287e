/**
 * Arguments given as values, as a program or a test does, by the same rules as words: unknown names, wrong kinds and choices
 * are UsageErrors. What no command line could say, such as an object, is taken as it is for an operator's own options.
 */
import { describeValue, UsageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { camelCase, type KnownOption } from './known-options.ts';
import { optionValue } from './option-value.ts';
import { SDK_OPTION_RULES } from './sdk-options.ts';

/**
 * The value of each option that is given one; undefined counts as not given.
 *
 * @throws UsageError a name that no option has, an option under two names, a value that cannot be one
 */
export function readArgumentValues(
  values: Readonly<Record<string, unknown>>,
  options: readonly KnownOption[],
  sdkOptions: readonly KnownOption[],
): Map<KnownOption, unknown> {
  const byName = new Map(options.flatMap((option) => [...option.names, ...option.keys].map((name) => [name, option])));
  const read = new Map<KnownOption, unknown>();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const option = byName.get(name);
    if (!option) throw new UsageError(`args: there is no option ${name}${didYouMean(name, new Set(options.flatMap(({ keys }) => keys)))}`);
    if (read.has(option)) throw new UsageError(`args: ${camelCase(option.name)} is given twice`);
    read.set(option, checkedValue(option, `args.${name}`, value, sdkOptions.includes(option)));
  }
  return read;
}

function checkedValue(option: KnownOption, source: string, value: unknown, isSdkOption: boolean): unknown {
  const rules = SDK_OPTION_RULES[option.name] ?? {};
  const items = Array.isArray(value) ? value : [value];
  const isText = (item: unknown) => ['string', 'number', 'boolean'].includes(typeof item);
  if (!items.every(isText) || (Array.isArray(value) && !option.list)) {
    if (!isSdkOption) return value;
    throw new UsageError(`${source} must be a ${option.kind}${option.list ? ', or a list of them' : ''}, not ${describeValue(value)}`);
  }
  const read = items.map((item) => optionValue(option, { text: String(item), source }, rules));
  if (!option.list) return read[0];
  return rules.commas ? [...new Set(read)] : read;
}
