import { expect } from 'chai';
import { objectFields } from '../../lib/controller/controller-context.ts';
import { aWidget } from '../support/a-widget.ts';

describe('objectFields', () => {
  it('name an object by kind, namespace, name and uid', () => {
    expect(objectFields(aWidget({ name: 'a' }))).to.deep.equal({ kind: 'Widget', namespace: 'team', name: 'a', uid: 'uid-a' });
  });

  it('leave the namespace out where there is none', () => {
    const { namespace: _none, ...metadata } = aWidget({ name: 'a' }).metadata;
    expect(objectFields({ ...aWidget(), metadata })).not.to.have.property('namespace');
  });

  it('have the generation where there is one', () => {
    const object = aWidget({ name: 'a' });
    expect(objectFields({ ...object, metadata: { ...object.metadata, generation: 7 } }).generation).to.equal(7);
  });
});
