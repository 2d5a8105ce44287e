import { expect } from 'chai';
import { readLabelSelector } from '../../lib/embedded/label-selector-text.ts';

/** The conditions in short: key, operator, values. */
const conditions = (text: string) => readLabelSelector(text).map(({ key, operator, values }) => [key, operator, ...values]);

describe('readLabelSelector', () => {
  const readable: [string, (string | undefined)[][]][] = [
    ['', []],
    ['app=web', [['app', 'in', 'web']]],
    ['app==web', [['app', 'in', 'web']]],
    ['app!=web', [['app', 'notin', 'web']]],
    ['app in (web, db)', [['app', 'in', 'db', 'web']]],
    ['app notin (web)', [['app', 'notin', 'web']]],
    ['example.com/app', [['example.com/app', 'exists']]],
    ['!app', [['app', 'absent']]],
    ['size>3', [['size', 'gt', '3']]],
    ['size<3', [['size', 'lt', '3']]],
    [
      'a=1, b',
      [
        ['a', 'in', '1'],
        ['b', 'exists'],
      ],
    ],
  ];
  for (const [text, expected] of readable) {
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(conditions(text)).to.deep.equal(expected);
    });
  }

  for (const text of ['a=1,', '=1', 'a in web', 'a in (', 'a b', '-bad=1', 'a=not valid']) {
    it(`refuses ${JSON.stringify(text)} as a bad request`, () => {
      expect(() => readLabelSelector(text))
        .to.throw()
        .with.property('code', 400);
    });
  }
});
