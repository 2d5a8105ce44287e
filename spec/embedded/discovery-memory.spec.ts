import { expect } from 'chai';
import { createTypeLibrary } from '../../lib/embedded/built-in-types.ts';
import { resourceList } from '../../lib/embedded/discovery-documents.ts';
import { DiscoveryMemory } from '../../lib/embedded/discovery-memory.ts';
import { KindMaker } from '../../lib/embedded/kind-maker.ts';
import { ObjectStore } from '../../lib/embedded/object-store.ts';
import type { ResourceKind } from '../../lib/embedded/resource-kind.ts';

describe('DiscoveryMemory', () => {
  const maker = new KindMaker(createTypeLibrary());
  const custom = (kind: string) => ({
    ...(maker.builtIn(new ObjectStore())[0] as ResourceKind),
    group: 'x.io',
    version: 'v1',
    custom: true,
    kind,
    plural: `${kind.toLowerCase()}s`,
  });

  it('says the same of servers that are alike', () => {
    const memory = new DiscoveryMemory();
    const [first, second] = [maker.builtIn(new ObjectStore()), maker.builtIn(new ObjectStore())];
    const text = memory.resourceList(first, '', 'v1');
    expect(text).to.equal(`${JSON.stringify(resourceList(first, '', 'v1'))}\n`);
    expect(memory.resourceList(second, '', 'v1')).to.equal(text);
    expect(memory.resourceList(second, 'apps', 'v1')).to.equal(`${JSON.stringify(resourceList(first, 'apps', 'v1'))}\n`);
  });

  it('says what is served now, also where another definition has the same schema', () => {
    const memory = new DiscoveryMemory();
    const listed = (...kinds: ResourceKind[]) => {
      const text = memory.resourceList(kinds, 'x.io', 'v1');
      return (
        text &&
        JSON.parse(text)
          .resources.map(({ name }: { name: string }) => name)
          .filter((name: string) => !name.includes('/'))
      );
    };
    expect(listed(custom('A'))).to.deep.equal(['as']);
    expect(listed(custom('A'), custom('B'))).to.deep.equal(['as', 'bs']);
    expect(listed(custom('C'))).to.deep.equal(['cs']);
    expect(listed()).to.equal(undefined);
  });
});
