import { expect } from 'chai';
import yargs, { type Options } from 'yargs';
import { camelCase, flagOf, kebabCase, knownOptions, optionsByName, tableOptions } from '../../lib/operator/known-options.ts';
import { sdkOptionTable } from '../../lib/operator/sdk-options.ts';

function aParser() {
  return yargs([]).help(false).version(false);
}

describe('tableOptions', () => {
  it('is what yargs has of the same table', () => {
    const tables: Record<string, Options>[] = [
      sdkOptionTable(true),
      {
        'max-size': { type: 'number', alias: ['m', 'biggest'], choices: [1, 2], demandOption: true },
        ...{ plain: {}, five: { default: 5 }, ones: { default: [1] }, two: { choices: [1, 2] }, flag: { boolean: true, alias: 'f' } },
        ...{ list: { array: true }, numbers: { array: true, number: true }, more: { count: true }, optional: { demandOption: false } },
      },
    ];
    for (const table of tables) expect(tableOptions(table)).to.deep.equal(knownOptions(aParser().options(table), new Set()));
  });
});

describe('knownOptions', () => {
  it('reads a declaration into a row', () => {
    const [row] = knownOptions(
      aParser().option('max-size', { type: 'number', alias: ['m', 'biggest'], choices: [1, 2], demandOption: true }),
      new Set(['max-size']),
    );
    expect(row).to.deep.equal({
      name: 'max-size',
      names: ['max-size', 'maxSize', 'biggest', 'm'],
      keys: ['maxSize', 'biggest', 'm'],
      flag: '--max-size',
      variable: 'TSKUBEOP_MAX_SIZE',
      kind: 'number',
      list: false,
      choices: [1, 2],
      required: true,
      secret: true,
    });
  });

  for (const [name, details, kind, list] of [
    ['a type', { type: 'boolean' }, 'boolean', false],
    ['no type at all', {}, 'string', false],
    ['a number by default', { default: 5 }, 'number', false],
    ['a boolean by default', { default: true }, 'boolean', false],
    ['a list by default', { default: [1] }, 'number', true],
    ['numbers to choose from', { choices: [1, 2] }, 'number', false],
    ['an array', { array: true }, 'string', true],
    ['an array of numbers', { array: true, type: 'number' }, 'number', true],
    ['a count', { count: true }, 'count', false],
  ] as const) {
    it(`finds the kind of an option with ${name}`, () => {
      const [row] = knownOptions(aParser().option('x', details as object), new Set());
      expect([row?.kind, row?.list]).to.deep.equal([kind, list]);
    });
  }

  it('joins the names of an option from whatever side the alias is declared', () => {
    const parser = aParser().option('image', { type: 'string' }).alias('i', 'image').alias('picture', 'i').option('other', {});
    const rows = knownOptions(parser, new Set());
    expect(rows.map(({ name }) => name)).to.deep.equal(['image', 'other']);
    expect([...optionsByName(rows).keys()]).to.have.members(['image', 'i', 'picture', 'other']);
  });

  it('names the flag in kebab case when it is declared in camel case', () => {
    const [row] = knownOptions(aParser().option('maxSize', {}), new Set());
    expect([row?.flag, row?.variable, row?.keys]).to.deep.equal(['--max-size', 'TSKUBEOP_MAX_SIZE', ['maxSize']]);
  });
});

describe('names', () => {
  for (const [kebab, camel] of [
    ['max-size', 'maxSize'],
    ['a-b-c', 'aBC'],
    ['image', 'image'],
    ['with-2-digits', 'with2Digits'],
  ] as const) {
    it(`${kebab} is ${camel}`, () => expect(camelCase(kebab)).to.equal(camel));
  }

  it('go back to kebab case, and become flags', () => {
    expect(['maxSize', 'MaxSize', 'image'].map(kebabCase)).to.deep.equal(['max-size', 'max-size', 'image']);
    expect(['L', 'image'].map(flagOf)).to.deep.equal(['-L', '--image']);
  });
});
