import { expect } from 'chai';
import { UsageError } from '../../lib/base/errors.ts';
import type { Command } from '../../lib/cli/command.ts';
import { commandArguments, commandHelp } from '../../lib/cli/command-arguments.ts';

const PAINT: Command = {
  name: 'paint',
  synopsis: '[options] [FILE…]',
  summary: 'Paint files',
  needsFiles: false,
  declare: (parser) =>
    parser
      .option('port', { type: 'number', default: 0 })
      .option('dry-run', { type: 'boolean', default: false })
      .option('layer', { type: 'string', array: true })
      .option('out', { type: 'string' }),
  run: async () => 0,
};

describe('commandArguments', () => {
  for (const [argv, options, files] of [
    [[], { port: 0, dryRun: false }, []],
    [['--port', '7', 'a'], { port: 7, dryRun: false }, ['a']],
    [['a', '--dry-run', 'b', '--out=c'], { port: 0, dryRun: true, out: 'c' }, ['a', 'b']],
    [['--no-dry-run', '--layer', 'x', '--layer', 'y'], { port: 0, dryRun: false, layer: ['x', 'y'] }, []],
  ] as [string[], object, string[]][]) {
    it(`reads ${argv.join(' ') || 'nothing'}`, () => {
      expect(commandArguments(PAINT, argv)).to.deep.equal({ options, files });
    });
  }

  for (const [argv, message] of [
    [['--prot', '7'], 'unknown option --prot; did you mean --port?'],
    [['--port', 'x'], '--port must be a number, not "x"'],
    [['--port'], '--port needs a value'],
    [['--out', 'a', '--out', 'b'], '--out is given twice, as "a" and as "b"; it takes one value'],
  ] as const) {
    it(`says of ${argv.join(' ')}: ${message}`, () => {
      expect(() => commandArguments(PAINT, argv))
        .to.throw(UsageError, message)
        .with.property('usage', commandHelp(PAINT));
    });
  }

  it('asks for a file where one is needed', () => {
    expect(() => commandArguments({ ...PAINT, needsFiles: true }, ['--dry-run'])).to.throw(UsageError, 'paint needs a file');
  });
});
