/**
 * The README's table of flags is that of the code: names, environment variables and defaults.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { declareArguments } from '../../lib/operator/argument-declarations.ts';
import { helpText } from '../../lib/operator/argument-help.ts';

const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');

/** The rows of the table under the heading Flags, cells without backquotes. */
function flagRows(): string[][] {
  const section = /^## Flags\n(.*?)^## /ms.exec(readme)?.[1] ?? '';
  return [...section.matchAll(/^\| (`-.*) \|$/gm)].map(([, row = '']) =>
    row.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('`', '').trim()),
  );
}

/** The first cell's flags: `-L`, `--log-level`. */
function flagsOf([cell = '']: string[]): string[] {
  return [...cell.matchAll(/(?<=^|, )--?[a-z-]+/gi)].map(([flag]) => flag);
}

describe("the README's table of flags", () => {
  const declared = declareArguments({ programName: 'printer-operator', addArguments: () => undefined, isTerminal: true });
  const rows = flagRows();
  const long = (flags: string[]) => flags.find((flag) => flag.startsWith('--')) ?? '';

  it("has exactly the SDK's flags", () => {
    expect(rows.map((row) => long(flagsOf(row))).sort()).to.deep.equal(declared.sdkOptions.map(({ flag }) => flag).sort());
  });

  it('names every alias and variable', () => {
    for (const { flag, names, variable } of declared.sdkOptions) {
      const row = rows.find((each) => flagsOf(each).includes(flag)) ?? [];
      const letters = names.filter((name) => name.length === 1).map((name) => `-${name}`);
      expect(flagsOf(row).sort(), flag).to.deep.equal([...letters, flag].sort());
      expect(row[1], flag).to.equal(['--help', '--version'].includes(flag) ? '' : variable);
    }
  });

  it('gives the defaults that the help gives', () => {
    const help = helpText(declared);
    for (const row of rows) {
      const line = help.split('\n').find((each) => each.includes(`${long(flagsOf(row))} `)) ?? '';
      const shown = /\[default: (.*?)\](?: |$)/.exec(line)?.[1]?.replaceAll('"', '') ?? '';
      expect(row[2], line).to.equal(shown);
    }
  });
});
