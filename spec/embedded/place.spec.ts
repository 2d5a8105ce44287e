import { expect } from 'chai';
import { below, pathOf } from '../../lib/embedded/place.ts';

describe('pathOf', () => {
  it('spells out members and items', () => {
    expect(pathOf(below(below(below(below('', 'spec'), 'parts'), 2), 'name'))).to.equal('spec.parts[2].name');
    expect(pathOf(below(below('metadata', 'labels'), 0))).to.equal('metadata.labels[0]');
  });
});
