import { expect } from 'chai';
import { UsageError } from '../../lib/base/errors.ts';
import type { KnownOption, OptionKind } from '../../lib/operator/known-options.ts';
import { optionValue } from '../../lib/operator/option-value.ts';

function anOption(kind: OptionKind, more: Partial<KnownOption> = {}): KnownOption {
  return { name: 'x', kind, choices: undefined, secret: false, ...more } as KnownOption;
}

describe('optionValue', () => {
  for (const [kind, text, value] of [
    ['boolean', 'true', true],
    ['boolean', 'YES', true],
    ['boolean', '1', true],
    ['boolean', 'False', false],
    ['boolean', 'no', false],
    ['boolean', '0', false],
    ['number', '10', 10],
    ['number', '-1.5e2', -150],
    ['number', ' 7 ', 7],
    ['count', '3', 3],
    ['string', '', ''],
    ['string', ' a ', ' a '],
  ] as const) {
    it(`reads ${JSON.stringify(text)} as ${kind} ${JSON.stringify(value)}`, () => {
      expect(optionValue(anOption(kind), { text, source: '--x' })).to.equal(value);
    });
  }

  for (const [kind, text, message] of [
    ['boolean', 'constructor', '--x must be true or false, not "constructor"'],
    ['boolean', 'on', '--x must be true or false, not "on"'],
    ['number', '', '--x must be a number, not ""'],
    ['number', '1,5', '--x must be a number, not "1,5"'],
    ['number', 'NaN', '--x must be a number, not "NaN"'],
    ['count', 'many', '--x must be a number, not "many"'],
  ] as const) {
    it(`refuses ${JSON.stringify(text)} as ${kind}`, () => {
      expect(() => optionValue(anOption(kind), { text, source: '--x' }))
        .to.throw(UsageError)
        .with.property('message', message);
    });
  }

  it('compares choices by value, after the rule that evens them out', () => {
    const option = anOption('number', { choices: [1, 2] });
    expect(optionValue(option, { text: '2', source: '--x' })).to.equal(2);
    expect(() => optionValue(option, { text: '3', source: '--x' })).to.throw(UsageError, '--x must be 1 or 2, not "3"');
    const one = anOption('string', { choices: ['red'] });
    expect(optionValue(one, { text: 'RED', source: '--x' }, { normalise: (text) => text.toLowerCase() })).to.equal('red');
    expect(() => optionValue(one, { text: 'blue', source: '--x' })).to.throw(UsageError, '--x must be red, not "blue"');
  });

  it('names the whole that a part comes from', () => {
    const expected = () => 'better';
    expect(() => optionValue(anOption('string'), { text: 'b', source: 'X', whole: 'a,b' }, { expected })).to.throw(
      UsageError,
      'X must be better, not "b" in "a,b"',
    );
  });

  it('never shows a secret', () => {
    const secret = anOption('number', { secret: true, choices: [1] });
    for (const text of ['hunter2', '1234']) {
      expect(() => optionValue(secret, { text, source: '--x', whole: `${text},2` }))
        .to.throw(UsageError)
        .with.property('message')
        .that.does.not.include(text);
    }
  });
});
