import { expect } from 'chai';
import { CONFIG_MAPS, configMap, DEFINITIONS, EmbeddedSession, WIDGETS, widget, widgetDefinition } from '../support/embedded-session.ts';

describe('ResourceWrites', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start();
    await session.create(
      DEFINITIONS,
      widgetDefinition({ type: 'object', properties: { text: { type: 'string' }, size: { type: 'integer', default: 1 } } }),
    );
  });
  afterEach(() => session.stop());

  it('creates, once', async () => {
    expect((await session.create(WIDGETS, widget('a', { text: 'x' }))).code).to.equal(201);
    expect((await session.create(WIDGETS, widget('a'))).body).to.include({
      code: 409,
      reason: 'AlreadyExists',
      message: 'widgets.example.com "a" already exists',
    });
  });

  it('refuses unknown and repeated fields when asked to, and warns else', async () => {
    const strict = await session.create(`${WIDGETS}?fieldValidation=Strict`, widget('a', { colour: 1 }));
    expect(strict.body.message).to.equal(
      'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.colour"',
    );
    const warned = await session.create(
      WIDGETS,
      '{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"text":"a","text":"b"}}',
    );
    expect(warned.headers.get('warning')).to.include('duplicate field');
    expect(warned.body.spec.text).to.equal('b');
  });

  it('refuses an object for another place', async () => {
    expect((await session.create(WIDGETS, widget('a', {}, { namespace: 'other' }))).body.message).to.equal(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
    await session.create(WIDGETS, widget('a'));
    expect((await session.call('PUT', `${WIDGETS}/a`, widget('b', {}, { resourceVersion: '1' }))).code).to.equal(400);
    expect((await session.patch(`${WIDGETS}/a`, { metadata: { name: 'b' } })).code).to.equal(400);
  });

  it('replaces under optimistic locking', async () => {
    const { body } = await session.create(WIDGETS, widget('a', { text: 'x' }));
    expect((await session.call('PUT', `${WIDGETS}/a`, widget('a'))).body.message).to.include(
      'metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    );
    const replaced = await session.call('PUT', `${WIDGETS}/a`, { ...body, spec: { text: 'y' } });
    expect(replaced.body.spec).to.deep.equal({ text: 'y', size: 1 });
    expect((await session.call('PUT', `${WIDGETS}/a`, { ...body, spec: { text: 'z' } })).body).to.include({
      code: 409,
      reason: 'Conflict',
    });
  });

  it('checks the resourceVersion of a patch, also of the status', async () => {
    await session.create(WIDGETS, widget('a'));
    for (const path of [`${WIDGETS}/a`, `${WIDGETS}/a/status`])
      expect(
        (await session.patch(path, { metadata: { resourceVersion: '1' }, status: { state: 'x' }, spec: { text: 'y' } })).code,
      ).to.equal(409);
  });

  it('refuses another uid in an object, and ignores it in a status', async () => {
    const { body } = await session.create(WIDGETS, widget('a'));
    const uid = '11111111-1111-1111-1111-111111111111';
    expect((await session.call('PUT', `${WIDGETS}/a`, { ...body, metadata: { ...body.metadata, uid } })).code).to.equal(409);
    expect((await session.patch(`${WIDGETS}/a`, { metadata: { uid } })).code).to.equal(422);
    expect((await session.patch(`${WIDGETS}/a/status`, { metadata: { uid }, status: { state: 'x' } })).code).to.equal(200);
  });

  it('knows which patches a kind takes', async () => {
    await session.create(WIDGETS, widget('a'));
    await session.create(CONFIG_MAPS, configMap('a'));
    expect((await session.patch(`${WIDGETS}/a`, { spec: {} }, 'strategic')).code).to.equal(415);
    expect((await session.patch(`${CONFIG_MAPS}/a`, { data: { k: 'v' } }, 'strategic')).body.data).to.deep.equal({ k: 'v' });
    expect((await session.patch(`${WIDGETS}/a`, [{ op: 'replace', path: '/spec/size', value: 5 }], 'json')).body.spec.size).to.equal(5);
  });

  it('stores nothing in a dry run', async () => {
    expect((await session.create(`${WIDGETS}?dryRun=All`, widget('a'))).code).to.equal(201);
    expect((await session.get(`${WIDGETS}/a`)).code).to.equal(404);
  });
});
