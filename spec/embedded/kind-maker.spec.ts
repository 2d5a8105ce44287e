import { expect } from 'chai';
import { createTypeLibrary } from '../../lib/embedded/built-in-types.ts';
import { KindMaker } from '../../lib/embedded/kind-maker.ts';
import { ObjectStore } from '../../lib/embedded/object-store.ts';
import { widgetDefinition } from '../support/embedded-session.ts';

describe('KindMaker', () => {
  const maker = new KindMaker(createTypeLibrary());

  it('makes the kinds of one definition once, and those of the next anew', () => {
    const definition = widgetDefinition();
    const [kind] = maker.custom(definition);
    expect(kind).to.include({ plural: 'widgets', custom: true });
    expect(maker.custom(definition)[0]).to.equal(kind);
    expect(maker.custom({ ...definition })[0]).to.not.equal(kind);
  });

  it('lets no store be heard of in the kinds of another', () => {
    const stores = [new ObjectStore(), new ObjectStore()] as const;
    const services = stores.map((store) => maker.builtIn(store).find(({ plural }) => plural === 'services'));
    const [first, second] = stores.map((_, index) => {
      const draft = { metadata: { name: 's', namespace: 'a' }, spec: {} as { clusterIP?: string } };
      services[index]?.prepareCreate?.(draft);
      return draft.spec.clusterIP;
    });
    expect(first).to.match(/^[\d.]+$/);
    expect(second).to.equal(first);
  });
});
