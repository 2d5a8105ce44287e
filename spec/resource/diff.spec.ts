import { expect } from 'chai';
import { diffObjects } from '../../lib/resource/diff.ts';

describe('diffObjects', () => {
  const cases: [string, unknown, unknown, unknown[]][] = [
    ['nothing', { a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, []],
    ['an added field', {}, { a: 1 }, [{ op: 'add', path: ['a'], old: undefined, new: 1 }]],
    ['a removed field', { a: 1 }, {}, [{ op: 'remove', path: ['a'], old: 1, new: undefined }]],
    ['a changed field, deep', { a: { b: 1 } }, { a: { b: 2 } }, [{ op: 'change', path: ['a', 'b'], old: 1, new: 2 }]],
    ['an array as a whole', { a: [1, 2] }, { a: [1, 3] }, [{ op: 'change', path: ['a'], old: [1, 2], new: [1, 3] }]],
    ['a field that becomes an object', { a: 1 }, { a: { b: 1 } }, [{ op: 'change', path: ['a'], old: 1, new: { b: 1 } }]],
    ['a field that becomes null', { a: 1 }, { a: null }, [{ op: 'change', path: ['a'], old: 1, new: null }]],
  ];
  it('compares what an object has itself, not what it inherits', () => {
    expect(diffObjects({}, { constructor: 'x' })).to.deep.equal([{ op: 'add', path: ['constructor'], old: undefined, new: 'x' }]);
    const own = JSON.parse('{"__proto__":{"a":1}}');
    expect(diffObjects(own, {})).to.deep.equal([{ op: 'remove', path: ['__proto__'], old: { a: 1 }, new: undefined }]);
  });

  for (const [title, old, current, expected] of cases) {
    it(`tells of ${title}`, () => {
      expect(diffObjects(old, current)).to.deep.equal(expected);
    });
  }
});
