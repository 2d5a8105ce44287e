import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { ObjectStore } from '../../lib/embedded/object-store.ts';
import { ServiceAddresses } from '../../lib/embedded/service-addresses.ts';

describe('ServiceAddresses', () => {
  const assigned = (addresses: ServiceAddresses, spec: JsonObject) => {
    addresses.assign({ spec });
    return spec;
  };

  it('gives each Service another address, but none that is taken', () => {
    const store = new ObjectStore();
    store.put('services', 'a/b', { metadata: {}, spec: { clusterIP: '10.0.0.11' } });
    const addresses = new ServiceAddresses(store);
    expect([assigned(addresses, {}).clusterIP, assigned(addresses, {}).clusterIP]).to.deep.equal(['10.0.0.10', '10.0.0.12']);
  });

  it('leaves headless and external ones as they are', () => {
    const addresses = new ServiceAddresses(new ObjectStore());
    expect(assigned(addresses, { clusterIP: 'None' }).clusterIPs).to.deep.equal(['None']);
    expect(assigned(addresses, { type: 'ExternalName' })).to.deep.equal({ type: 'ExternalName' });
  });

  it('gives node ports', () => {
    expect(assigned(new ServiceAddresses(new ObjectStore()), { type: 'NodePort', ports: [{}, { nodePort: 31000 }] }).ports).to.deep.equal([
      { nodePort: 30000 },
      { nodePort: 31000 },
    ]);
  });
});
