import { expect } from 'chai';
import { changedFields } from '../../lib/embedded/changed-fields.ts';
import { CreatedFields } from '../../lib/embedded/created-fields.ts';
import type { Schema } from '../../lib/embedded/schema.ts';

const schema: Schema = { type: 'object', properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } };

describe('CreatedFields', () => {
  it('gives objects of one form the same fields, which nobody can change', () => {
    const created = new CreatedFields();
    const empty = { metadata: {} };
    const first = created.of(empty, { metadata: {}, spec: { a: 1, b: { c: 'x' } } }, schema);
    expect(first).to.deep.equal({ 'f:spec': { '.': {}, 'f:a': {}, 'f:b': { '.': {}, 'f:c': {} } } });
    expect(created.of(empty, { metadata: {}, spec: { a: 2, b: { c: 'y' } } }, schema)).to.equal(first);
    expect(created.of(empty, { metadata: {}, spec: { a: 2 } }, schema)).to.deep.equal({ 'f:spec': { '.': {}, 'f:a': {} } });
    expect(() => Object.assign(first?.['f:spec']['f:b'], { x: {} })).to.throw(TypeError);
  });

  it('keeps kinds apart, whose empty objects differ', () => {
    const created = new CreatedFields();
    const object = { metadata: {}, spec: { a: 1 } };
    expect(created.of({ metadata: {} }, object, schema)).to.deep.equal({ 'f:spec': { '.': {}, 'f:a': {} } });
    expect(created.of({ metadata: {}, spec: { a: 1 } }, object, schema)).to.equal(undefined);
  });

  it('is right for more forms than it keeps', () => {
    const created = new CreatedFields();
    const empty = { metadata: {} };
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 1200; index++) {
        const object = { metadata: {}, spec: { [`key-${index}`]: 1 } };
        expect(created.of(empty, object, schema)).to.deep.equal(changedFields(empty, object, schema));
      }
    }
  });
});
