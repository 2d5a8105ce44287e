import { expect } from 'chai';
import { labelSelectorText, matchesLabelSelector, parseFieldSelector, parseLabelSelector } from '../../lib/embedded/selector.ts';

const labelled = (labels?: Record<string, string>) => ({ metadata: { name: 'n', namespace: 's', labels } });

describe('parseLabelSelector', () => {
  const cases: [string, Record<string, string>, boolean][] = [
    ['a=1', { a: '1' }, true],
    ['a==1,b', { a: '1', b: '' }, true],
    ['a!=1', {}, true],
    ['a in (1, 2)', { a: '2' }, true],
    ['a notin (1,2),!c', { a: '3' }, true],
    ['a notin (1,2)', {}, true],
    ['!a', { a: '1' }, false],
    ['x.io/a=1', { 'x.io/a': '1' }, true],
    ['a', {}, false],
  ];
  for (const [text, labels, selected] of cases)
    it(`${text} ${selected ? 'selects' : 'leaves out'} ${JSON.stringify(labels)}`, () =>
      expect(parseLabelSelector(text)(labelled(labels))).to.equal(selected));

  it('refuses what it cannot read', () => {
    expect(() => parseLabelSelector('a b c')).to.throw("found 'b', expected: in, notin");
  });
});

describe('parseFieldSelector', () => {
  const selectable = {
    names: ['spec.nodeName'],
    of: () => ({ 'spec.nodeName': 'one' }),
    refusal: (field: string) => `field label not supported: ${field}`,
  };

  it('selects by name, namespace and the fields of the kind', () => {
    expect(parseFieldSelector('metadata.name=n,spec.nodeName!=two', selectable)(labelled())).to.equal(true);
    expect(parseFieldSelector('spec.nodeName=', selectable)(labelled())).to.equal(false);
  });

  it('refuses a field that the kind does not select by', () => {
    expect(() => parseFieldSelector('spec.other=1', selectable)).to.throw('field label not supported: spec.other');
  });
});

describe('LabelSelector objects', () => {
  const selector = {
    matchLabels: { a: '1' },
    matchExpressions: [
      { key: 'b', operator: 'NotIn', values: ['x'] },
      { key: 'c', operator: 'Exists' },
    ],
  };

  it('match labels', () => {
    expect(matchesLabelSelector(selector, { a: '1', c: '' })).to.equal(true);
    expect(matchesLabelSelector(selector, { a: '1', b: 'x', c: '' })).to.equal(false);
  });

  it('can be written as text', () => {
    expect(labelSelectorText(selector)).to.equal('a=1,b notin (x),c');
  });
});
