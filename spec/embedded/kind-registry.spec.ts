import { expect } from 'chai';
import { KindRegistry } from '../../lib/embedded/kind-registry.ts';
import type { ResourceKind } from '../../lib/embedded/resource-kind.ts';

describe('KindRegistry', () => {
  const kind = (version: string, plural = 'things') =>
    ({ group: 'x.io', version, plural, kind: 'Thing', table: `x.io/${plural}` }) as unknown as ResourceKind;

  it('finds kinds by their path and by their objects', () => {
    const registry = new KindRegistry();
    registry.add(kind('v1'));
    expect(registry.get('x.io', 'v1', 'things')).to.equal(registry.ofObject('x.io/v1', 'Thing'));
    expect(registry.ofObject('x.io/v2', 'Thing')).to.equal(undefined);
  });

  it('has each table once, and forgets all versions together', () => {
    const registry = new KindRegistry();
    registry.add(kind('v1'));
    registry.add(kind('v2'));
    registry.add(kind('v1', 'others'));
    expect(registry.tables()).to.have.length(2);
    expect([registry.ofTable('x.io/things')?.version, registry.ofTable('x.io/none')]).to.deep.equal(['v1', undefined]);
    registry.remove('x.io', 'things');
    expect([registry.ofTable('x.io/things'), registry.ofObject('x.io/v1', 'Thing')?.plural]).to.deep.equal([undefined, 'others']);
    expect(registry.all().map(({ plural }) => plural)).to.deep.equal(['others']);
  });
});
