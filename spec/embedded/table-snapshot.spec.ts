import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { ObjectStore } from '../../lib/embedded/object-store.ts';
import { compareKeys, lowerBound } from '../../lib/embedded/table-snapshot.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';

describe('TableSnapshot', () => {
  for (let seed = 1; seed <= 40; seed++) {
    it(`is the table as it was, whatever has happened since (seed ${seed})`, () => {
      const random = new SeededChance(seed);
      const store = new ObjectStore();
      const change = () => {
        const key = `${random.pick(['a', 'ab', 'b'])}/${random.integer(12)}`;
        if (random.integer(3) === 0) store.remove('t', key);
        else store.put('t', key, { metadata: {}, value: random.integer(1000) });
      };
      for (let count = 0; count < 30; count++) change();
      const revision = store.revision;
      const then = store.list('t');
      for (let count = 0; count < random.integer(40); count++) change();
      for (const namespace of ['', 'a', 'ab']) {
        const wanted = namespace ? then.slice(...rangeOf(store, { then, namespace, revision })) : then;
        const snapshot = store.snapshot('t', revision, namespace);
        const found = [...(snapshot?.entries() ?? [])];
        expect(found.map(([, object]) => object)).to.deep.equal(wanted);
        for (const [index, [key]] of found.entries()) {
          expect([...(snapshot?.entries(key) ?? [])].map(([, object]) => object)).to.deep.equal(wanted.slice(index));
          expect(snapshot?.countFrom(key)).to.equal(wanted.length - index);
        }
      }
    });
  }
});

/** Which of all objects were in a namespace. */
function rangeOf(store: ObjectStore, { then, namespace, revision }: { then: JsonObject[]; namespace: string; revision: number }) {
  const keys = [...(store.snapshot('t', revision)?.entries() ?? [])].map(([key]) => key);
  expect(keys).to.deep.equal([...keys].sort(compareKeys));
  expect(keys).to.have.length(then.length);
  return [lowerBound(keys, `${namespace}/`), lowerBound(keys, `${namespace}0`)] as const;
}
