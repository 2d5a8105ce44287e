import { expect } from 'chai';
import { declarationsOf } from '../../lib/testing/declarations.ts';
import { Shelf } from '../support/planted-declaration-bugs.ts';

describe('declarationsOf', () => {
  it("takes the schema of the class's definition", () => {
    expect(Object.keys(declarationsOf(Shelf).schema.properties ?? {})).to.include.members(['boxes', 'colour']);
    expect(
      declarationsOf(
        class extends Shelf {
          static override readonly SPEC = undefined as never;
        },
      ).schema,
    ).to.have.property('x-kubernetes-preserve-unknown-fields');
  });

  it('refuses fields that the spec does not have', () => {
    expect(() => declarationsOf(Shelf, { fixed: ['colour.shade'] })).to.throw('fixed must be of fields of Shelf');
    expect(() => declarationsOf(Shelf, { values: { 'boxes[].name': ['a'] } })).to.throw('boxes[].name');
    expect(() => declarationsOf(Shelf, { values: { 'boxes[]': ['a'], 'labels.*': ['b'] }, fixed: ['note'] })).to.not.throw();
  });
});
