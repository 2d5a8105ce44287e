import { expect } from 'chai';
import { CelScope } from '../../lib/embedded/cel-values.ts';
import type { Schema } from '../../lib/embedded/schema.ts';

const SCHEMA = { type: 'object', properties: { text: { type: 'string' }, list: { type: 'array', items: { type: 'integer' } } } } as Schema;

/** Rules that hold of { text: 'a,b', list: [1, 2, 3] } by Kubernetes' own functions. */
const HOLDING = [
  'self.list.isSorted()',
  'self.list.sum() == 6',
  'self.list.max() == 3 && self.list.min() == 1',
  'self.list.indexOf(2) == 1',
  "self.text.split(',').size() == 2",
  "self.text.replace(',', '-') == 'a-b'",
  "self.text.find('[a-z]') == 'a'",
  "quantity('1Ki').isGreaterThan(quantity('1000'))",
  "isURL('https://example.com/x')",
];

describe('addKubernetesFunctions', () => {
  const scope = new CelScope(SCHEMA, { optionalOldSelf: false });
  for (const rule of HOLDING) {
    it(`knows ${rule}`, () => {
      expect(scope.check(rule)).to.deep.equal({ type: 'bool' });
      expect(scope.evaluate(rule, { text: 'a,b', list: [1, 2, 3] }, undefined)).to.equal(true);
    });
  }

  it('refuses a function that nobody knows', () => {
    expect(scope.check('self.text.frobnicate()')).to.have.property('problem');
  });
});
