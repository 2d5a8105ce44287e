import { expect } from 'chai';
import { createTypeLibrary } from '../../lib/embedded/built-in-types.ts';

describe('createTypeLibrary', () => {
  it('has the types of the served kinds', () => {
    const library = createTypeLibrary();
    expect(Object.keys(library.get('core.PodSpec').properties ?? {})).to.include.members(['containers', 'nodeName', 'volumes']);
    expect(library.get('batch.JobSpec').properties?.template?.typeName).to.equal('core.PodTemplateSpec');
  });

  it('makes a library for each caller', () => {
    expect(createTypeLibrary().get('core.Pod')).to.not.equal(createTypeLibrary().get('core.Pod'));
  });
});
