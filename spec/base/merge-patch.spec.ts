import { expect } from 'chai';
import { applyMergePatch, deepFreeze, diffMergePatch, equalJson, isJsonObject } from '../../lib/base/merge-patch.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';

describe('merge patches', () => {
  describe('applyMergePatch', () => {
    // The cases of RFC 7386, appendix A.
    const cases: [target: unknown, patch: unknown, result: unknown][] = [
      [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
      [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
      [{ a: 'b' }, { a: null }, {}],
      [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
      [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
      [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
      [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
      [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
      [
        ['a', 'b'],
        ['c', 'd'],
        ['c', 'd'],
      ],
      [{ a: 'b' }, ['c'], ['c']],
      [{ a: 'foo' }, null, null],
      [{ a: 'foo' }, 'bar', 'bar'],
      [{ e: null }, { a: 1 }, { e: null, a: 1 }],
      [[1, 2], { a: 'b', c: null }, { a: 'b' }],
      [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    ];
    for (const [target, patch, result] of cases) {
      it(`turns ${JSON.stringify(target)} by ${JSON.stringify(patch)} into ${JSON.stringify(result)}`, () => {
        expect(applyMergePatch(target, patch)).to.deep.equal(result);
      });
    }

    it('ignores what is undefined', () => {
      expect(applyMergePatch({ a: 1 }, { a: undefined, b: { c: undefined } })).to.deep.equal({ a: 1, b: {} });
    });

    it('changes neither target nor patch', () => {
      const target = deepFreeze({ a: { b: 1 } });
      const patch = deepFreeze({ a: { c: 2 } });
      expect(applyMergePatch(target, patch)).to.deep.equal({ a: { b: 1, c: 2 } });
    });

    it('stores the key __proto__ as any other', () => {
      const result = applyMergePatch({}, JSON.parse('{"__proto__":{"polluted":true}}'));
      expect(JSON.stringify(result)).to.equal('{"__proto__":{"polluted":true}}');
      expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
    });
  });

  describe('diffMergePatch', () => {
    const cases: [from: unknown, to: unknown, patch: unknown][] = [
      [{ a: 1 }, { a: 1 }, undefined],
      [{ a: 1 }, { a: 2 }, { a: 2 }],
      [{ a: 1 }, {}, { a: null }],
      [{}, { a: { b: 1 } }, { a: { b: 1 } }],
      [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }, { a: { c: null } }],
      [{ a: [1, 2] }, { a: [1] }, { a: [1] }],
      [{ a: undefined }, {}, undefined],
      [{}, { a: undefined }, undefined],
      [{ a: 'x' }, { a: { b: 1 } }, { a: { b: 1 } }],
    ];
    for (const [from, to, patch] of cases) {
      it(`from ${JSON.stringify(from)} to ${JSON.stringify(to)} is ${JSON.stringify(patch)}`, () => {
        expect(diffMergePatch(from, to)).to.deep.equal(patch);
      });
    }

    it('leads from any value to any other', () => {
      const random = new SeededChance(7);
      for (let round = 0; round < 300; round += 1) {
        const [from, to] = [someFields(random, 3), someFields(random, 3)];
        const patch = diffMergePatch(from, to);
        expect(equalJson(patch === undefined ? from : applyMergePatch(from, patch), to), JSON.stringify({ from, to, patch })).to.equal(
          true,
        );
      }
    });
  });

  it('compares JSON without regard to the order of keys, and takes undefined for missing', () => {
    expect(equalJson({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).to.equal(true);
    expect(equalJson({ a: undefined }, {})).to.equal(true);
    expect(equalJson([1, 2], [2, 1])).to.equal(false);
    expect(equalJson({}, [])).to.equal(false);
    expect(equalJson({ a: null }, {})).to.equal(false);
  });

  it('tells objects from arrays and null', () => {
    expect([{}, [], null, 'a', undefined].map(isJsonObject)).to.deep.equal([true, false, false, false, false]);
  });

  it('freezes all the way down', () => {
    const value = deepFreeze({ a: [{ b: 1 }] });
    expect(Object.isFrozen(value.a[0])).to.equal(true);
  });
});

/** Null can't be a value: a patch can't bring it. */
function someFields(random: SeededChance, depth: number): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const key of ['a', 'b', 'c']) {
    const kind = random.integer(5);
    if (kind === 1) fields[key] = random.integer(3);
    else if (kind === 2) fields[key] = [random.integer(2)];
    else if (kind >= 3 && depth > 0) fields[key] = someFields(random, depth - 1);
  }
  return fields;
}
