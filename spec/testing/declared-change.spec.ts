import { expect } from 'chai';
import type { StructuralSchema } from '../../lib/schema/structural-schema.ts';
import { changesOf, type DeclaredSpec, shown } from '../../lib/testing/declared-change.ts';

const wordsOf = (schema: StructuralSchema, spec: DeclaredSpec, fixed: string[] = []) =>
  changesOf(spec, { schema, known: new Map(), fixed })
    .filter(({ sort }) => sort === 'usual')
    .map(({ words }) => words);
const object = (properties: Record<string, StructuralSchema>, required: string[] = []): StructuralSchema => ({
  type: 'object',
  properties,
  required,
});

describe('changes of a declaration', () => {
  it('are each other value of a field', () => {
    expect(wordsOf(object({ as: { type: 'string', enum: ['Pod', 'Job'] } }, ['as']), { as: 'Pod' })).to.deep.equal(['as: "Pod" → "Job"']);
  });

  it('are an optional field that is added or removed, but not one that is required or fixed', () => {
    const schema = object({ a: { type: 'integer', maximum: 1 }, b: { type: 'boolean', enum: [true] }, c: { type: 'string' } }, ['b']);
    expect(wordsOf(schema, { a: 1, b: true }, ['c'])).to.deep.equal(['a: removed']);
    expect(wordsOf(schema, { b: true }, ['c'])).to.deep.equal(['a: added as 1']);
  });

  it('are items that are added, removed, moved, and changed', () => {
    const schema = object({ list: { type: 'array', maxItems: 3, items: { type: 'string', enum: ['a', 'b', 'c'] } } }, ['list']);
    expect(wordsOf(schema, { list: ['a', 'b'] })).to.deep.equal([
      'list: "c" added at the end',
      'list: "c" added at the beginning',
      'list: the first item removed',
      'list: the last item removed',
      'list: emptied',
      'list: the first item moved to the end',
      'list[0]: "a" → "c"',
    ]);
    expect(wordsOf(schema, { list: [] })).to.deep.equal(['list: "a" added at the end']);
    expect(wordsOf(schema, { list: ['a', 'b', 'c'] }).some((words) => words.includes('added'))).to.equal(false);
  });

  it('are entries of a map', () => {
    const schema = object({ labels: { type: 'object', additionalProperties: { type: 'string', enum: ['x', 'y'] } } }, ['labels']);
    expect(wordsOf(schema, { labels: { one: 'x' } })).to.deep.equal([
      'labels.one: "x" → "y"',
      'labels.one: removed',
      'labels.two: added as "x"',
    ]);
  });

  it('are apart from those that the schema refuses', () => {
    const schema = object({ size: { type: 'integer', minimum: 1, maximum: 1 } }, ['size']);
    const wrong = changesOf({ size: 1 }, { schema, known: new Map(), fixed: [] }).filter(({ sort }) => sort === 'wrong');
    expect(wrong.map(({ spec }) => spec)).to.deep.equal([{ size: { not: 'so' } }, { size: 0 }, { size: 2 }, {}]);
  });

  it('leave the declaration as it is', () => {
    const spec = { list: ['a'] };
    changesOf(spec, { schema: object({ list: { type: 'array', items: { type: 'string' } } }), known: new Map(), fixed: [] });
    expect(spec).to.deep.equal({ list: ['a'] });
  });

  it('are shown in a few words', () => {
    expect([shown({ a: 1 }), shown('x'.repeat(99)).length, shown(undefined)]).to.deep.equal(['{"a":1}', 61, 'nothing']);
  });
});
