import { expect } from 'chai';
import { hasRules, RuleChecker, ruleProblems } from '../../lib/embedded/cel-rules.ts';
import type { Schema } from '../../lib/embedded/schema.ts';

const aSchema = (rule: object, properties: object = { size: { type: 'integer' } }) =>
  ({ type: 'object', properties: { spec: { type: 'object', properties, 'x-kubernetes-validations': [rule] } } }) as unknown as Schema;

describe('RuleChecker', () => {
  it('finds an object that breaks a rule, at its place and with its message', () => {
    const checker = new RuleChecker(aSchema({ rule: 'self.size > 0', message: 'must have a size' }));
    expect(checker.check({ spec: { size: 1 } })).to.deep.equal([]);
    expect(JSON.stringify(checker.check({ spec: { size: 0 } })))
      .to.contain('must have a size')
      .and.to.contain('spec');
  });

  it('holds rules about a change against changes alone', () => {
    const checker = new RuleChecker(aSchema({ rule: 'self.size >= oldSelf.size', message: 'never shrinks' }));
    expect(checker.check({ spec: { size: 1 } })).to.deep.equal([]);
    expect(checker.check({ spec: { size: 1 } }, { spec: { size: 2 } })).to.have.length(1);
  });

  it('tolerates what was wrong before and has not changed', () => {
    const checker = new RuleChecker(aSchema({ rule: 'self.size > 0' }));
    expect(checker.check({ spec: { size: 0 } }, { spec: { size: 0 } })).to.deep.equal([]);
  });
});

describe('ruleProblems', () => {
  it('refuses a rule about a field that is not there, and one that is no condition', () => {
    expect(ruleProblems(aSchema({ rule: 'self.missing > 0' }), 'schema')).not.to.deep.equal([]);
    expect(ruleProblems(aSchema({ rule: 'self.size' }), 'schema')).not.to.deep.equal([]);
    expect(ruleProblems(aSchema({ rule: 'self.size > 0' }), 'schema')).to.deep.equal([]);
  });
});

describe('hasRules', () => {
  it('looks into every part of a schema', () => {
    expect(hasRules(aSchema({ rule: 'true' }))).to.equal(true);
    expect(hasRules({ type: 'object', properties: { a: { type: 'string' } } } as Schema)).to.equal(false);
  });
});
