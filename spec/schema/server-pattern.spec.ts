import { expect } from 'chai';
import { serverPattern } from '../../lib/schema/server-pattern.ts';

const CASES: readonly (readonly [pattern: string, expected: string | undefined])[] = [
  ['^[a-z]+$', '^[a-z]+$'],
  ['^\\d{1,3}\\/\\w$', '^\\d{1,3}\\/\\w$'],
  ['(?:a|b)', '(?:a|b)'],
  ['(?i:a)', '(?i:a)'],
  ['(?<year>\\d+)', '(?P<year>\\d+)'],
  ['\\u00e4\\u{1F600}', '\\x{00e4}\\x{1F600}'],
  ['\\p{Lu}', '\\p{Lu}'],
  ['[[a]', '[\\[a]'],
  ['[\\b]\\b', '[\\x08]\\b'],
  ['[(?=]', '[(?=]'],
  ['a{2', 'a{2'],
  ['(?=a)', undefined],
  ['(?!a)', undefined],
  ['(?<=a)', undefined],
  ['(?<!a)', undefined],
  ['(a)\\1', undefined],
  ['\\k<a>', undefined],
  ['\\p{Extended_Pictographic}', undefined],
  ['\\ud83d', undefined],
  ['[^]', undefined],
  ['a{1,1001}', undefined],
  ['a\\', undefined],
];

describe('serverPattern', () => {
  for (const [pattern, expected] of CASES) {
    it(expected === undefined ? `has no form for ${pattern}` : `reads ${pattern} as ${expected}`, () => {
      expect(serverPattern(pattern)).to.equal(expected);
    });
  }
});
