import { expect } from 'chai';
import { createTypeLibrary } from '../../lib/embedded/built-in-types.ts';
import { changedFields, formOfChange } from '../../lib/embedded/changed-fields.ts';
import { compare } from '../../lib/embedded/field-comparison.ts';
import type { JsonObject } from '../../lib/embedded/json.ts';
import type { Schema } from '../../lib/embedded/schema.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';

const item: Schema = { type: 'object', properties: { k: { type: 'integer' }, v: { type: 'string' } } };
const schema: Schema = {
  type: 'object',
  properties: {
    map: { type: 'object', additionalProperties: { type: 'string' } },
    set: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
    items: { type: 'array', items: item, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] },
    plain: { type: 'array', items: item },
    whole: { type: 'object', 'x-kubernetes-map-type': 'atomic', additionalProperties: { type: 'string' } },
    below: item,
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
};

/** What sets find, which is right by its own specs. */
function bySets(before: JsonObject, after: JsonObject, type: Schema): JsonObject {
  const { added, modified } = compare(before, after, type);
  return added.union(modified).tidy().toJson();
}

function someObject(random: SeededChance): JsonObject {
  const some = (values: unknown[]) => values.filter(() => random.integer(2) === 0);
  const object: JsonObject = {
    map: random.pick([{}, { a: '1' }, { b: '1', a: '2' }, null]),
    set: some(['z', 'x', 'y']),
    items: some([{ k: 2, v: 'b' }, { k: 1 }, { k: 3, v: random.pick(['a', 'b']) }]),
    plain: some([{ k: 1 }, {}]),
    whole: random.pick([{}, { a: '1' }]),
    below: random.pick([{}, { k: random.integer(2) }, { v: '', k: 1 }]),
    free: random.pick([{}, { deep: { er: [1] } }, { deep: null }]),
    unknown: random.pick([1, 'x', null, {}]),
  };
  for (const name of Object.keys(object)) if (random.integer(3) === 0) delete object[name];
  return object;
}

describe('changedFields', () => {
  it('finds what sets find, for objects of all forms', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const random = new SeededChance(seed);
      const before = someObject(random);
      const after = someObject(random);
      expect(changedFields(before, after, schema), `seed ${seed}`).to.deep.equal(bySets(before, after, schema));
      expect(JSON.stringify(changedFields({}, after, schema)), `seed ${seed}`).to.equal(JSON.stringify(bySets({}, after, schema)));
    }
  });

  it('finds the same in what has the same form', () => {
    const fields = new Map<string, string>();
    const before = { below: { k: 1 }, items: [{ k: 1, v: 'b' }] };
    for (let seed = 1; seed <= 2000; seed++) {
      const after = someObject(new SeededChance(seed));
      const found = JSON.stringify(changedFields(before, after, schema));
      const form = formOfChange(before, after, schema);
      expect(fields.get(form) ?? found, `seed ${seed}`).to.equal(found);
      fields.set(form, found);
    }
    expect(fields.size).to.be.within(100, 1900);
  });

  it('gives other forms to names that look like parts of a form', () => {
    const objects = [{ a: 1, b: 1 }, { 'a.1:b': 1 }, { a: { b: 1 } }, { 'a{1:b': 1 }, { set: ['z'] }, { set: { 'v:"z"': 1 } }, { set: [] }];
    expect(new Set(objects.map((object) => formOfChange({}, object, schema))).size).to.equal(objects.length);
  });

  it('finds the fields of a Pod', () => {
    const type = createTypeLibrary().get('core.Pod');
    const containers = [{ name: 'a', image: 'b', ports: [{ containerPort: 1, protocol: 'TCP' }], resources: {} }];
    const pod = { metadata: { labels: { x: 'y' } }, spec: { containers }, status: {} };
    const empty = { metadata: {}, spec: { containers: null }, status: {} };
    expect(changedFields(empty, pod, type)).to.deep.equal(bySets(empty, pod, type));
  });
});
