import { expect } from 'chai';
import { hasRules, RuleChecker, ruleProblems } from '../../lib/embedded/cel-rules.ts';
import type { Schema } from '../../lib/embedded/schema.ts';

function ruled(...rules: object[]): Schema {
  const spec: Schema = { type: 'object', properties: { n: { type: 'integer' } }, 'x-kubernetes-validations': rules };
  return { type: 'object', properties: { spec } };
}

describe('RuleChecker', () => {
  it('says which rule a value breaks, in the words of the rule', () => {
    const check = (rule: object) => new RuleChecker(ruled(rule)).check({ spec: { n: 1 } });
    expect(check({ rule: 'self.n == 1' })).to.deep.equal([]);
    const [broken] = check({ rule: 'self.n > 1' });
    expect(broken).to.deep.equal({ reason: 'FieldValueInvalid', field: 'spec', message: 'Invalid value: failed rule: self.n > 1' });
    expect(check({ rule: 'self.n > 1', messageExpression: '"n is " + string(self.n)' })[0]?.message).to.equal('Invalid value: n is 1');
    expect(check({ rule: 'self.n > 1', reason: 'FieldValueForbidden', fieldPath: '.n', message: 'no' })[0]).to.deep.equal({
      reason: 'FieldValueForbidden',
      field: 'spec.n',
      message: 'Forbidden: no',
    });
  });

  it('holds a change to transition rules alone when nothing else changes', () => {
    const checker = new RuleChecker(ruled({ rule: 'self.n >= oldSelf.n' }, { rule: 'self.n > 5' }));
    expect(checker.check({ spec: { n: 6 } })).to.deep.equal([]);
    expect(checker.check({ spec: { n: 6 } }, { spec: { n: 7 } })).to.have.length(1);
    expect(checker.check({ spec: { n: 1 } }, { spec: { n: 1 } })).to.deep.equal([]);
  });

  it('says why a rule could not be evaluated', () => {
    const [error] = new RuleChecker(ruled({ rule: 'self.n > 1' })).check({ spec: {} });
    expect(error?.message).to.equal('Invalid value: "object": no such key: n evaluating rule: self.n > 1');
  });
});

describe('ruleProblems', () => {
  const fields = (rule: object) => ruleProblems(ruled(rule), 'schema').map(({ field }) => field.split('.').at(-1));

  it('finds nothing in good rules', () => {
    expect(fields({ rule: 'self.n > 1' })).to.deep.equal([]);
  });

  it('refuses what it does not understand', () => {
    expect(fields({ rule: 'self.other > 1' })).to.deep.equal(['rule']);
    expect(fields({ rule: 'has(self.other)' })).to.deep.equal(['rule']);
    expect(fields({ rule: 'made.up(self)' })).to.deep.equal(['rule']);
    expect(fields({ rule: 'self.n' })).to.deep.equal(['rule']);
    expect(fields({ rule: 'self.n > 1', reason: 'X', fieldPath: '.x', messageExpression: '1' })).to.deep.equal([
      'reason',
      'fieldPath',
      'messageExpression',
    ]);
  });
});

describe('hasRules', () => {
  it('finds rules wherever they are', () => {
    expect(hasRules(ruled({ rule: 'true' }))).to.equal(true);
    expect(hasRules({ type: 'array', items: ruled({ rule: 'true' }) })).to.equal(true);
    expect(hasRules({ type: 'object', properties: { a: { type: 'string' } } })).to.equal(false);
  });
});
