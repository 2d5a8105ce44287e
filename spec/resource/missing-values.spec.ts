import { expect } from 'chai';
import { missingValues, patchedValues } from '../../lib/resource/missing-values.ts';

describe('missingValues', () => {
  for (const [what, live, desired, expected] of [
    ['nothing of the same', { a: 1, b: [1] }, { a: 1, b: [1] }, []],
    [
      'nothing where the server has added fields and items',
      { a: { x: 1, y: 2 }, b: [{ n: 1, m: 2 }, {}] },
      { a: { x: 1 }, b: [{ n: 1 }] },
      [],
    ],
    ['a changed value', { a: { x: 1 } }, { a: { x: 2 } }, [{ path: 'a.x', live: 1, wanted: 2 }]],
    ['a removed value', { a: {} }, { a: { x: 2 } }, [{ path: 'a.x', live: undefined, wanted: 2 }]],
    ['an item', { a: [{ n: 1 }, { n: 2 }] }, { a: [{ n: 1 }, { n: 3 }] }, [{ path: 'a.1.n', live: 2, wanted: 3 }]],
    ['a list that has become shorter', { a: [1] }, { a: [1, 2] }, [{ path: 'a', live: [1], wanted: [1, 2] }]],
    ['the whole', undefined, { a: 1 }, [{ path: '', live: undefined, wanted: { a: 1 } }]],
    ['what only looks inherited', {}, { toString: 'x' }, [{ path: 'toString', live: undefined, wanted: 'x' }]],
  ] as const) {
    it(`finds ${what}`, () => expect([...missingValues(live, desired)]).to.deep.equal(expected));
  }
});

describe('patchedValues', () => {
  for (const [what, live, patch, expected] of [
    ['nothing that is there already', { a: { x: 1 }, b: [1] }, { a: { x: 1 }, b: [1], c: null, d: undefined }, []],
    ['what is changed', { a: { x: 1 } }, { a: { x: 2 } }, [{ path: 'a.x', live: 1, wanted: 2 }]],
    ['what is removed', { a: { x: 1 } }, { a: { x: null } }, [{ path: 'a.x', live: 1, wanted: undefined }]],
    ['a list as a whole', { a: [1, 2] }, { a: [1] }, [{ path: 'a', live: [1, 2], wanted: [1] }]],
    ['what is put where there was no object', { a: 'text' }, { a: { x: 1 } }, [{ path: 'a.x', live: undefined, wanted: 1 }]],
  ] as const) {
    it(`finds ${what}`, () => expect([...patchedValues(live, patch)]).to.deep.equal(expected));
  }
});
