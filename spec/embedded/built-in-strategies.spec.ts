import { expect } from 'chai';
import { builtInKinds } from '../../lib/embedded/built-in-kinds.ts';
import { builtInStrategies } from '../../lib/embedded/built-in-strategies.ts';
import { createTypeLibrary } from '../../lib/embedded/built-in-types.ts';
import { ObjectStore } from '../../lib/embedded/object-store.ts';

describe('builtInStrategies', () => {
  it('has nothing particular to say of most kinds, and of names that mean something else', () => {
    for (const table of ['endpoints', 'toString', '__proto__']) expect(builtInStrategies(table)).to.deep.equal({});
  });

  it('is asked for each table that there is, so that none is misspelt', () => {
    const tables = builtInKinds(createTypeLibrary(), new ObjectStore()).map(({ table }) => table);
    const particular = tables.filter((table) => Object.keys(builtInStrategies(table)).length > 0);
    expect(particular).to.include.members(['pods', 'apps/deployments', 'admissionregistration.k8s.io/validatingadmissionpolicies']);
  });

  it('marks a namespace on its way out', () => {
    const draft = { metadata: { deletionGracePeriodSeconds: 0 }, status: { phase: 'Active' } };
    builtInStrategies('namespaces').prepareDelete?.(draft);
    expect(draft).to.deep.equal({ metadata: {}, status: { phase: 'Terminating' } });
  });

  it('holds leases to times that go forward', () => {
    const wrong = builtInStrategies('coordination.k8s.io/leases').validate?.({ spec: { leaseDurationSeconds: 0, leaseTransitions: -1 } });
    expect(wrong?.map(({ field }) => field)).to.deep.equal(['spec.leaseDurationSeconds', 'spec.leaseTransitions']);
  });

  it('lets nobody write what would not be held', () => {
    for (const table of ['limitranges', 'resourcequotas']) expect(builtInStrategies(table).absence).to.be.a('string');
  });
});
