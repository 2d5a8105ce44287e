import { expect } from 'chai';
import { CONFIG_MAPS, configMap, DEFINITIONS, EmbeddedSession, WIDGETS, widget, widgetDefinition } from '../support/embedded-session.ts';

describe('ObjectWriter', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start();
    await session.create(DEFINITIONS, widgetDefinition());
  });
  afterEach(() => session.stop());

  it('fills in what the system owns', async () => {
    const { metadata } = (
      await session.create(WIDGETS, { ...widget('a', {}, { uid: 'mine', generation: 9, creationTimestamp: '2000-01-01T00:00:00Z' }) })
    ).body;
    expect(metadata.uid).to.match(/^[0-9a-f-]{36}$/);
    expect(metadata).to.include({ generation: 1, namespace: 'default' });
    expect(metadata.creationTimestamp).to.not.equal('2000-01-01T00:00:00Z');
  });

  it('makes names up', async () => {
    const { body } = await session.create(CONFIG_MAPS, { metadata: { generateName: 'x-' } });
    expect(body.metadata.name).to.match(/^x-[a-z0-9]{5}$/);
  });

  it('counts changes of anything but metadata and status', async () => {
    await session.create(WIDGETS, widget('a', { text: 'x' }));
    const generation = async (patch: object, path = '') => (await session.patch(`${WIDGETS}/a${path}`, patch)).body.metadata.generation;
    expect(await generation({ metadata: { labels: { a: 'b' } } })).to.equal(1);
    expect(await generation({ status: { state: 'x' } }, '/status')).to.equal(1);
    expect(await generation({ spec: { text: 'y' } })).to.equal(2);
  });

  it('counts every change where there is no status subresource', async () => {
    await session.delete(`${DEFINITIONS}/widgets.example.com`);
    await session.create(DEFINITIONS, widgetDefinition(undefined, { subresources: {} }));
    await session.create(WIDGETS, widget('a'));
    expect((await session.patch(`${WIDGETS}/a`, { status: { state: 'x' } })).body).to.deep.include({ status: { state: 'x' } });
    expect((await session.get(`${WIDGETS}/a`)).body.metadata.generation).to.equal(2);
  });

  it('keeps spec and status apart', async () => {
    expect((await session.create(WIDGETS, { ...widget('a', { text: 'x' }), status: { state: 'no' } })).body.status).to.equal(undefined);
    expect((await session.patch(`${WIDGETS}/a`, { status: { state: 'no' } })).body.status).to.equal(undefined);
    const { body } = await session.patch(`${WIDGETS}/a/status`, {
      spec: { text: 'no' },
      status: { state: 'yes' },
      metadata: { labels: { no: 'no' } },
    });
    expect([body.spec.text, body.status.state, body.metadata.labels]).to.deep.equal(['x', 'yes', undefined]);
  });

  it('writes nothing when nothing changes', async () => {
    const { body } = await session.create(CONFIG_MAPS, configMap('a', { k: 'v' }));
    const again = await session.patch(`${CONFIG_MAPS}/a`, { data: { k: 'v' } });
    expect(again.body.metadata.resourceVersion).to.equal(body.metadata.resourceVersion);
  });

  it('holds an object while it has finalizers, and lets no new ones come', async () => {
    await session.create(WIDGETS, widget('a', {}, { finalizers: ['a.b/c'] }));
    const { body } = await session.delete(`${WIDGETS}/a`);
    expect(body.metadata).to.include({ generation: 2, deletionGracePeriodSeconds: 0 });
    expect(body.metadata.deletionTimestamp).to.be.a('string');
    expect((await session.patch(`${WIDGETS}/a`, { metadata: { finalizers: ['a.b/c', 'd.e/f'] } })).code).to.equal(422);
    expect((await session.create(WIDGETS, widget('a'))).body.message).to.include('object is being deleted');
    expect((await session.patch(`${WIDGETS}/a`, { metadata: { finalizers: null } })).code).to.equal(200);
    expect((await session.get(`${WIDGETS}/a`)).code).to.equal(404);
  });

  it('creates nothing where there is no namespace', async () => {
    expect((await session.create('/api/v1/namespaces/none/configmaps', configMap('a'))).body.message).to.equal(
      'namespaces "none" not found',
    );
  });
});
