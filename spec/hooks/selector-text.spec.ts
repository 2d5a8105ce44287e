import { expect } from 'chai';
import { fieldSelectorText, labelSelectorText } from '../../lib/hooks/selector-text.ts';

describe('labelSelectorText', () => {
  it('writes labels and expressions as the server reads them', () => {
    const text = labelSelectorText({
      matchLabels: { app: 'web', 'example.com/empty': '' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['a', 'b'] },
        { key: 'tier', operator: 'NotIn', values: ['c'] },
        { key: 'x', operator: 'Exists' },
        { key: 'y', operator: 'DoesNotExist' },
      ],
    });
    expect(text).to.equal('app=web,example.com/empty=,tier in (a,b),tier notin (c),x,!y');
  });

  it('is nothing where everything is selected', () => expect(labelSelectorText({ matchLabels: {} })).to.equal(undefined));

  it('refuses what no server takes', () => {
    expect(() => labelSelectorText({ matchLabels: { 'a b': '' } })).to.throw('"a b" is no name of a label');
    expect(() => labelSelectorText({ matchLabels: { a: 'b,c=d' } })).to.throw('"b,c=d" is no value');
    expect(() => labelSelectorText({ matchExpressions: [{ key: 'a', operator: 'In' }] })).to.throw('operator In of a needs values');
    expect(() => labelSelectorText({ matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] })).to.throw('takes no values');
  });
});

describe('fieldSelectorText', () => {
  it('knows every operator, and keeps a value from being read as more than that', () => {
    const operators = ['=', '==', 'Equals', '!=', 'NotEquals'];
    const matchExpressions = operators.map((operator) => ({ field: 'spec.x', operator, value: 'v' }));
    expect(fieldSelectorText({ matchExpressions })).to.equal('spec.x=v,spec.x=v,spec.x=v,spec.x!=v,spec.x!=v');
    expect(fieldSelectorText({ matchExpressions: [{ field: 'a', operator: '=', value: 'b,c=d\\e' }] })).to.equal('a=b\\,c\\=d\\\\e');
    expect(fieldSelectorText({ matchExpressions: [] })).to.equal(undefined);
  });
});
