import { expect } from 'chai';
import { FieldSet } from '../../lib/embedded/field-set.ts';
import type { Schema } from '../../lib/embedded/schema.ts';
import { merge, withNamedParents, withoutFields } from '../../lib/embedded/typed-merge.ts';

const list: Schema = {
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['n'],
  items: { type: 'object', properties: { n: { type: 'string' }, v: { type: 'integer' } } },
};
const schema: Schema = {
  type: 'object',
  properties: { list, plain: { type: 'array', items: {} }, spec: { type: 'object', properties: { a: { type: 'string' } } } },
};
const named = (...names: string[]) => names.map((n) => ({ n }));

describe('merge', () => {
  it('merges objects and items, and replaces plain lists', () => {
    const live = { list: [{ n: 'x', v: 1 }], plain: [1, 2], spec: { a: '1' } };
    expect(merge(live, { list: [{ n: 'x', v: 2 }, { n: 'y' }], plain: [3] }, schema)).to.deep.equal({
      list: [{ n: 'x', v: 2 }, { n: 'y' }],
      plain: [3],
      spec: { a: '1' },
    });
  });

  it('keeps live items at their place among the applied ones', () => {
    expect(merge({ list: named('a', 'b', 'c') }, { list: named('c', 'd', 'a') }, schema)).to.deep.equal({
      list: named('b', 'c', 'd', 'a'),
    });
  });

  it('takes null for what has parts as none of them, and for what has none as a value', () => {
    const live = { list: named('a'), plain: [1], spec: { a: '1' } };
    expect(merge(live, { list: null, plain: null, spec: null }, schema)).to.deep.equal({ ...live, plain: null });
    expect(merge({ list: [], spec: {} }, { list: null, spec: null }, schema)).to.deep.equal({ list: null, spec: null });
  });
});

describe('withoutFields', () => {
  it('takes fields and items out, and leaves what is emptied', () => {
    const fields = FieldSet.parse({ 'f:list': { 'k:{"n":"a"}': {} }, 'f:spec': { 'f:a': {} } });
    const rest = { list: named('b'), spec: {}, plain: [1] };
    expect(withoutFields({ list: named('a', 'b'), spec: { a: '1' }, plain: [1] }, fields, schema)).to.deep.equal(rest);
    const items = FieldSet.parse({ 'f:list': { 'k:{"n":"a"}': {} } });
    expect(withoutFields({ list: named('a') }, items, schema)).to.deep.equal({ list: [] });
  });

  it('takes out what is in the set itself, and is nothing when all of it is', () => {
    const fields = FieldSet.parse({ 'f:spec': { '.': {}, 'f:a': {} } });
    expect(withoutFields({ spec: { a: '1' }, plain: [1] }, fields, schema)).to.deep.equal({ plain: [1] });
    expect(withoutFields({ spec: { a: '1' } }, fields, schema)).to.equal(undefined);
  });
});

describe('withNamedParents', () => {
  it('makes the fields above a field members', () => {
    expect(withNamedParents(FieldSet.parse({ 'f:spec': { 'f:a': {} } }), schema).toJson()).to.deep.equal({
      'f:spec': { '.': {}, 'f:a': {} },
    });
  });
});
