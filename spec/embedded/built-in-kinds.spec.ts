import { expect } from 'chai';
import { builtInKinds } from '../../lib/embedded/built-in-kinds.ts';
import { createTypeLibrary } from '../../lib/embedded/built-in-types.ts';
import { ObjectStore } from '../../lib/embedded/object-store.ts';

describe('builtInKinds', () => {
  const kinds = builtInKinds(createTypeLibrary(), new ObjectStore());
  const kind = (plural: string, group = '') => kinds.find((candidate) => candidate.plural === plural && candidate.group === group);

  it('know their names, scope and subresources', () => {
    expect(kind('pods')).to.deep.include({
      kind: 'Pod',
      namespaced: true,
      shortNames: ['po'],
      categories: ['all'],
      statusSubresource: true,
      storageApiVersion: 'v1',
    });
    expect(kind('deployments', 'apps')).to.deep.include({ table: 'apps/deployments', counted: true });
    expect(kind('deployments', 'apps')?.scale).to.deep.include({ specReplicas: ['spec', 'replicas'] });
    expect(kind('nodes')?.namespaced).to.equal(false);
    expect(kind('namespaces')?.verbs).to.not.include('deletecollection');
  });

  it('show events of both groups from one table', () => {
    expect(kind('events')?.table).to.equal(kind('events', 'events.k8s.io')?.table);
  });

  it('all have a type with metadata', () => {
    for (const { kind: name, schema } of kinds) expect(schema.properties, name).to.have.property('metadata');
  });
});
