import { expect } from 'chai';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { type Indexes, indexesProblems, indexKeysOf } from '../../lib/resource/indexes.ts';
import { aWidget } from '../support/a-widget.ts';
import { Widget } from '../support/controller-run.ts';

/** Compiles, or doesn't, by `npm run typecheck`. */
class Typed extends CRDBase<{ secret?: string; size: number }, object> {
  static readonly INDEXES = {
    bySecret: (typed) => typed.spec.secret,
    byLabel: ({ metadata }) => Object.keys(metadata.labels ?? {}),
  } satisfies Indexes<Typed>;
  ensureCreated() {
    const secrets: (string | undefined)[] = this.lookup(Typed, 'bySecret', 'a').map(({ spec }) => spec.secret);
    // @ts-expect-error no such index
    this.lookup(Typed, 'byName', 'a');
    // @ts-expect-error a class without INDEXES
    this.lookup(Widget, 'bySecret', 'a');
    // @ts-expect-error the list cannot be changed
    this.lookup(Typed, 'bySecret', 'a').push({});
    return secrets.length ? undefined : this.flush();
  }
}

const wrong = [
  // @ts-expect-error no such field
  { bySecret: (typed) => typed.spec.secrets },
  // @ts-expect-error a number is no key
  { bySize: (typed) => typed.spec.size },
] satisfies Indexes<Typed>[];

describe('INDEXES', () => {
  it('are checked by the compiler, above', () => expect(wrong).to.have.lengthOf(2));

  const keysOf = (result: unknown) => {
    class Given extends Widget {
      static readonly INDEXES = { given: () => result };
    }
    return indexKeysOf(Given as unknown as CRDClass, 'given', aWidget());
  };

  for (const [result, keys] of [
    ['a', ['a']],
    [
      ['a', 'b', 'a'],
      ['a', 'b'],
    ],
    [[], []],
    [null, []],
    [undefined, []],
  ] as const) {
    it(`may give ${JSON.stringify(result) ?? 'nothing'}`, () => expect(keysOf(result)).to.deep.equal(keys));
  }

  for (const result of [7, true, {}, ['a', 7], Promise.resolve('a')]) {
    it(`may not give ${JSON.stringify(result)}`, () => {
      expect(() => keysOf(result)).to.throw(TypeError, 'INDEXES.given must give a text, a list of texts, or nothing');
    });
  }

  it('read the object and nothing else', () => {
    const type = Typed as unknown as CRDClass;
    expect(indexKeysOf(type, 'bySecret', aWidget({ spec: { secret: 's' } }))).to.deep.equal(['s']);
    expect(indexKeysOf(type, 'byLabel', aWidget({ metadata: { labels: { x: '1' } } }))).to.deep.equal(['x']);
  });

  for (const [given, complaint] of [
    [undefined, ''],
    [{}, ''],
    [{ a: () => undefined }, ''],
    [[() => 'a'], 'INDEXES must be functions by their names'],
    [{ a: 'spec.secret' }, 'INDEXES must be functions by their names'],
  ] as const) {
    it(`${complaint ? 'cannot' : 'can'} be ${typeof given === 'object' ? JSON.stringify(given) : 'left out'}`, () => {
      expect(indexesProblems({ INDEXES: given } as unknown as CRDClass).join()).to.include(complaint);
    });
  }
});
