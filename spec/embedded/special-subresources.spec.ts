import { expect } from 'chai';
import { DEFINITIONS, EmbeddedSession, PODS, pod, WIDGETS, widget, widgetDefinition } from '../support/embedded-session.ts';

describe('SpecialSubresources', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start();
    await session.create(PODS, pod('p'));
  });
  afterEach(() => session.stop());

  it('bind a Pod to a node, once', async () => {
    const binding = { metadata: { name: 'p' }, target: { kind: 'Node', name: 'n' } };
    expect((await session.create(`${PODS}/p/binding`, binding)).code).to.equal(201);
    expect((await session.get(`${PODS}/p`)).body.spec.nodeName).to.equal('n');
    expect((await session.create(`${PODS}/p/binding`, binding)).code).to.equal(409);
  });

  it('evict a Pod', async () => {
    expect((await session.create(`${PODS}/p/eviction`, { metadata: { name: 'p' } })).code).to.equal(201);
    expect((await session.get(`${PODS}/p`)).code).to.equal(404);
  });

  it('are not there for custom resources', async () => {
    await session.create(DEFINITIONS, widgetDefinition());
    await session.create(WIDGETS, widget('a'));
    expect((await session.get(`${WIDGETS}/a/log`)).code).to.equal(404);
    expect((await session.get(`${WIDGETS}/a/scale`)).code).to.equal(404);
  });
});
