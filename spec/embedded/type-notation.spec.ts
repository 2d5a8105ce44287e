import { expect } from 'chai';
import { TypeLibrary } from '../../lib/embedded/type-notation.ts';

describe('TypeLibrary', () => {
  const library = new TypeLibrary()
    .add(
      'a',
      'Node = name#1!^ size#2*:int children#3:[Node]@map(name)&merge(name)\n  limits#4.1:{quantity} other:b.Leaf={}\nFixed@atomic = x',
    )
    .add('b', 'Leaf = kind="Plain"');
  const node = library.get('a.Node');

  it('reads fields with their types and flags', () => {
    expect(node.required).to.deep.equal(['name']);
    expect(node.properties?.name).to.include({ type: 'string', absence: 'never' });
    expect(node.properties?.size).to.include({ type: 'integer', absence: 'nothing' });
    expect(node.properties?.limits?.additionalProperties).to.include({ scalar: 'quantity' });
  });

  it('reads how lists are merged, and lets types refer to themselves', () => {
    const { children } = node.properties ?? {};
    expect(children).to.include({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-patch-merge-key': 'name' });
    expect(children?.items).to.equal(node);
  });

  it('reads numbers, defaults and types of other sections', () => {
    expect(node.properties?.limits?.wire).to.deep.equal([4, 1]);
    expect(node.properties?.other).to.include({ absence: 'struct' });
    expect(node.properties?.other?.properties?.kind?.default).to.equal('Plain');
    expect(library.get('a.Fixed')['x-kubernetes-map-type']).to.equal('atomic');
  });

  it('knows which sections have a type', () => {
    expect(library.find(['a', 'b'], 'Leaf')).to.equal(library.get('b.Leaf'));
    expect(library.find(['a'], 'Leaf')).to.equal(undefined);
    expect(() => library.get('a.None')).to.throw('no type is named a.None');
  });
});
