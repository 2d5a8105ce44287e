/**
 * The text of `--help`: the operator's name, then one line a flag with its default and its environment variable.
 * Rendered by yargs, so that groups, examples and epilogues that the operator declares are there too.
 */
import type { Argv } from 'yargs';
import { REDACTED } from '../base/redaction.ts';
import type { DeclaredParser } from './argument-declarations.ts';

/** The part of yargs that has no type in @types/yargs. */
type YargsInternals = Argv & {
  getOptions(): { default: Record<string, unknown>; defaultDescription: Record<string, string> };
  getInternalMethods(): { getUsageInstance(): { getDescriptions(): Record<string, string> } };
};

/** The help of an operator. A secret's default is not shown. Call it once for a parser: it adds to the descriptions. */
export function helpText({ parser, options }: DeclaredParser): string {
  const internals = parser as YargsInternals;
  const declarations = internals.getOptions();
  const descriptions = internals.getInternalMethods().getUsageInstance().getDescriptions();
  for (const { name, variable, secret } of options) {
    if (name === 'help' || name === 'version') continue;
    parser.describe(name, [descriptions[name], `[${variable}]`].filter(Boolean).join(' '));
    if (secret && Object.hasOwn(declarations.default, name)) declarations.defaultDescription[name] = REDACTED;
  }
  let text = '';
  parser.showHelp((help) => {
    text = help;
  });
  return text;
}
