import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { CONFIG_MAPS, configMap, EmbeddedSession } from '../support/embedded-session.ts';

describe('GarbageCollector', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start();
  });
  afterEach(() => session.stop());

  const owned = (name: string, owner: JsonObject, more: JsonObject = {}) =>
    configMap(
      name,
      {},
      { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: owner.metadata.name, uid: owner.metadata.uid, ...more }] },
    );
  const create = async (object: JsonObject) => (await session.create(CONFIG_MAPS, object)).body;
  const gone = (name: string) => session.until(`${CONFIG_MAPS}/${name}`, ({ code }) => code === 404);

  it('deletes dependents when their owner is gone, all the way down', async () => {
    const owner = await create(configMap('owner'));
    const child = await create(owned('child', owner));
    await create(owned('grandchild', child));
    await session.delete(`${CONFIG_MAPS}/owner`);
    await gone('grandchild');
  });

  it('collects an object whose owner never was, or has another uid', async () => {
    const owner = await create(configMap('owner'));
    await create(owned('one', { metadata: { name: 'none', uid: 'x' } }));
    await create(owned('two', { metadata: { name: owner.metadata.name, uid: 'x' } }));
    await Promise.all([gone('one'), gone('two')]);
  });

  it('keeps what still has another owner', async () => {
    const [first, second] = [await create(configMap('first')), await create(configMap('second'))];
    const child = owned('child', first);
    child.metadata.ownerReferences.push(owned('child', second).metadata.ownerReferences[0]);
    await create(child);
    await session.delete(`${CONFIG_MAPS}/first`);
    const { body } = await session.until(`${CONFIG_MAPS}/child`, (answer) => answer.body.metadata.ownerReferences.length === 1);
    expect(body.metadata.ownerReferences[0].name).to.equal('second');
  });

  it('holds an owner in foreground deletion until what blocks it is gone', async () => {
    const owner = await create(configMap('owner'));
    const child = owned('child', owner, { blockOwnerDeletion: true });
    child.metadata.finalizers = ['a.b/c'];
    await create(child);
    expect((await session.delete(`${CONFIG_MAPS}/owner`, { propagationPolicy: 'Foreground' })).body.metadata.finalizers).to.deep.equal([
      'foregroundDeletion',
    ]);
    await session.until(`${CONFIG_MAPS}/child`, ({ body }) => body.metadata.deletionTimestamp !== undefined);
    expect((await session.get(`${CONFIG_MAPS}/owner`)).code).to.equal(200);
    await session.patch(`${CONFIG_MAPS}/child`, { metadata: { finalizers: null } });
    await gone('owner');
  });

  it('lets orphans live', async () => {
    const owner = await create(configMap('owner'));
    await create(owned('child', owner));
    await session.delete(`${CONFIG_MAPS}/owner`, { propagationPolicy: 'Orphan' });
    await gone('owner');
    const { body } = await session.get(`${CONFIG_MAPS}/child`);
    expect(body.metadata.ownerReferences).to.equal(undefined);
  });
});
