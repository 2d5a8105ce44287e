import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { DEFINITIONS, EmbeddedSession, WIDGETS, widget, widgetDefinition } from '../support/embedded-session.ts';

describe('DefinitionController', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start();
  });
  afterEach(() => session.stop());

  it('serves a definition as soon as it is created, and says so', async () => {
    await session.create(DEFINITIONS, widgetDefinition());
    expect((await session.get(WIDGETS)).body).to.include({ kind: 'WidgetList' });
    const { status } = (await session.get(`${DEFINITIONS}/widgets.example.com`)).body;
    expect(status.conditions.map(({ type, status: value }: JsonObject) => `${type}=${value}`)).to.deep.equal([
      'NamesAccepted=True',
      'Established=True',
    ]);
    expect(status.storedVersions).to.deep.equal(['v1']);
  });

  it('serves what an update says from then on', async () => {
    await session.create(DEFINITIONS, widgetDefinition());
    const tightened = widgetDefinition({ type: 'object', required: ['size'], properties: { size: { type: 'integer' } } }).spec.versions;
    await session.patch(`${DEFINITIONS}/widgets.example.com`, { spec: { versions: tightened } });
    expect((await session.create(WIDGETS, widget('a'))).body.message).to.equal(
      'Widget.example.com "a" is invalid: spec.size: Required value',
    );
  });

  it('ends the watches of a kind when its spec changes, and resumes none from before; lists that have begun go on', async () => {
    await session.create(DEFINITIONS, widgetDefinition());
    for (const name of ['a', 'b']) await session.create(WIDGETS, widget(name));
    const { metadata } = (await session.get(`${WIDGETS}?limit=1`)).body;
    const from = `${WIDGETS}?watch=1&resourceVersion=${metadata.resourceVersion}`;
    const watch = await session.watch(from);
    const path = `${DEFINITIONS}/widgets.example.com`;
    await session.patch(path, { metadata: { labels: { a: 'b' } } });
    await session.create(WIDGETS, widget('c'));
    expect(await watch.names(1)).to.deep.equal(['ADDED c']);
    const { spec } = widgetDefinition();
    await session.patch(path, { spec: { versions: [{ ...spec.versions[0], deprecated: true }] } });
    expect(await watch.names(1)).to.deep.equal(['end']);
    const resumed = await session.watch(from);
    expect((await resumed.next())?.object).to.include({ code: 410, reason: 'Expired' });
    expect((await session.get(`${WIDGETS}?limit=1&continue=${metadata.continue}`)).code).to.equal(200);
  });

  it('shows an object in every served version', async () => {
    const definition = widgetDefinition();
    definition.spec.versions.push({ ...definition.spec.versions[0], name: 'v2', storage: false });
    await session.create(DEFINITIONS, definition);
    await session.create(WIDGETS, widget('a', { text: 'x' }));
    const { body } = await session.get(WIDGETS.replace('/v1/', '/v2/').concat('/a'));
    expect(body).to.deep.include({ apiVersion: 'example.com/v2', spec: { text: 'x' } });
  });

  it('takes the objects along when it is deleted', async () => {
    await session.create(DEFINITIONS, widgetDefinition());
    await session.create(WIDGETS, widget('a', {}, { finalizers: ['a.b/c'] }));
    await session.create(WIDGETS, widget('b'));
    await session.delete(`${DEFINITIONS}/widgets.example.com`);
    expect((await session.get(WIDGETS)).body.items).to.have.length(1);
    await session.patch(`${WIDGETS}/a`, { metadata: { finalizers: null } });
    expect((await session.get(`${DEFINITIONS}/widgets.example.com`)).code).to.equal(404);
    expect((await session.get(WIDGETS)).code).to.equal(404);
  });
});
