import { expect } from 'chai';
import { networkPolicyStrategy, serviceStrategy } from '../../lib/embedded/network-strategies.ts';

describe('serviceStrategy', () => {
  it('fills in ports', () => {
    const draft = { spec: { ports: [{ port: 80 }] } };
    serviceStrategy.fillIn?.(draft);
    expect(draft.spec.ports).to.deep.equal([{ port: 80, protocol: 'TCP', targetPort: 80 }]);
    expect(draft.spec).to.include({ type: 'ClusterIP', sessionAffinity: 'None', internalTrafficPolicy: 'Cluster' });
  });

  it('keeps the address', () => {
    const wrong = serviceStrategy.validate?.({ spec: { ports: [{ port: 80 }], clusterIP: 'b' } }, { spec: { clusterIP: 'a' } });
    expect(wrong?.map(({ field }) => field)).to.deep.equal(['spec.clusterIPs[0]']);
  });
});

describe('networkPolicyStrategy', () => {
  it('says what a policy is about', () => {
    const draft = { spec: { egress: [{ ports: [{ port: 53 }] }] } };
    networkPolicyStrategy.fillIn?.(draft);
    expect(draft.spec).to.deep.equal({ egress: [{ ports: [{ port: 53, protocol: 'TCP' }] }], policyTypes: ['Ingress', 'Egress'] });
  });
});
