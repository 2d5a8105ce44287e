import { expect } from 'chai';
import { entryPath, isWithin, itemPath, propertyPath, ROOT } from '../../lib/testing/declared-path.ts';

describe('a path in a declaration', () => {
  it('names a place, and the field that all such places are', () => {
    const item = itemPath(propertyPath(ROOT, 'ports'), 3);
    expect(propertyPath(item, 'port')).to.deep.equal({ place: 'ports[3].port', field: 'ports[].port' });
    expect(entryPath(propertyPath(ROOT, 'labels'), 'app')).to.deep.equal({ place: 'labels.app', field: 'labels.*' });
  });

  it('is within a field that it is, or that it is a part of', () => {
    expect(['ports', 'ports[].port', 'ports.x'].every((field) => isWithin(field, ['ports']))).to.equal(true);
    expect(['portsAndMore', 'port', ''].some((field) => isWithin(field, ['ports']))).to.equal(false);
  });
});
