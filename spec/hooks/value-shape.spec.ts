import { expect } from 'chai';
import { isObject, shapeProblems, type ValueShape } from '../../lib/hooks/value-shape.ts';

const SHAPE: ValueShape = {
  type: 'object',
  required: ['kind'],
  keys: {
    kind: { type: 'string' },
    event: { type: 'string', oneOf: ['Added', 'Deleted'] },
    count: { type: 'integer' },
    flag: { type: 'boolean' },
    labels: { type: 'map', values: { type: 'string' } },
    names: { type: 'list', items: { type: 'string' }, atLeast: 1 },
    inner: { type: 'object', keys: { a: { type: 'string' } }, atLeast: 1 },
  },
};

describe('shapeProblems', () => {
  const problems = (value: unknown) => shapeProblems(value, SHAPE, '');

  it('is content with what has the shape', () => {
    expect(
      problems({ kind: 'Pod', event: 'Added', count: 1, flag: true, labels: { a: '' }, names: ['x'], inner: { a: '' } }),
    ).to.deep.equal([]);
  });

  const wrong: [unknown, string][] = [
    [[], 'it must be an object, not []'],
    [{}, 'kind is required'],
    [{ kind: 7 }, 'kind must be a string, not 7'],
    [{ kind: '', event: 'Add' }, 'event must be one of Added, Deleted, not "Add"; did you mean Added?'],
    [{ kind: '', count: '3' }, 'count must be a whole number, not "3"'],
    [{ kind: '', count: 1.5 }, 'count must be a whole number, not 1.5'],
    [{ kind: '', flag: 'ok' }, 'flag must be true or false, not "ok"'],
    [{ kind: '', labels: { a: 1 } }, 'labels.a must be a string, not 1'],
    [{ kind: '', labels: [] }, 'labels must be an object, not []'],
    [{ kind: '', names: 'x' }, 'names must be a list, not "x"'],
    [{ kind: '', names: [] }, 'names must have at least one item'],
    [{ kind: '', names: ['x', null] }, 'names[1] must be a string, not null'],
    [{ kind: '', inner: {} }, 'inner must have at least one of a'],
    [{ kind: '', inner: { b: 1 } }, 'inner.b is not a known key; did you mean a?'],
    [{ kind: '', labls: {} }, 'labls is not a known key; did you mean labels?'],
    [{ kind: '', constructor: 1 }, 'constructor is not a known key'],
  ];
  for (const [value, problem] of wrong)
    it(`says: ${problem}`, () => expect(problems(value)[0]).to.include(problem.replace('; did you mean a?', '')));

  it('finds everything at once', () => {
    expect(problems({ event: 1, count: '', x: 1 })).to.have.length(4);
  });
});

describe('isObject', () => {
  it('knows what JSON calls an object', () => {
    expect([{}, [], null, 'a', undefined].map(isObject)).to.deep.equal([true, false, false, false, false]);
  });
});
