import { expect } from 'chai';
import { compare, fieldsOf, itemElement, shapeOf } from '../../lib/embedded/field-comparison.ts';
import type { Schema } from '../../lib/embedded/schema.ts';

const schema: Schema = {
  type: 'object',
  properties: {
    map: { type: 'object', additionalProperties: { type: 'string' } },
    set: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
    ports: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
      items: {
        type: 'object',
        properties: { port: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' }, name: { type: 'string' } },
      },
    },
    plain: { type: 'array', items: { type: 'string' } },
    whole: { type: 'object', 'x-kubernetes-map-type': 'atomic', additionalProperties: { type: 'string' } },
  },
};

describe('fieldsOf', () => {
  it('lists what an applier owns', () => {
    const value = { map: { a: '1' }, set: ['x'], ports: [{ port: 1, name: 'n' }], plain: ['p'], whole: { k: 'v' } };
    expect(fieldsOf(value, schema).toJson()).to.deep.equal({
      'f:map': { 'f:a': {} },
      'f:plain': {},
      'f:ports': { 'k:{"port":1,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {} } },
      'f:set': { 'v:"x"': {} },
      'f:whole': {},
    });
  });
});

describe('compare', () => {
  it('names added, changed and removed fields, with containers that came or went', () => {
    const { added, modified, removed } = compare({ map: { a: '1', b: '2' }, set: ['x'] }, { map: { a: '3' }, plain: ['y'] }, schema);
    expect(added.toJson()).to.deep.equal({ 'f:plain': {} });
    expect(modified.toJson()).to.deep.equal({ 'f:map': { 'f:a': {} } });
    expect(removed.toJson()).to.deep.equal({ 'f:map': { 'f:b': {} }, 'f:set': { '.': {}, 'v:"x"': {} } });
  });

  it('finds items by their keys, wherever they stand', () => {
    const before = {
      ports: [
        { port: 1, protocol: 'TCP' },
        { port: 2, protocol: 'TCP' },
      ],
    };
    const after = {
      ports: [
        { port: 2, protocol: 'TCP', name: 'n' },
        { port: 1, protocol: 'TCP' },
      ],
    };
    expect(compare(before, after, schema).added.toJson()).to.deep.equal({
      'f:ports': { 'k:{"port":2,"protocol":"TCP"}': { 'f:name': {} } },
    });
  });
});

describe('shapes', () => {
  it('of untyped values follow their form', () => {
    expect([1, [1], { a: 1 }].map((value) => shapeOf(value, undefined))).to.deep.equal(['scalar', 'atomic', 'object']);
  });

  it('give items their keys with defaults', () => {
    expect(itemElement({ port: 3 }, 'map', schema.properties?.ports)).to.equal('k:{"port":3,"protocol":"TCP"}');
  });
});
