import { expect } from 'chai';
import { definitionName, scopeOf } from '../../lib/schema/kind-declaration.ts';
import { aDeclaration } from './a-declaration.ts';

describe('definitionName', () => {
  it('is the plural name and the group', () => {
    expect(definitionName(aDeclaration())).to.equal('printers.demo.example.com');
  });
});

describe('scopeOf', () => {
  it('is namespaced unless the class says otherwise', () => {
    expect(scopeOf(aDeclaration())).to.equal('Namespaced');
    expect(scopeOf(aDeclaration({ SCOPE: 'Cluster' }))).to.equal('Cluster');
  });
});
