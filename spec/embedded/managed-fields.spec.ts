import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import {
  DEFINITIONS,
  EmbeddedSession,
  type EmbeddedSession as Session,
  WIDGETS,
  widget,
  widgetDefinition,
} from '../support/embedded-session.ts';

const SPEC = {
  type: 'object',
  properties: {
    text: { type: 'string' },
    size: { type: 'integer' },
    tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
    ports: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port'],
      items: { type: 'object', required: ['port'], properties: { port: { type: 'integer' }, name: { type: 'string' } } },
    },
  },
};

describe('ManagedFields', () => {
  let session: Session;
  const apply = (manager: string, spec: JsonObject, force = false) =>
    session.patch(`${WIDGETS}/a?fieldManager=${manager}${force ? '&force=true' : ''}`, widget('a', spec), 'apply');
  const owners = (object: JsonObject) =>
    Object.fromEntries(object.metadata.managedFields.map((entry: JsonObject) => [`${entry.manager} ${entry.operation}`, entry.fieldsV1]));

  beforeEach(async () => {
    session = await EmbeddedSession.start();
    await session.create(DEFINITIONS, widgetDefinition(SPEC));
  });
  afterEach(() => session.stop());

  it('notes who created and who changed what', async () => {
    await session.create(`${WIDGETS}?fieldManager=one`, widget('a', { text: 'x', size: 1 }));
    const { body } = await session.patch(`${WIDGETS}/a?fieldManager=two`, { spec: { size: 2 } });
    expect(owners(body)).to.deep.equal({
      'one Update': { 'f:spec': { '.': {}, 'f:text': {} } },
      'two Update': { 'f:spec': { 'f:size': {} } },
    });
  });

  it('refuses to apply what another one owns, naming owner and field', async () => {
    await apply('one', { text: 'x' });
    const { code, body } = await apply('two', { text: 'y' });
    expect(code).to.equal(409);
    expect(body.message).to.equal('Apply failed with 1 conflict: conflict with "one": .spec.text');
    expect(body.details.causes).to.deep.equal([{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.spec.text' }]);
  });

  it('takes fields over by force', async () => {
    await apply('one', { text: 'x', size: 1 });
    const { body } = await apply('two', { text: 'y' }, true);
    expect(body.spec).to.deep.equal({ text: 'y', size: 1 });
    expect(owners(body)).to.deep.equal({ 'one Apply': { 'f:spec': { 'f:size': {} } }, 'two Apply': { 'f:spec': { 'f:text': {} } } });
  });

  it('shares what two apply alike, and removes it when both have let go', async () => {
    await apply('one', { text: 'x', size: 1 });
    await apply('two', { text: 'x' });
    expect((await apply('one', { size: 1 })).body.spec).to.deep.equal({ text: 'x', size: 1 });
    expect((await apply('two', {})).body.spec).to.deep.equal({ size: 1 });
  });

  it('merges lists by their type and removes only own items', async () => {
    await apply('one', { tags: ['a', 'b'], ports: [{ port: 1, name: 'x' }] });
    await apply('two', { tags: ['c'], ports: [{ port: 2 }] });
    const { body } = await apply('one', { tags: ['b'] });
    expect(body.spec).to.deep.equal({ tags: ['b', 'c'], ports: [{ port: 2 }] });
  });

  it('writes nothing when nothing changes', async () => {
    const first = await apply('one', { text: 'x' });
    const second = await apply('one', { text: 'x' });
    expect(second.body.metadata.resourceVersion).to.equal(first.body.metadata.resourceVersion);
    expect([first.code, second.code]).to.deep.equal([201, 200]);
  });

  it('keeps status and the rest apart', async () => {
    await apply('one', { text: 'x' });
    const { body } = await session.patch(`${WIDGETS}/a/status?fieldManager=two`, { ...widget('a'), status: { state: 'ok' } }, 'apply');
    expect(body.metadata.managedFields.find((entry: JsonObject) => entry.manager === 'two')).to.deep.include({
      subresource: 'status',
      fieldsV1: { 'f:status': { 'f:state': {} } },
    });
  });

  it('demands a field manager, and a configuration that the schema knows', async () => {
    expect((await session.patch(`${WIDGETS}/a`, widget('a'), 'apply')).body.message).to.include('fieldManager: Required value');
    const unknown = await apply('one', { colour: 'red' });
    expect(unknown.body.message).to.include('.spec.colour: field not declared in schema');
  });
});
