import { expect } from 'chai';
import { configurationProblems } from '../../lib/embedded/configuration-problems.ts';
import type { Schema } from '../../lib/embedded/schema.ts';

describe('configurationProblems', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      open: { 'x-kubernetes-preserve-unknown-fields': true },
      set: { type: 'array', 'x-kubernetes-list-type': 'set', items: {} },
      list: { type: 'array', items: { type: 'object', properties: { a: {} } } },
    },
  };

  it('are unknown fields and repeated items', () => {
    expect(configurationProblems({ open: { x: 1 }, set: ['a', 'a'], list: [{ b: 1 }], c: 1 }, schema)).to.deep.equal([
      '.set: duplicate entries for key [="a"]',
      '.list[0].b: field not declared in schema',
      '.c: field not declared in schema',
    ]);
  });
});
