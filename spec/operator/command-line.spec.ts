import { expect } from 'chai';
import { UsageError } from '../../lib/base/errors.ts';
import { hasSwitch, readCommandLine, refuseOperands } from '../../lib/operator/command-line.ts';
import type { KnownOption } from '../../lib/operator/known-options.ts';

function anOption(name: string, more: Partial<KnownOption> = {}): KnownOption {
  return {
    name,
    names: [name],
    keys: [name],
    flag: `--${name}`,
    variable: name.toUpperCase(),
    kind: 'string',
    list: false,
    choices: undefined,
    required: false,
    secret: false,
    ...more,
  };
}

const OPTIONS = [
  anOption('image', { names: ['image', 'i'] }),
  anOption('dry', { names: ['dry', 'd'], kind: 'boolean' }),
  anOption('verbose', { names: ['verbose', 'v'], kind: 'count' }),
  anOption('tag', { list: true }),
  anOption('port', { kind: 'number' }),
  anOption('token', { secret: true }),
  anOption('n'),
];

describe('readCommandLine', () => {
  const table: [string[], [string, string | boolean][], string[]][] = [
    [[], [], []],
    [['a', '-', 'b'], [], ['a', '-', 'b']],
    [['--image', 'x', 'a'], [['--image', 'x']], ['a']],
    [
      ['-ix', '-d'],
      [
        ['-i', 'x'],
        ['-d', true],
      ],
      [],
    ],
    [['-i=x=y'], [['-i', 'x=y']], []],
    [
      ['-dvi', 'x'],
      [
        ['-d', true],
        ['-v', true],
        ['-i', 'x'],
      ],
      [],
    ],
    [['-d=false'], [['-d', 'false']], []],
    [['--dry', 'false', 'a'], [['--dry', 'false']], ['a']],
    [['--no-dry', 'false'], [['--no-dry', false]], ['false']],
    [['--verbose', '2'], [['--verbose', true]], ['2']],
    [['--verbose=2'], [['--verbose', '2']], []],
    [
      ['--tag', 'a', '--tag=b', 'c'],
      [
        ['--tag', 'a'],
        ['--tag', 'b'],
      ],
      ['c'],
    ],
    [['--port', '-.5'], [['--port', '-.5']], []],
    [['-n', 'x'], [['-n', 'x']], []],
    [['--n', 'x'], [['--n', 'x']], []],
    [['--image', 'x', '--', '--dry', '--'], [['--image', 'x']], ['--dry', '--']],
  ];
  for (const [argv, expected, operands] of table) {
    it(`takes apart: ${argv.join(' ') || 'nothing'}`, () => {
      const line = readCommandLine(argv, OPTIONS);
      expect(line.given.map(({ source, text }) => [source, text])).to.deep.equal(expected);
      expect(line.operands).to.deep.equal(operands);
    });
  }

  for (const [argv, message] of [
    [['---'], 'unknown option ---'],
    [['--=x'], 'unknown option --'],
    [['--i', 'x'], 'unknown option --i; did you mean -i?'],
    [['-dx'], 'unknown option -dx; did you mean -d?'],
    [['--token', 'one', '--token', 'two'], '--token is given twice; it takes one value'],
    [['-d', '--dry=true'], '--dry is given twice; it takes one value'],
    [['--image', '-5'], '--image needs a value; one that begins with a dash is given as --image=…'],
  ] as const) {
    it(`says of ${argv.join(' ')}: ${message}`, () => {
      expect(() => readCommandLine(argv, OPTIONS))
        .to.throw(UsageError)
        .with.property('message', message);
    });
  }
});

describe('refuseOperands', () => {
  it('names the first word that belongs to no option, and the option that it resembles', () => {
    expect(() => refuseOperands({ given: [], operands: ['imgae', 'b'] }, OPTIONS)).to.throw(
      UsageError,
      'unexpected argument "imgae"; did you mean --image?',
    );
    expect(() => refuseOperands({ given: [], operands: ['x\ny'] }, OPTIONS)).to.throw(UsageError, 'unexpected argument "x\\ny"');
    expect(() => refuseOperands({ given: [], operands: [] }, OPTIONS)).to.not.throw();
  });
});

describe('hasSwitch', () => {
  for (const [argv, expected] of [
    [['--help'], true],
    [['a', '-h'], true],
    [['--helper'], false],
    [['--', '--help'], false],
    [[], false],
  ] as const) {
    it(`is ${expected} for ${argv.join(' ') || 'nothing'}`, () => {
      expect(hasSwitch(argv, ['--help', '-h'])).to.equal(expected);
    });
  }
});
