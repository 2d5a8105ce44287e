import { expect } from 'chai';
import { UsageError } from '../../lib/base/errors.ts';
import type { ArgumentParser } from '../../lib/operator/argument-parser.ts';
import { parseArguments } from '../../lib/operator/arguments.ts';

function ownArguments(parser: ArgumentParser) {
  return parser
    .option('image', { type: 'string', demandOption: true })
    .option('max-size', { type: 'number', alias: 'm' })
    .option('tag', { type: 'string', array: true })
    .option('store', {})
    .option('token', { type: 'string', secret: true, choices: ['a', 'b'] });
}

function read(values: Record<string, unknown>): Record<string, unknown> {
  const options = { programName: 'printer', version: '1', argv: [], env: {}, isTerminal: true };
  const parsed = parseArguments({ ...options, addArguments: ownArguments, values: { image: 'i', ...values } });
  if (parsed.kind !== 'run') throw new Error(`it is ${parsed.kind}`);
  return parsed.args;
}

describe('readArgumentValues', () => {
  const good: [Record<string, unknown>, Record<string, unknown>][] = [
    [{ image: 'busybox' }, { image: 'busybox' }],
    [{ createCrd: true }, { createCrd: true }],
    [{ 'create-crd': true }, { createCrd: true }],
    [{ namespace: ['b', 'a', 'b'] }, { namespace: ['b', 'a'], scope: 'namespaced' }],
    [{ namespace: 'a' }, { namespace: ['a'] }],
    [{ logLevel: 'WARNING' }, { logLevel: 'warn' }],
    [{ maxSize: 5 }, { maxSize: 5, m: 5 }],
    [{ m: '5' }, { maxSize: 5 }],
    [{ tag: ['x', 'x'] }, { tag: ['x', 'x'] }],
    [{ maxSize: undefined }, { image: 'i' }],
  ];
  for (const [values, expected] of good) {
    it(`reads ${JSON.stringify(values)}`, () => {
      expect(read(values)).to.deep.include(expected);
    });
  }

  it('takes what no command line could say as it is, for an operator’s own option', () => {
    const store = { url: 'x' };
    expect(read({ store }).store).to.deep.equal(store);
  });

  const bad: [Record<string, unknown>, string][] = [
    [{ imgae: 'x' }, 'args: there is no option imgae; did you mean image?'],
    [{ help: true }, 'args: there is no option help'],
    [{ maxSize: 1, m: 2 }, 'args: maxSize is given twice'],
    [{ maxSize: 'abc' }, 'args.maxSize must be a number, not "abc"'],
    [{ createCrd: 'maybe' }, 'args.createCrd must be true or false, not "maybe"'],
    [{ namespace: ['A'] }, `args.namespace must be the name of a namespace (at most 63 lower-case letters, digits and '-'), not "A"`],
    [{ namespace: { a: 1 } }, 'args.namespace must be a string, or a list of them, not {"a":1}'],
    [{ logLevel: ['info'] }, 'args.logLevel must be a string, not ["info"]'],
    [{ logLevel: 'loud' }, 'args.logLevel must be debug, info, warn or error, not "loud"'],
    [{ token: 'hunter2' }, 'args.token must be a or b, not what was given (its value is secret)'],
  ];
  for (const [values, message] of bad) {
    it(`refuses ${JSON.stringify(values)}`, () => {
      expect(() => read(values))
        .to.throw(UsageError, message)
        .with.property('usage')
        .that.includes('--image');
    });
  }

  it('lets a required option be given as a value', () => {
    expect(() => read({ image: undefined })).to.throw(UsageError, 'required and not given: --image');
  });
});
