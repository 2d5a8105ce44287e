import { expect } from 'chai';
import { applyJsonPatch } from '../../lib/embedded/json-patch.ts';

describe('applyJsonPatch', () => {
  const target = { a: 1, list: ['x', 'y'], 'b/c': { '~': 1 } };
  const cases: [string, unknown[], object][] = [
    ['adds a member', [{ op: 'add', path: '/d', value: 2 }], { ...target, d: 2 }],
    ['inserts an item', [{ op: 'add', path: '/list/1', value: 'z' }], { ...target, list: ['x', 'z', 'y'] }],
    ['appends an item', [{ op: 'add', path: '/list/-', value: 'z' }], { ...target, list: ['x', 'y', 'z'] }],
    ['removes an item', [{ op: 'remove', path: '/list/0' }], { ...target, list: ['y'] }],
    ['reads escapes', [{ op: 'replace', path: '/b~1c/~0', value: 2 }], { ...target, 'b/c': { '~': 2 } }],
    ['moves', [{ op: 'move', from: '/a', path: '/z' }], { list: ['x', 'y'], 'b/c': { '~': 1 }, z: 1 }],
    ['copies', [{ op: 'copy', from: '/list', path: '/z' }], { ...target, z: ['x', 'y'] }],
    [
      'goes on after a test that holds',
      [
        { op: 'test', path: '/a', value: 1 },
        { op: 'replace', path: '/a', value: 2 },
      ],
      { ...target, a: 2 },
    ],
    ['replaces a member that is not there, as the real server does', [{ op: 'replace', path: '/new', value: 1 }], { ...target, new: 1 }],
    ['takes null and absence for the same in a test', [{ op: 'test', path: '/nothing', value: null }], target],
  ];
  for (const [name, operations, result] of cases) it(name, () => expect(applyJsonPatch(target, operations)).to.deep.equal(result));

  const refused: [string, unknown, number][] = [
    ['a test that fails', [{ op: 'test', path: '/a', value: 2 }], 422],
    ['the removal of what is not there', [{ op: 'remove', path: '/q' }], 422],
    ['an index outside', [{ op: 'add', path: '/list/9', value: 1 }], 422],
    ['a parent that is not there', [{ op: 'add', path: '/q/r', value: 1 }], 422],
    ['an unknown operation', [{ op: 'x', path: '/a' }], 422],
    ['what is no list', { a: 1 }, 400],
  ];
  for (const [name, operations, code] of refused)
    it(`refuses ${name}`, () =>
      expect(() => applyJsonPatch(target, operations))
        .to.throw()
        .with.property('code', code));
});
