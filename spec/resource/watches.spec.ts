import { expect } from 'chai';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { concernedKeys, type Watches, watchesProblems } from '../../lib/resource/watches.ts';
import { aWidget } from '../support/a-widget.ts';

/** Compiles, or doesn't, by `npm run typecheck`. */
class Typed extends CRDBase<{ secret: string }, object> {
  static readonly INDEXES = { bySecret: (typed: Typed) => typed.spec.secret };
  static readonly WATCHES = [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      concerns: (secret, typeds) => typeds.byIndex('bySecret', secret.metadata.name).filter(({ spec }) => spec.secret !== secret.data.x),
    },
    { apiVersion: 'v1', kind: 'ConfigMap', labelSelector: 'a=b', concerns: ({ metadata }) => [{ name: metadata.name }] },
    // @ts-expect-error the spec has no such field
    { apiVersion: 'v1', kind: 'Node', concerns: (_node, typeds) => typeds.list().filter(({ spec }) => spec.node) },
  ] satisfies Watches<Typed>;
  reconcile() {
    return this.lookup(Typed, 'bySecret', 'a').length > 0 ? this.flush() : undefined;
  }
}

describe('WATCHES', () => {
  it('are checked by the compiler, above', () => expect(Typed.WATCHES).to.have.lengthOf(3));

  const problemsOf = (given: unknown, follows = true) => watchesProblems({ WATCHES: given } as CRDClass, follows).join();
  const concerns = () => [];
  const secrets = { apiVersion: 'v1', kind: 'Secret', concerns };

  for (const legal of [undefined, [], [secrets], [{ ...secrets, labelSelector: 'a', fieldSelector: 'b', namespaces: ['c'] }]]) {
    it(`may be ${JSON.stringify(legal) ?? 'left out'}`, () => expect(problemsOf(legal)).to.equal(''));
  }
  for (const illegal of [
    secrets,
    [undefined],
    [{ ...secrets, kind: 7 }],
    [{ ...secrets, concerns: 'a' }],
    [{ ...secrets, namespaces: 'a' }],
  ]) {
    it(`may not be ${JSON.stringify(illegal)}`, () => expect(problemsOf(illegal)).to.include('WATCHES must be a list such as'));
  }
  it('need a handler to call', () => expect(problemsOf([secrets], false)).to.include('neither ensureModified nor reconcile'));
});

describe('concernedKeys', () => {
  const secret = aWidget({ namespace: 'team' });
  it('are those of names and of objects, in the namespace of the other object where none is said', () => {
    const answer = [{ name: 'a' }, { namespace: 'other', name: 'b' }, aWidget({ name: 'c', namespace: 'third' })];
    expect(concernedKeys(answer, secret, true)).to.deep.equal(['team/a', 'other/b', 'third/c']);
  });
  it('have no namespace where the class has none', () => expect(concernedKeys([{ name: 'a' }], secret, false)).to.deep.equal(['a']));
  for (const nobody of [undefined, null, []]) {
    it(`are none for ${JSON.stringify(nobody) ?? 'nothing'}`, () => expect(concernedKeys(nobody, secret, true)).to.deep.equal([]));
  }
  for (const wrong of [Promise.resolve([]), 'a', ['a'], [{}], [undefined], [{ name: 7 }]]) {
    it(`are not ${JSON.stringify(wrong)}`, () => expect(() => concernedKeys(wrong, secret, true)).to.throw(TypeError, 'concerns must'));
  }
});
